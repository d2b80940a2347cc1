import type { DeliveryState } from "../model/mod.ts";

/** What can be counted as it happens. */
export const countedKinds = [
  "accepted",
  "sent",
  "delivered",
  "failed",
  "received",
] as const;

/** What is counted as it happens, one a delivery or received SMS; `failed` holds those that expired. */
export type CountedKind = typeof countedKinds[number];

/** How often each happened within some time. */
export type WindowCounts = Readonly<Record<CountedKind, number>>;

/** Counts by equal slots of time, the oldest first; the last one is not over yet. */
export interface Series {
  /** When the first slot began, wall milliseconds. */
  readonly from: number;
  readonly slotMs: number;
  /** For each kind as many numbers as there are slots. */
  readonly counts: Readonly<Record<CountedKind, readonly number[]>>;
}

/** What the counters and charts show. Times are wall milliseconds. */
export interface StatsView {
  readonly version: string;
  readonly startedAt: number;
  readonly now: number;
  /** Whether a modem is simulated, so that nothing leaves this machine by it. */
  readonly simulated: boolean;
  /** How many deliveries stand in each state now. */
  readonly states: Readonly<Record<DeliveryState, number>>;
  /** Since midnight by this machine's clock. */
  readonly today: WindowCounts;
  /** The last 60 minutes and the last 60 seconds. */
  readonly hour: WindowCounts;
  readonly minute: WindowCounts;
  /** 60 slots of a minute. */
  readonly perMinute: Series;
  /** 96 slots of a quarter of an hour. */
  readonly perQuarter: Series;
}

/** Something that keeps cellpost from doing its work, or soon may. */
export interface StatusFinding {
  readonly level: "critical" | "warning" | "unknown";
  readonly text: string;
}

/** Whether all is well. Times are wall milliseconds. */
export interface StatusView {
  readonly version: string;
  readonly startedAt: number;
  /** Whether an SMS that is accepted now would leave soon. */
  readonly ready: boolean;
  /** The worst first; none: all is well. */
  readonly findings: readonly StatusFinding[];
  readonly modems: { readonly usable: number; readonly total: number };
  /** Deliveries that wait or are under way. */
  readonly waiting: number;
  /** How long the longest overdue delivery has been due, milliseconds; absent: none is. */
  readonly oldestWaitingMs?: number | undefined;
  readonly openAlarms: number;
}

/** One line of the log. */
export interface LogView {
  /** Rises from line to line. */
  readonly id: number;
  /** Wall milliseconds. */
  readonly at: number;
  readonly level: "debug" | "info" | "warning" | "error";
  /** Of which part it speaks, such as "modem". */
  readonly room: string;
  readonly text: string;
}
