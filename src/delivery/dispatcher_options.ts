import type { Clock } from "../model/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import type { SummaryForm } from "./merged_submission.ts";
import type { RoutingOptions } from "./pool_desk.ts";
import type { RetryPolicy } from "./retry.ts";
import type { SendingGate } from "./storm_event.ts";
import type { TimeRules } from "./time_rules.ts";

/** What the dispatcher needs to know of the config. It may change: each is read where it is used, and `Dispatcher.follow` tells that it has. */
export interface DispatcherOptions {
  readonly policy: RetryPolicy;
  readonly onUncertain: "resend" | "hold";
  /** How long a status report may take, milliseconds. */
  readonly reportTimeoutMs: number;
  /** Absent: none. */
  readonly timeRules?: TimeRules;
  /** How stale messages become one; needed where the rules want that. */
  readonly summary?: SummaryForm;
  /** Whether the network shall try no longer than until an SMS expires; absent: no. */
  readonly validUntilExpiry?: boolean;
  readonly clock: Clock;
  readonly observe: (event: DeliveryEvent) => void;
  /** What may leave the house at this moment; absent: all. */
  readonly gate?: () => SendingGate;
  /** Which modems may take what; absent: each may take all. */
  readonly routing?: RoutingOptions;
}

/** How long a segment may keep its delivery leased. Its half, which a segment has at least, is longer than any answer_timeout of a modem's quirks: 10 minutes. */
export const leaseMs = 30 * 60_000;
