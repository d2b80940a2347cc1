import type { Conversation } from "./conversation.ts";
import type {
  DriverOptions,
  ModemIdentity,
  NetworkStatus,
  StartResult,
} from "./driver.ts";
import { advise, type QuirkRow, type Quirks } from "./quirks.ts";

/** Why a modem cannot be used, and who can change that. */
export type NotReady = Pick<
  Extract<StartResult, { readonly kind: "not-ready" }>,
  "retry" | "reason"
>;

/** What one run of the init sequence has found so far; each field is written by the stage that is named with it. */
export interface Setup {
  readonly conversation: Conversation;
  readonly options: DriverOptions;
  /** The port by which the modem is reached, for messages. */
  readonly port: string;
  /** By `identify` and `identifySim`; undefined before. */
  identity: ModemIdentity | undefined;
  /** By `identify`; before, what port and operator say. */
  quirks: Quirks;
  /** By `identify`: the rows that `quirks` comes from. */
  quirkRows: readonly QuirkRow[];
  /** Has the channel speak as this modem wants. */
  readonly speakLike: (quirks: Quirks) => void;
  /** By `register`. */
  network: NetworkStatus | undefined;
  /** By `chooseStorage`: the memory that reports and messages go to. */
  storage: string | undefined;
  /** By `chooseStorage`: the other memories that it has. */
  otherStorages: readonly string[];
  /** By `routeReports`: what AT+CNMI was set to. */
  routing: string | undefined;
  /** By `routeReports`: whether each +CDS must be answered by AT+CNMA. */
  acknowledges: boolean;
}

/** One part of the init sequence; says why the modem cannot be used, or nothing when it may go on. */
export type Stage = (setup: Setup) => Promise<NotReady | undefined>;

/** Worth another try by itself. */
export function later(reason: string): NotReady {
  return { retry: "later", reason };
}

/** Only after somebody has acted. */
export function operator(reason: string): NotReady {
  return { retry: "operator", reason };
}

/** When a SIM is there. */
export function withoutSim(reason: string): NotReady {
  return { retry: "sim", reason };
}

/** Something that the operator should read once. */
export function notice({ options, quirkRows }: Setup, text: string): void {
  options.observe({ kind: "notice", text: advise(text, quirkRows) });
}
