import type { Config, ListenerConfig } from "./config.ts";
import { warningsOfWeb } from "./web_rules.ts";
import { isEverybody, isLoopback, isWide } from "./network.ts";

/**
 * What is no mistake but seldom meant: doors that stand open to strangers, and options that undo each other. Each is one
 * sentence for the operator: what, where, what to do. A listener that only this machine reaches is no door.
 */
export function warningsOf(config: Config): readonly string[] {
  const { listeners } = config.smtp;
  return [
    ...at(
      listeners.filter(isOpenToAll),
      (where) =>
        `Everybody can send SMS through ${where}: allow has networks that hold every address; name those that need it, or set auth = "required" and make users with "cellpost user add"`,
    ),
    ...at(
      listeners.filter(isWider),
      (where) =>
        `More clients than anybody knows can send SMS through ${where}: allow has a network wider than /8; name smaller ones, or set auth = "required"`,
    ),
    ...at(
      listeners.filter(takesAnyLogin),
      (where) =>
        `Any user and password will do at ${where}: auth = "any" proves nothing about a client; let allow name just the devices that cannot do without a login`,
    ),
    ...at(
      listeners.filter(showsPasswords),
      (where) =>
        `Passwords can be read on their way to ${where}: auth_plaintext takes a login without TLS; set tls = "starttls" or "implicit" and auth_plaintext = false, or keep this to a network that nobody listens in on`,
    ),
    ...at(
      listeners.filter(believesEveryProxy),
      (where) =>
        `Any client can claim any address at ${where}: proxy_protocol believes far too many; name just your proxies`,
    ),
    ...unlimited(config),
    ...bareLineFeeds(config),
    ...unconfirmed(config),
    ...unmailedAlarms(config),
    ...readableLogin(config),
    ...warningsOfWeb(config),
  ];
}

/** The sentence, once for all listeners that it is about. */
function at(
  listeners: readonly ListenerConfig[],
  sentence: (where: string) => string,
): string[] {
  const places = listeners.map(({ address: { hostname, port } }) =>
    hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`
  );
  return places.length === 0 ? [] : [sentence(places.join(" and "))];
}

function isFarReaching({ address }: ListenerConfig): boolean {
  return !isLoopback(address.hostname);
}

function isOpenToAll(listener: ListenerConfig): boolean {
  return isFarReaching(listener) && listener.auth !== "required" &&
    listener.allow.some(isEverybody);
}

function isWider(listener: ListenerConfig): boolean {
  return isFarReaching(listener) && listener.auth !== "required" &&
    !listener.allow.some(isEverybody) && listener.allow.some(isWide);
}

function takesAnyLogin(listener: ListenerConfig): boolean {
  return isFarReaching(listener) && listener.auth === "any";
}

function showsPasswords(listener: ListenerConfig): boolean {
  return isFarReaching(listener) && listener.auth !== "off" &&
    listener.authPlaintext && listener.tls !== "implicit";
}

function believesEveryProxy(listener: ListenerConfig): boolean {
  return isFarReaching(listener) && listener.proxyProtocol.some(isWide);
}

/** A fault in one sender, or one stolen login, could send SMS until somebody looks at the bill. */
function unlimited({ smtp, policy }: Config): string[] {
  const { perClient, perUser, perSender, perRecipient, total } = policy;
  const limits = [perClient, perUser, perSender, perRecipient, total].flat();
  if (limits.length > 0 || !policy.senders.includes("*")) return [];
  const reached = smtp.listeners.filter((it) =>
    isFarReaching(it) && (it.auth !== "off" || !it.allow.every(isLoopback))
  );
  return at(
    reached,
    (where) =>
      `Nothing limits what one client can spend through ${where}: [policy] has no limit and takes every sender; set total, such as ["500/day"], or name the senders`,
  );
}

function readableLogin({ mail: { relay } }: Config): string[] {
  if (relay?.login === undefined || relay.tls !== "off") return [];
  if (isLoopback(relay.host)) return [];
  return [
    `The password of [mail] user can be read on its way to ${relay.host}: starttls is "off"; set it to "required", or write relay as "smtps://${relay.host}"`,
  ];
}

function bareLineFeeds({ smtp: { lfClients, listeners } }: Config): string[] {
  if (lfClients.length === 0) return [];
  const strict = listeners.filter((it) => it.strictLineEndings);
  const wide = lfClients.some(isWide)
    ? [
      "Smuggled mails get in by [smtp] lf_clients: it lets far too many clients end a mail with a bare LF; name just the devices that need it",
    ]
    : [];
  return [
    ...wide,
    ...at(
      strict,
      (where) =>
        `[smtp] lf_clients undoes strict_line_endings at ${where}: these clients may end a mail with a bare LF, which behind a mail relay lets smuggled mails in; empty lf_clients, or give such devices a listener of their own`,
    ),
  ];
}

/** Without status reports nothing ever says that an SMS was delivered. */
function unmailedAlarms({ admin, mail }: Config): string[] {
  const vain = admin !== undefined && admin.mail.length > 0;
  return vain && mail.relay === undefined
    ? [
      "[admin] mail gets nothing: set [mail] relay, which takes cellpost's mail",
    ]
    : [];
}

function unconfirmed({ escalations, message }: Config): string[] {
  const vain = escalations.some(({ until }) => until === "delivered");
  return vain && !message.statusReport
    ? [
      '[[escalation]] waits for status reports that nobody asks for, so every message goes to everybody: set [message] status_report = true, or until = "answer"',
    ]
    : [];
}
