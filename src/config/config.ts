import type { Secret } from "../model/mod.ts";
import type { ListenAddress } from "./network.ts";

/**
 * All that an operator can choose, read once and frozen. `load.ts` is the only one who makes it; `app` hands each room
 * its part. `config.toml` says what each option is for.
 */
export interface Config {
  readonly smtp: SmtpConfig;
  readonly queue: QueueConfig;
  /** In the order of the file; none is not an error here. */
  readonly modems: readonly ModemConfig[];
  readonly message: MessageConfig;
  readonly delivery: DeliveryConfig;
  readonly log: LogConfig;
}

/** The section `[smtp]`. */
export interface SmtpConfig {
  /** At least one. */
  readonly listen: readonly ListenAddress[];
  /** Undefined: the machine's own name. */
  readonly hostname: string | undefined;
  /** Addresses and networks in CIDR notation, the syntax checked. */
  readonly allow: readonly string[];
  /** Like `allow`: clients whose DATA may end in LF.LF. */
  readonly lfClients: readonly string[];
  readonly strictLineEndings: boolean;
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
  readonly idleTimeoutMs: number;
}

/** The section `[queue]`. */
export interface QueueConfig {
  /** The database, as an absolute path. */
  readonly path: string;
}

/** One section `[[modem]]`. */
export interface ModemConfig {
  /** Unique; `modem1`, `modem2`… by position where the file gives none. */
  readonly name: string;
  /** Unique but for simulated ones: a device's path, `COM3`, or `sim:` with options. */
  readonly port: string;
  /** Baud rate. */
  readonly baud: number;
  readonly pin?: Secret;
  /** E.164 with its plus sign. */
  readonly smsc?: string;
}

/** The section `[message]`. */
export interface MessageConfig {
  /** ISO 3166-1 alpha-2, in capitals; absent when national numbers are not to be understood. */
  readonly country?: string;
  readonly shortCodes: boolean;
  readonly bareDigits: "national" | "international" | "refuse";
  /** Holds at least one of `{subject}`, `{body}` and `{from}`, and no other braces. */
  readonly template: string;
  readonly maxSegments: number;
  readonly whenTooLong: "truncate" | "refuse";
  readonly stripSignature: boolean;
  readonly plainPunctuation: boolean;
  readonly statusReport: boolean;
  readonly referenceBits: 8 | 16;
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
}

/** The section `[log]`. */
export interface LogConfig {
  readonly level: "debug" | "info" | "warning" | "error";
  readonly format: "text" | "json";
}
