import type { Condition, Priority, Secret } from "../model/mod.ts";
import type { QuirksConfig } from "./modem_quirks.ts";
import type { ModemLimitsConfig } from "./modem_limits.ts";
import type { ListenAddress } from "./network.ts";
import type { Member } from "./phone_book.ts";
import type { Rate } from "./rate.ts";
import type { WebConfig } from "./web_section.ts";

/**
 * All that an operator can choose, read once and frozen. `load.ts` is the only one who makes it; `app` hands each room
 * its part. `config.toml` says what each option is for.
 */
export interface Config {
  readonly smtp: SmtpConfig;
  readonly queue: QueueConfig;
  /** In the order of the file; none is not an error here. */
  readonly modems: readonly ModemConfig[];
  readonly policy: PolicyConfig;
  readonly storm: StormConfig;
  /**
   * Numbers by name, the name in small letters and composed (NFC). With "+" a number is canonical; without, it has digits only, which
   * `mail` reads by `message.country` (`loadConfig` asks it, through `Judges`, whether it can).
   */
  readonly contacts: ReadonlyMap<string, readonly string[]>;
  /** Members by name, likewise; none for a group that only schedules fill. No group leads back to itself. */
  readonly groups: ReadonlyMap<string, readonly Member[]>;
  /** In the order of the file. */
  readonly schedules: readonly ScheduleConfig[];
  readonly quiet: readonly QuietConfig[];
  /** By mail domain, likewise. */
  readonly domains: ReadonlyMap<string, DomainConfig>;
  /** In the order of the file. */
  readonly pools: readonly PoolConfig[];
  /** In the order of the file: the first that matches counts. */
  readonly routes: readonly RouteConfig[];
  readonly message: MessageConfig;
  /** In the order of the file: the first that matches counts. */
  readonly senders: readonly SenderConfig[];
  readonly delivery: DeliveryConfig;
  /** Undefined: nobody is told what is out of order. */
  readonly admin: AdminConfig | undefined;
  /** In the order of the file: for each recipient the first that matches counts. */
  readonly escalations: readonly EscalationConfig[];
  readonly mail: MailConfig;
  readonly replies: RepliesConfig;
  readonly web: WebConfig;
  readonly log: LogConfig;
}

/** The section `[smtp]`. */
export interface SmtpConfig {
  /** At least one: those of `listen`, the short form, then those of `[[smtp.listener]]`. */
  readonly listeners: readonly ListenerConfig[];
  /** Undefined: the machine's own name. */
  readonly hostname: string | undefined;
  /** Addresses and networks in CIDR notation, the syntax checked. */
  readonly allow: readonly string[];
  /** Like `allow`: clients whose DATA may end in LF.LF. */
  readonly lfClients: readonly string[];
  readonly strictLineEndings: boolean;
  /** Like `allow`: clients that are not told of STARTTLS. */
  readonly hideStarttls: readonly string[];
  /** PEM files, as absolute paths; both or neither, and both where a listener has TLS. */
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  /** Bytes of one mail. */
  readonly maxSize: number;
  /** Bytes of one command line with its line end. */
  readonly maxLine: number;
  /** Accepted RCPTs of one mail. */
  readonly maxRecipients: number;
  /** Commands of one connection. */
  readonly maxCommands: number;
  /** Connections at one time. */
  readonly maxConnections: number;
  /** Connections of one client network at one time; 0 for no limit. */
  readonly maxConnectionsPerClient: number;
  /** New connections of one client network; 0 for no limit. */
  readonly connectionsPerMinute: number;
  /** Mails of one client network; 0 for no limit. */
  readonly mailsPerMinute: number;
  readonly idleTimeoutMs: number;
  /** Refused commands of one connection. */
  readonly maxErrors: number;
  /** Bytes a second in DATA; 0 for any. */
  readonly minDataRate: number;
  /** How long the greeting waits for somebody who talks too early; 0 for not at all. */
  readonly greetingDelayMs: number;
  /** How long an accepted mail is remembered for its repeats; 0 for not at all. */
  readonly dedupeWindowMs: number;
}

/** One `[[smtp.listener]]`, or one entry of `[smtp] listen`. */
export interface ListenerConfig {
  readonly address: ListenAddress;
  readonly tls: "none" | "starttls" | "implicit";
  /** Anything but "off" comes with TLS or with `authPlaintext`. */
  readonly auth: "off" | "optional" | "required" | "any";
  /** Whether a login is taken before the connection is encrypted. */
  readonly authPlaintext: boolean;
  /** Client networks; those of `[smtp]` unless the listener has its own. */
  readonly allow: readonly string[];
  readonly strictLineEndings: boolean;
  /** Networks of proxies that are believed; none: the PROXY protocol is off. */
  readonly proxyProtocol: readonly string[];
}

/** The section `[policy]`. */
export interface PolicyConfig {
  /** Names of users, or "*" for all; at least one. */
  readonly users: readonly string[];
  /** "a@b.c", "b.c", "@b.c", "<>" or "*"; at least one. */
  readonly senders: readonly string[];
  /** "b.c", "@b.c", or "*" for all; at least one. */
  readonly recipientDomains: readonly string[];
  /** Beginnings of numbers with their plus sign, or digits of short codes; none: all are allowed. */
  readonly allowNumbers: readonly string[];
  /** Like `allowNumbers`, and stronger; none: nothing is denied. */
  readonly denyNumbers: readonly string[];
  /** In SMS deliveries, each unit of time at most once; none: no limit. So are the others. */
  readonly perClient: readonly Rate[];
  readonly perUser: readonly Rate[];
  readonly perSender: readonly Rate[];
  readonly perRecipient: readonly Rate[];
  readonly total: readonly Rate[];
}

/** The section `[storm]`. */
export interface StormConfig {
  /** How long texts that are alike are gathered; 0 for not at all. */
  readonly windowMs: number;
  readonly first: "now" | "wait";
  /** In SMS, each unit of time at most once; none: no cap. */
  readonly perRecipient: readonly Rate[];
  readonly perSender: readonly Rate[];
  readonly whenOver: "queue" | "merge" | "refuse";
  /** So many SMS altogether within that time; absent: no breaker. */
  readonly breaker?: { readonly count: number; readonly lengthMs: number };
  readonly breakerRestMs: number;
  readonly breakerReminderMs: number;
  readonly urgentPasses: boolean;
}

/** One `[[schedule]]`: while it is active, its members are the group's. */
export interface ScheduleConfig {
  /** One of `groups`. */
  readonly group: string;
  /** Monday is 1, Sunday 7 (ISO 8601); ascending, each once, at least one. */
  readonly days: readonly number[];
  /** Minutes since midnight of each of the days, 0 to 1439. */
  readonly fromMinute: number;
  /** Minutes since midnight, 0 to 1440; of the next day when not after `fromMinute`. */
  readonly toMinute: number;
  /** At least one. */
  readonly members: readonly Member[];
}

/** One `[[quiet]]`: when its recipients are left in peace. */
export interface QuietConfig {
  /** Names of groups and contacts as `groups` and `contacts` have them; none, and no `numbers`: it is for everybody. */
  readonly groups: readonly string[];
  /** Beginnings of numbers, as `PolicyConfig.allowNumbers`. */
  readonly numbers: readonly string[];
  /** As in `ScheduleConfig`. */
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
  /** Whether an urgent SMS goes out all the same. */
  readonly urgent: boolean;
}

/** One `[domains."x.y"]`: what holds for its recipients unless they say otherwise; absent: nothing is said. */
export interface DomainConfig {
  readonly flash?: boolean;
  readonly priority?: Priority;
}

/** One `[[pool]]`. */
export interface PoolConfig {
  /** Unique. */
  readonly name: string;
  /** Shares by the names of modems, which are those of sections, or such as found ones have, or "auto"; at least one. */
  readonly weights: ReadonlyMap<string, number>;
  readonly failoverAfterMs: number;
  readonly sticky: boolean;
  readonly stickyWaitMs: number;
  readonly keepShares: boolean;
}

/** One `[[route]]`; what it does not ask for is empty. */
export interface RouteConfig {
  /** Like `PolicyConfig.allowNumbers`. */
  readonly prefixes: readonly string[];
  /** ISO 3166-1 alpha-2, in capitals. */
  readonly countries: readonly string[];
  /** Like `PolicyConfig.senders`. */
  readonly senders: readonly string[];
  readonly users: readonly string[];
  /** Names of `groups`. */
  readonly groups: readonly string[];
  readonly priorities: readonly Priority[];
  /** Names of pools, each once, or "*" for any modem, the stand-ins last; none: refused. */
  readonly pools: readonly string[];
}

/** One `[[sender]]`; what it leaves out is taken from `[message]`. */
export interface SenderConfig {
  /** Like one of `PolicyConfig.senders`; each once, and none behind "*". */
  readonly address: string;
  /** Stands in front of the text; may be "". */
  readonly prefix: string;
  readonly template: string;
  readonly maxSegments: number;
  readonly replaceType: number;
  /** Of its mails that say nothing of it. */
  readonly priority?: Priority;
  /** Absent: as in `[delivery]`. */
  readonly expireAfterMs?: number;
}

/** The section `[queue]`. */
export interface QueueConfig {
  /** The database, as an absolute path. */
  readonly path: string;
  /** How long what is done is kept; undefined: for ever. Never shorter than `report_timeout` and `dedupe_window`. */
  readonly keepForMs: number | undefined;
  /** Of texts alone; undefined: as long as the rest. */
  readonly keepTextForMs: number | undefined;
}

/** One section `[[modem]]`. */
export interface ModemConfig extends ModemLimitsConfig {
  /** Unique; `modem1`, `modem2`… by position where the file gives none. */
  readonly name: string;
  /**
   * Unique but for simulated ones: a device's path, `COM3`, `imei:` or `iccid:` with digits, `tcp://host:port`, `sim:` with options, or
   * `auto`, which stands for any number of modems.
   */
  readonly port: string;
  /** Baud rate. */
  readonly baud: number;
  readonly pin?: Secret;
  /** E.164 with its plus sign. */
  readonly smsc?: string;
  /** Over what the modem room's table says of its make; `docs/quirks.md`. */
  readonly quirks?: QuirksConfig;
}

/** The section `[message]`. */
export interface MessageConfig {
  /** ISO 3166-1 alpha-2, in capitals; absent when national numbers are not to be understood. */
  readonly country?: string;
  readonly shortCodes: boolean;
  readonly bareDigits: "national" | "international" | "refuse";
  /** A name of the IANA database; undefined: the machine's own. */
  readonly timezone: string | undefined;
  /** Holds at least one of `{subject}`, `{body}` and `{from}`, and no other braces. */
  readonly template: string;
  readonly maxSegments: number;
  readonly whenTooLong: "truncate" | "refuse";
  readonly stripSignature: boolean;
  readonly stripQuotes: boolean;
  /** Regular expressions for `mail` to read (`loadConfig` asks it, through `Judges`, whether it can). */
  readonly stripPatterns: readonly string[];
  /** The line at which the text ends; "" for none. */
  readonly endMarker: string;
  readonly plainPunctuation: boolean;
  readonly transliterate: boolean;
  readonly statusReport: boolean;
  readonly referenceBits: 8 | 16;
  readonly nationalLanguages: readonly ("turkish" | "spanish" | "portuguese")[];
  /** Absent: the network's own, or `validUntilExpiry`. */
  readonly validityMs?: number;
  /** Whether the network shall try just as long as the SMS may wait here. */
  readonly validUntilExpiry: boolean;
  /** 0 to 7; 0 is none. */
  readonly replaceType: number;
}

/** The section `[delivery]`. */
export interface DeliveryConfig {
  readonly expireAfterMs: number;
  readonly retryFirstMs: number;
  /** Never shorter than `retryFirstMs`. */
  readonly retryMaxMs: number;
  readonly onUncertain: "resend" | "hold";
  readonly uncertainWaitMs: number;
  readonly reportTimeoutMs: number;
  readonly resumeWaitMs: number;
  readonly segmentTimeoutMs: number;
  /** When a delivery that waits is stale; absent: never. */
  readonly staleAfterMs?: number;
  readonly onStale: "send" | "drop" | "merge";
}

/** The section `[admin]`; somebody is in `numbers`, `mail` or `webhook`. */
export interface AdminConfig {
  readonly numbers: readonly Member[];
  readonly mail: readonly string[];
  readonly webhook?: string;
  readonly alarms: readonly Condition[];
  readonly modemAfterMs: number;
  readonly registrationAfterMs: number;
  readonly simAfterMs: number;
  readonly queueAfterMs: number;
  /** Bytes. */
  readonly diskFree: number;
  readonly databaseAfterMs: number;
  readonly remindEveryMs: number;
  readonly clearAfterMs: number;
}

/** One `[[escalation]]`. */
export interface EscalationConfig {
  /** Whose messages: "*" for everybody's. */
  readonly for: "*" | readonly Member[];
  /** Whose mails: as one of `PolicyConfig.senders`; at least one. */
  readonly from: readonly string[];
  readonly afterMs: number;
  readonly until: "delivered" | "answer";
  /** With which an answer must begin; "" for any. */
  readonly word: string;
  /** One a step; at least one. */
  readonly to: readonly Member[];
  readonly rounds: number;
  readonly prefix: string;
}

/** The section `[mail]`: mail of cellpost's own. */
export interface MailConfig {
  /** Absent: cellpost mails nothing. */
  readonly relay?: RelayConfig;
  /** The address that cellpost writes as; "": `cellpost` at the name told in the greeting. */
  readonly from: string;
  /** Whom reports are mailed to that did not say what they want to be told. */
  readonly reports: "failure" | "success" | "asked" | "off";
  /** When a sender is told that its SMS still waits; 0: never. */
  readonly delayAfterMs: number;
  /** Reports to one sender, each unit of time at most once; none: no limit. */
  readonly reportsPerSender: readonly Rate[];
  /** How long after a mail to a number an SMS from there answers it; 0: none does. */
  readonly replyWindowMs: number;
  /** Gets received SMS that answer nobody's mail; absent: nobody does. */
  readonly inboxTo?: string;
  /** The domain whose mails reach cellpost; absent: there is none. */
  readonly replyDomain?: string;
}

/** The section `[replies]`: what follows from received SMS. */
export interface RepliesConfig {
  /** Mails about SMS of one sender, each unit of time at most once; none: no limit. So is `total`. */
  readonly perNumber: readonly Rate[];
  readonly total: readonly Rate[];
  /** Words that put their sender on the deny list; none: nobody gets there by SMS. */
  readonly stopWords: readonly string[];
  readonly startWords: readonly string[];
  /** Sent to whoever has put himself on the list; "": nothing. */
  readonly stopConfirmation: string;
}

/** The server that takes cellpost's own mail. */
export interface RelayConfig {
  readonly host: string;
  readonly port: number;
  readonly tls: "implicit" | "auto" | "required" | "off";
  readonly verifyCertificate: boolean;
  /** Absent: no login. */
  readonly login?: {
    readonly user: string;
    /** The password itself, or an absolute path of the file that holds it. */
    readonly password: Secret | { readonly file: string };
  };
}

/** The section `[log]`. */
export interface LogConfig {
  readonly level: "debug" | "info" | "warning" | "error";
  readonly format: "text" | "json";
}
