import * as v from "valibot";
import { parsePhoneNumber, Secret } from "../model/mod.ts";
import { countries } from "./country_table.ts";
import {
  duration,
  listOf,
  oneOf,
  parsed,
  size,
  text,
  wholeNumber,
  yesOrNo,
} from "./field.ts";
import { isHostname, isNetwork, parseListenAddress } from "./network.ts";
import { isTemplate, placeholders } from "./template.ts";

/** What holds where nothing is written, in the file's own terms; `config.toml` shows the same (a test compares). */
export const defaults = {
  smtp: {
    listen: ["127.0.0.1:2525"],
    hostname: "",
    allow: ["127.0.0.0/8", "::1/128"],
    lf_clients: [],
    strict_line_endings: false,
    max_size: "10MB",
    max_line: 2048,
    max_recipients: 100,
    max_commands: 10_000,
    max_connections: 200,
    idle_timeout: "5m",
  },
  queue: { path: "cellpost.db" },
  message: {
    country: "",
    short_codes: false,
    bare_digits: "international",
    template: "{body}",
    max_segments: 6,
    when_too_long: "truncate",
    strip_signature: false,
    plain_punctuation: true,
    status_report: true,
    reference_bits: 8,
  },
  delivery: {
    expire_after: "24h",
    retry_first: "15s",
    retry_max: "15m",
    on_uncertain: "resend",
    uncertain_wait: "5m",
    report_timeout: "3d",
    resume_wait: "10m",
  },
  log: { level: "info", format: "text" },
} as const;

/** What a modem takes where its section does not say. */
export const modemDefaults = { baud: 115_200 } as const;

const { smtp, queue, message, delivery, log } = defaults;

const network = text(
  isNetwork,
  'must be an address or a network such as "192.168.1.0/24" or "fd00::/8"',
);
const networks = listOf(
  network,
  'must be a list of networks, such as ["192.168.1.0/24"]',
);

const smtpEntries = {
  listen: v.optional(
    v.pipe(
      listOf(
        parsed(
          parseListenAddress,
          'must be an address and a port, such as "127.0.0.1:2525", "[::1]:2525", or ":25" for all interfaces',
        ),
        'must be a list of addresses, such as ["127.0.0.1:2525"]',
      ),
      v.minLength(1, "must name at least one address"),
    ),
    smtp.listen,
  ),
  hostname: v.optional(
    text(
      (it) => it === "" || isHostname(it),
      'must be a host name such as "sms.example.com", or "" for the machine\'s own',
    ),
    smtp.hostname,
  ),
  allow: v.optional(networks, smtp.allow),
  lf_clients: v.optional(networks, smtp.lf_clients),
  strict_line_endings: v.optional(yesOrNo(), smtp.strict_line_endings),
  max_size: v.optional(size("1KB", "100MB"), smtp.max_size),
  // RFC 5321 §4.5.3.1.4: a command line of 512 octets must be taken.
  max_line: v.optional(wholeNumber(512, 65_536), smtp.max_line),
  max_recipients: v.optional(wholeNumber(1, 10_000), smtp.max_recipients),
  max_commands: v.optional(wholeNumber(10, 1_000_000), smtp.max_commands),
  max_connections: v.optional(wholeNumber(1, 10_000), smtp.max_connections),
  idle_timeout: v.optional(duration("1s", "24h"), smtp.idle_timeout),
};

const queueEntries = {
  path: v.optional(
    text(
      (it) => it.trim() !== "" && !it.includes("\0"),
      'must be the path of a file, such as "/var/lib/cellpost/cellpost.db"',
    ),
    queue.path,
  ),
};

const portShape = /^(?:sim:\S*|\/\S.*|(?:\\\\\.\\)?COM[1-9]\d{0,2})$/i;

const modemEntries = {
  name: v.optional(text(
    (it) => /^[a-z0-9][a-z0-9_.-]{0,31}$/i.test(it),
    "must be 1 to 32 letters, digits, dots, dashes or underscores, such as " +
      '"roof"',
  )),
  // Always written: the default is none, so that a missing port is told what it must be.
  port: v.optional(
    text(
      (it) => portShape.test(it),
      'must be a port such as "/dev/serial/by-id/usb-…", "COM3", or "sim:" for a simulated modem',
    ),
    "",
  ),
  baud: v.optional(
    oneOf([
      1200,
      2400,
      4800,
      9600,
      19_200,
      38_400,
      57_600,
      115_200,
      230_400,
      460_800,
      921_600,
    ]),
    modemDefaults.baud,
  ),
  pin: v.optional(parsed(
    (it) => /^\d{4,8}$/.test(it) ? new Secret(it) : undefined,
    'must be 4 to 8 digits in quotes, such as "0000"',
  )),
  smsc: v.optional(text(
    (it) => it.startsWith("+") && parsePhoneNumber(it) !== undefined,
    'must be a number in international form, such as "+491710760000"',
  )),
};

const messageEntries = {
  country: v.optional(
    parsed(
      readCountry,
      'must be a country\'s two-letter code such as "IN", "DE" or "GB" (ISO 3166-1), or "" for none',
    ),
    message.country,
  ),
  short_codes: v.optional(yesOrNo(), message.short_codes),
  bare_digits: v.optional(
    oneOf(["national", "international", "refuse"]),
    message.bare_digits,
  ),
  template: v.optional(
    text(
      isTemplate,
      `must hold at least one of ${placeholders.join(" ")} and no other braces`,
    ),
    message.template,
  ),
  // TS 23.040 §9.2.3.24.1: the segments are counted in one octet.
  max_segments: v.optional(wholeNumber(1, 255), message.max_segments),
  when_too_long: v.optional(
    oneOf(["truncate", "refuse"]),
    message.when_too_long,
  ),
  strip_signature: v.optional(yesOrNo(), message.strip_signature),
  plain_punctuation: v.optional(yesOrNo(), message.plain_punctuation),
  status_report: v.optional(yesOrNo(), message.status_report),
  reference_bits: v.optional(oneOf([8, 16]), message.reference_bits),
};

const deliveryEntries = {
  expire_after: v.optional(duration("1s", "30d"), delivery.expire_after),
  retry_first: v.optional(duration("10ms", "24h"), delivery.retry_first),
  retry_max: v.optional(duration("10ms", "24h"), delivery.retry_max),
  on_uncertain: v.optional(oneOf(["resend", "hold"]), delivery.on_uncertain),
  uncertain_wait: v.optional(duration("0s", "24h"), delivery.uncertain_wait),
  report_timeout: v.optional(duration("1s", "30d"), delivery.report_timeout),
  resume_wait: v.optional(duration("0s", "24h"), delivery.resume_wait),
};

const logEntries = {
  level: v.optional(oneOf(["debug", "info", "warning", "error"]), log.level),
  format: v.optional(oneOf(["text", "json"]), log.format),
};

/** The whole document; that there is nothing else in it is `shape.ts`'s business. */
export const document = v.object({
  smtp: v.optional(v.object(smtpEntries), {}),
  queue: v.optional(v.object(queueEntries), {}),
  modem: v.optional(v.array(v.object(modemEntries)), []),
  message: v.optional(v.object(messageEntries), {}),
  delivery: v.optional(v.object(deliveryEntries), {}),
  log: v.optional(v.object(logEntries), {}),
});

/** A document whose every value has been read: durations in milliseconds, sizes in bytes. */
export type Document = v.InferOutput<typeof document>;

/** The names of all keys, by section. */
export const keysOf: Readonly<Record<string, readonly string[]>> = {
  smtp: Object.keys(smtpEntries),
  queue: Object.keys(queueEntries),
  modem: Object.keys(modemEntries),
  message: Object.keys(messageEntries),
  delivery: Object.keys(deliveryEntries),
  log: Object.keys(logEntries),
};

function readCountry(written: string): string | undefined {
  const code = written.toUpperCase();
  return code === "" || countries.has(code) ? code : undefined;
}
