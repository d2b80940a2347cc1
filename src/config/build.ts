import type {
  Config,
  DeliveryConfig,
  DomainConfig,
  ListenerConfig,
  MailConfig,
  MessageConfig,
  ModemConfig,
  PolicyConfig,
  QuietConfig,
  RelayConfig,
  RepliesConfig,
  ScheduleConfig,
  SenderConfig,
  SmtpConfig,
  StormConfig,
} from "./config.ts";
import { buildAdmin, buildEscalation } from "./admin_section.ts";
import { buildQuirks } from "./modem_quirks.ts";
import { buildModemLimits } from "./modem_limits.ts";
import { isLoopback } from "./network.ts";
import { type Member, nameKey } from "./phone_book.ts";
import type { Document } from "./schema.ts";
import { buildPools, buildRoutes } from "./build_routing.ts";
import { modemNames } from "./routing_rules.ts";
import { listenerDefaults } from "./smtp_section.ts";
import { buildWeb } from "./web_section.ts";

/** Turns a document that has no problems into the frozen configuration. */
export function buildConfig(
  document: Document,
  absolute: (path: string) => string,
): Config {
  return freeze({
    smtp: buildSmtp(document.smtp, absolute),
    queue: {
      path: absolute(document.queue.path),
      keepForMs: document.queue.keep_for,
      keepTextForMs: document.queue.keep_text_for,
    },
    modems: buildModems(document.modem),
    policy: buildPolicy(document.policy),
    storm: buildStorm(document.storm),
    contacts: byKey(Object.entries(document.contacts)),
    groups: byKey<readonly Member[]>([
      // A schedule makes the group that it is for.
      ...document.schedule.map(({ group }) => [group, []] as const),
      ...Object.entries(document.groups),
    ]),
    schedules: document.schedule.map(buildSchedule),
    quiet: document.quiet.map(buildQuiet),
    domains: byKey(Object.entries(document.domains).map(buildDomain)),
    pools: buildPools(document),
    routes: buildRoutes(document),
    message: buildMessage(document.message),
    senders: document.sender.map((it) => buildSender(it, document.message)),
    delivery: buildDelivery(document.delivery),
    admin: buildAdmin(document.admin),
    escalations: document.escalation.map(buildEscalation),
    mail: buildMail(document.mail, absolute),
    replies: buildReplies(document.replies),
    web: buildWeb(document.web),
    log: document.log,
  });
}

function buildSmtp(
  section: Document["smtp"],
  absolute: (path: string) => string,
): SmtpConfig {
  const pemFile = (path: string) => path === "" ? undefined : absolute(path);
  return {
    listeners: buildListeners(section),
    hostname: section.hostname === "" ? undefined : section.hostname,
    allow: section.allow,
    lfClients: section.lf_clients,
    strictLineEndings: section.strict_line_endings,
    hideStarttls: section.hide_starttls,
    tlsCert: pemFile(section.tls_cert),
    tlsKey: pemFile(section.tls_key),
    maxSize: section.max_size,
    maxLine: section.max_line,
    maxRecipients: section.max_recipients,
    maxCommands: section.max_commands,
    maxConnections: section.max_connections,
    maxConnectionsPerClient: section.max_connections_per_client,
    connectionsPerMinute: section.connections_per_minute,
    mailsPerMinute: section.mails_per_minute,
    idleTimeoutMs: section.idle_timeout,
    maxErrors: section.max_errors,
    minDataRate: section.min_data_rate,
    greetingDelayMs: section.greeting_delay,
    dedupeWindowMs: section.dedupe_window,
  };
}

function buildListeners(section: Document["smtp"]): readonly ListenerConfig[] {
  const short = section.listen.map((address) => ({
    ...listenerDefaults,
    address,
    allow: undefined,
    strict_line_endings: undefined,
  }));
  return [...short, ...section.listener].map((it) => ({
    address: it.address,
    tls: it.tls,
    auth: it.auth,
    authPlaintext: it.auth_plaintext,
    allow: it.allow ?? section.allow,
    strictLineEndings: it.strict_line_endings ?? section.strict_line_endings,
    proxyProtocol: it.proxy_protocol,
  }));
}

function buildModems(sections: Document["modem"]): readonly ModemConfig[] {
  const names = modemNames(sections);
  return sections.map((
    { name = "", port, baud, pin, smsc, quirks, ...rest },
    at,
  ) => ({
    name: names[at] ?? name,
    port,
    baud,
    ...(pin !== undefined && { pin }),
    ...(smsc !== undefined && { smsc }),
    ...(quirks !== undefined && { quirks: buildQuirks(quirks) }),
    ...buildModemLimits(rest),
  }));
}

function buildPolicy(section: Document["policy"]): PolicyConfig {
  return {
    users: section.users,
    senders: section.senders,
    recipientDomains: section.recipient_domains,
    allowNumbers: section.allow_numbers,
    denyNumbers: section.deny_numbers,
    perClient: section.per_client,
    perUser: section.per_user,
    perSender: section.per_sender,
    perRecipient: section.per_recipient,
    total: section.total,
  };
}

function buildStorm(section: Document["storm"]): StormConfig {
  return {
    windowMs: section.window === "" ? 0 : section.window,
    first: section.first,
    perRecipient: section.per_recipient,
    perSender: section.per_sender,
    whenOver: section.when_over,
    ...(section.breaker !== "" && { breaker: section.breaker }),
    breakerRestMs: section.breaker_rest,
    breakerReminderMs: section.breaker_reminder,
    urgentPasses: section.urgent_passes,
  };
}

function buildSchedule(section: Document["schedule"][number]): ScheduleConfig {
  return {
    group: section.group,
    ...buildTimes(section),
    members: section.members,
  };
}

function buildQuiet(section: Document["quiet"][number]): QuietConfig {
  const { groups, numbers, urgent } = section;
  return { groups, numbers, ...buildTimes(section), urgent };
}

function buildTimes(
  { days, from, to }: Pick<
    Document["schedule"][number],
    "days" | "from" | "to"
  >,
) {
  return {
    days: [...new Set(days.flat())].sort((a, b) => a - b),
    fromMinute: from,
    toMinute: to,
  };
}

function buildDomain(
  [name, { flash, urgent, priority }]: readonly [
    string,
    Document["domains"][string],
  ],
): readonly [string, DomainConfig] {
  return [name, {
    ...(flash !== undefined && { flash }),
    ...(urgent !== undefined && { priority: urgent ? "urgent" : "normal" }),
    ...(priority !== undefined && { priority }),
  }];
}

function byKey<T>(
  entries: readonly (readonly [string, T])[],
): ReadonlyMap<string, T> {
  return new Map(entries.map(([name, it]) => [nameKey(name), it]));
}

function buildSender(
  section: Document["sender"][number],
  message: Document["message"],
): SenderConfig {
  return {
    address: section.address,
    prefix: section.prefix,
    template: section.template ?? message.template,
    maxSegments: section.max_segments ?? message.max_segments,
    replaceType: section.replace ?? message.replace,
    ...(section.priority !== undefined && { priority: section.priority }),
    ...(section.expire_after !== undefined &&
      { expireAfterMs: section.expire_after }),
  };
}

/** Turns one section into its part of the configuration. */
export function buildMessage(section: Document["message"]): MessageConfig {
  return {
    ...(section.country !== "" && { country: section.country }),
    shortCodes: section.short_codes,
    bareDigits: section.bare_digits,
    timezone: section.timezone === "" ? undefined : section.timezone,
    template: section.template,
    maxSegments: section.max_segments,
    whenTooLong: section.when_too_long,
    stripSignature: section.strip_signature,
    stripQuotes: section.strip_quotes,
    stripPatterns: section.strip_patterns,
    endMarker: section.end_marker,
    plainPunctuation: section.plain_punctuation,
    transliterate: section.transliterate,
    statusReport: section.status_report,
    referenceBits: section.reference_bits,
    nationalLanguages: [...new Set(section.national_languages)],
    ...(typeof section.validity === "number" &&
      { validityMs: section.validity }),
    validUntilExpiry: section.validity === "expire",
    replaceType: section.replace,
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
    segmentTimeoutMs: section.segment_timeout,
    ...(section.stale_after !== undefined &&
      { staleAfterMs: section.stale_after }),
    onStale: section.on_stale,
  };
}

function buildMail(
  section: Document["mail"],
  absolute: (path: string) => string,
): MailConfig {
  const relay = section.relay.host === ""
    ? {}
    : { relay: buildRelay(section, absolute) };
  return {
    ...relay,
    from: section.from,
    reports: section.reports,
    delayAfterMs: section.delay_after,
    reportsPerSender: section.reports_per_sender,
    replyWindowMs: section.reply_window,
    ...(section.inbox_to !== "" && { inboxTo: section.inbox_to }),
    ...(section.reply_domain !== "" && { replyDomain: section.reply_domain }),
  };
}

function buildRelay(
  section: Document["mail"],
  absolute: (path: string) => string,
): RelayConfig {
  const { host, port, implicitTls } = section.relay;
  const { user, password, password_file: file, verify_certificate: verify } =
    section;
  // No password goes through a network in the clear unless the operator says so.
  const starttls = user !== "" && section.starttls === "auto" &&
      !isLoopback(host)
    ? "required"
    : section.starttls;
  return {
    host,
    port,
    tls: implicitTls ? "implicit" : starttls,
    // What is encrypted only where it can be is not worth losing a mail for.
    verifyCertificate: verify && (implicitTls || starttls === "required"),
    ...(user === "" ? {} : {
      login: {
        user,
        password: file === "" ? password : { file: absolute(file) },
      },
    }),
  };
}

function buildReplies(section: Document["replies"]): RepliesConfig {
  return {
    perNumber: section.per_number,
    total: section.total,
    stopWords: section.stop_words,
    startWords: section.start_words,
    stopConfirmation: section.stop_confirmation,
  };
}

/** Freezes a value and all that hangs from it. The entries of a map stay what they are by its type alone. */
function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  const parts = value instanceof Map ? value.values() : Object.values(value);
  for (const part of parts) freeze(part);
  return Object.freeze(value);
}
