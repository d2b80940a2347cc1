import type {
  Config,
  DeliveryConfig,
  MessageConfig,
  ModemConfig,
  SmtpConfig,
} from "./config.ts";
import type { Document } from "./schema.ts";

/** Turns a document that has no problems into the frozen configuration. */
export function buildConfig(
  document: Document,
  absolute: (path: string) => string,
): Config {
  return freeze({
    smtp: buildSmtp(document.smtp),
    queue: { path: absolute(document.queue.path) },
    modems: buildModems(document.modem),
    message: buildMessage(document.message),
    delivery: buildDelivery(document.delivery),
    log: document.log,
  });
}

function buildSmtp(section: Document["smtp"]): SmtpConfig {
  return {
    listen: section.listen,
    hostname: section.hostname === "" ? undefined : section.hostname,
    allow: section.allow,
    lfClients: section.lf_clients,
    strictLineEndings: section.strict_line_endings,
    maxSize: section.max_size,
    maxLine: section.max_line,
    maxRecipients: section.max_recipients,
    maxCommands: section.max_commands,
    maxConnections: section.max_connections,
    idleTimeoutMs: section.idle_timeout,
  };
}

function buildModems(sections: Document["modem"]): readonly ModemConfig[] {
  const taken = new Set(sections.map((it) => it.name?.toLowerCase()));
  return sections.map(({ name, port, baud, pin, smsc }, at) => ({
    name: name ?? freeName(taken, at + 1),
    port,
    baud,
    ...(pin !== undefined && { pin }),
    ...(smsc !== undefined && { smsc }),
  }));
}

/** `modem2` for the second modem, unless another was given that name. */
function freeName(taken: Set<string | undefined>, position: number): string {
  let number = position;
  while (taken.has(`modem${number}`)) number++;
  taken.add(`modem${number}`);
  return `modem${number}`;
}

function buildMessage(section: Document["message"]): MessageConfig {
  return {
    ...(section.country !== "" && { country: section.country }),
    shortCodes: section.short_codes,
    bareDigits: section.bare_digits,
    template: section.template,
    maxSegments: section.max_segments,
    whenTooLong: section.when_too_long,
    stripSignature: section.strip_signature,
    plainPunctuation: section.plain_punctuation,
    statusReport: section.status_report,
    referenceBits: section.reference_bits,
  };
}

function buildDelivery(section: Document["delivery"]): DeliveryConfig {
  return {
    expireAfterMs: section.expire_after,
    retryFirstMs: section.retry_first,
    retryMaxMs: section.retry_max,
    onUncertain: section.on_uncertain,
    uncertainWaitMs: section.uncertain_wait,
    reportTimeoutMs: section.report_timeout,
    resumeWaitMs: section.resume_wait,
  };
}

/** Freezes a value and all that hangs from it. */
function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  Object.values(value).forEach((it) => freeze(it));
  return Object.freeze(value);
}
