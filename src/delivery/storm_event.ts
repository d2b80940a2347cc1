import type { Cap } from "../queue/mod.ts";

/** What may leave the house: with the breaker open nothing, or only what is urgent. */
export type SendingGate = "all" | "urgent" | "none";

/** What the breaker does, for the log and for whoever has to know at once. Times are wall milliseconds. */
export interface BreakerEvent {
  readonly kind: "breaker";
  /** `reminder`: it is still open. */
  readonly state: "opened" | "reminder" | "closed";
  readonly at: number;
  readonly openedAt: number;
  /** When it closes by itself. */
  readonly closesAt: number;
  /** How many deliveries it keeps, also those that wait for a cap or for the end of their window. */
  readonly waiting: number;
  /** What it allows; absent where the config has none any more. */
  readonly limit?: Cap;
  /** What closed it. */
  readonly by?: "time" | "operator" | "config";
}
