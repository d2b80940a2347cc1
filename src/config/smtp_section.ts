import * as v from "valibot";
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

/** What `[smtp]` takes where nothing is written. `listen` holds only where no `[[smtp.listener]]` is written either. */
export const smtpDefaults = {
  listen: ["127.0.0.1:2525"],
  hostname: "",
  allow: ["127.0.0.0/8", "::1/128"],
  lf_clients: [],
  strict_line_endings: false,
  hide_starttls: [],
  tls_cert: "",
  tls_key: "",
  max_size: "10MB",
  max_line: 2048,
  max_recipients: 100,
  max_commands: 10_000,
  max_connections: 200,
  max_connections_per_client: 0,
  connections_per_minute: 0,
  mails_per_minute: 0,
  idle_timeout: "5m",
  max_errors: 20,
  min_data_rate: "100B",
  greeting_delay: "0s",
  dedupe_window: "10m",
} as const;

/** What a listener takes where its section does not say; `allow` and `strict_line_endings` are those of `[smtp]`. */
export const listenerDefaults = {
  tls: "none",
  auth: "off",
  auth_plaintext: false,
  proxy_protocol: [],
} as const;

const network = text(
  isNetwork,
  'must be an address or a network such as "192.168.1.0/24" or "fd00::/8"',
);
const networks = listOf(
  network,
  'must be a list of networks, such as ["192.168.1.0/24"]',
);
const listenAddress = parsed(
  parseListenAddress,
  'must be an address and a port, such as "127.0.0.1:2525", "[::1]:2525", or ":25" for all interfaces',
);
const pemFile = text(
  (it) => (it === "" || it.trim() !== "") && !it.includes("\0"),
  'must be the path of a PEM file, such as "/etc/cellpost/cert.pem", or "" for none',
);
const rateCap = wholeNumber(0, 1_000_000);

/** The keys of `[[smtp.listener]]`. */
export const listenerEntries = {
  // Always written: the default is none, so that a missing address is told what it must be.
  address: v.optional(listenAddress, ""),
  tls: v.optional(
    oneOf(["none", "starttls", "implicit"]),
    listenerDefaults.tls,
  ),
  auth: v.optional(
    oneOf(["off", "optional", "required", "any"]),
    listenerDefaults.auth,
  ),
  auth_plaintext: v.optional(yesOrNo(), listenerDefaults.auth_plaintext),
  allow: v.optional(networks),
  strict_line_endings: v.optional(yesOrNo()),
  proxy_protocol: v.optional(networks, listenerDefaults.proxy_protocol),
};

/** The keys of `[smtp]`. */
export const smtpEntries = {
  listen: v.optional(
    listOf(
      listenAddress,
      'must be a list of addresses, such as ["127.0.0.1:2525"]',
    ),
  ),
  hostname: v.optional(
    text(
      (it) => it === "" || isHostname(it),
      'must be a host name such as "sms.example.com", or "" for the machine\'s own',
    ),
    smtpDefaults.hostname,
  ),
  allow: v.optional(networks, smtpDefaults.allow),
  lf_clients: v.optional(networks, smtpDefaults.lf_clients),
  strict_line_endings: v.optional(
    yesOrNo(),
    smtpDefaults.strict_line_endings,
  ),
  hide_starttls: v.optional(networks, smtpDefaults.hide_starttls),
  tls_cert: v.optional(pemFile, smtpDefaults.tls_cert),
  tls_key: v.optional(pemFile, smtpDefaults.tls_key),
  max_size: v.optional(size("1KB", "100MB"), smtpDefaults.max_size),
  // RFC 5321 §4.5.3.1.4: a command line of 512 octets must be taken.
  max_line: v.optional(wholeNumber(512, 65_536), smtpDefaults.max_line),
  max_recipients: v.optional(
    wholeNumber(1, 10_000),
    smtpDefaults.max_recipients,
  ),
  max_commands: v.optional(
    wholeNumber(10, 1_000_000),
    smtpDefaults.max_commands,
  ),
  max_connections: v.optional(
    wholeNumber(1, 10_000),
    smtpDefaults.max_connections,
  ),
  max_connections_per_client: v.optional(
    wholeNumber(0, 10_000),
    smtpDefaults.max_connections_per_client,
  ),
  connections_per_minute: v.optional(
    rateCap,
    smtpDefaults.connections_per_minute,
  ),
  mails_per_minute: v.optional(rateCap, smtpDefaults.mails_per_minute),
  idle_timeout: v.optional(duration("1s", "24h"), smtpDefaults.idle_timeout),
  max_errors: v.optional(wholeNumber(1, 10_000), smtpDefaults.max_errors),
  min_data_rate: v.optional(
    size("0B", "1MB", '"100B", or "0B" for none'),
    smtpDefaults.min_data_rate,
  ),
  // RFC 5321 §4.5.3.2.1: a client waits five minutes for the greeting; devices wait far less.
  greeting_delay: v.optional(
    duration("0s", "1m", '"2s", or "0s" for none'),
    smtpDefaults.greeting_delay,
  ),
  dedupe_window: v.optional(
    duration("0s", "7d", '"10m", or "0s" for none'),
    smtpDefaults.dedupe_window,
  ),
};

const written = v.object({
  ...smtpEntries,
  listener: v.optional(v.array(v.object(listenerEntries)), []),
});

/** `[smtp]` with its listeners: the default address holds where the file names none at all. */
export const smtpSchema = v.pipe(
  written,
  v.transform(({ listen, ...section }) => ({
    ...section,
    listen: listen ?? (section.listener.length > 0 ? [] : defaultListen),
  })),
);

const defaultListen = smtpDefaults.listen.flatMap((it) =>
  parseListenAddress(it) ?? []
);
