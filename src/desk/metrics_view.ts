import type { DeliveryState } from "../model/mod.ts";
import type { Source } from "./delivery_view.ts";

/** Why an SMTP client was told 4xx or 5xx. */
export const refusalReasons = [
  "recipient",
  "login",
  "syntax",
  "content",
  "limit",
  "trouble",
  "other",
] as const;

/** One of them. */
export type RefusalReason = typeof refusalReasons[number];

/** Upper ends of the buckets in which the time from acceptance to sending is counted, seconds; above the last one is another bucket. */
export const latencyBounds = [
  ...[1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600],
] as const;

/** One modem as metrics show it. */
export interface ModemGauge {
  readonly name: string;
  readonly simulated: boolean;
  /** Whether it may send, now or when a limit lets it. */
  readonly up: boolean;
  readonly usable: boolean;
  /** Absent: not known. */
  readonly registered?: boolean;
  readonly signalDbm?: number;
  readonly balance?: number;
  /** Segments since the start. */
  readonly sent: number;
  readonly errors: number;
}

/** What is counted of this run, and how things stand. Counts rise from 0 at the start. */
export interface MetricsView {
  readonly version: string;
  /** Wall milliseconds. */
  readonly startedAt: number;
  readonly ready: boolean;
  /** Deliveries, by the way in which they came; `own`: what cellpost made itself. */
  readonly accepted: Readonly<Record<Source | "own", number>>;
  /** Deliveries that came to this. */
  readonly ended: Readonly<
    Record<"sent" | "delivered" | "failed" | "expired" | "cancelled", number>
  >;
  readonly repeated: number;
  readonly received: number;
  readonly smtp: {
    /** Since the start, and now. */
    readonly sessions: number;
    readonly connections: number;
    readonly mails: number;
    readonly refusals: Readonly<Record<RefusalReason, number>>;
  };
  /** From acceptance to the network's answer, of what was sent. */
  readonly latency: {
    /** One more than there are bounds. */
    readonly buckets: readonly number[];
    readonly sumSeconds: number;
  };
  readonly states: Readonly<Record<DeliveryState, number>>;
  /** How long the longest overdue delivery has been due; 0: none is. */
  readonly oldestDueMs: number;
  readonly modems: readonly ModemGauge[];
  readonly openAlarms: number;
  readonly breaker: { readonly open: boolean; readonly gathered: number };
  /** Of the disk with the queue; absent: not known. */
  readonly freeBytes?: number;
}
