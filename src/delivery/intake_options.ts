import type { Clock } from "../model/mod.ts";
import type { StoreError } from "../queue/mod.ts";
import type { ComposeOptions } from "./compose.ts";
import type { DoorOptions } from "./door.ts";
import type { EscalationRule, PeopleOf } from "./escalation_rules.ts";
import type { DeliveryEvent } from "./event.ts";
import type { TimeRules } from "./time_rules.ts";
import type { AnswerOptions } from "./mail_answer.ts";

/** What the intake needs to know of the config. */
export interface IntakeOptions extends DoorOptions {
  readonly compose: ComposeOptions;
  /** How long a delivery may wait before it expires, milliseconds. */
  readonly expireAfterMs: number;
  /** Absent: none. */
  readonly timeRules?: TimeRules;
  /** How long an accepted mail is remembered for its repeats, milliseconds; 0 for not at all. */
  readonly dedupeWindowMs: number;
  readonly clock: Clock;
  /** Which messages escalate; absent: none. */
  readonly escalation?: {
    readonly rules: readonly EscalationRule[];
    readonly peopleOf: PeopleOf;
  };
  /** Called for each mail that the database could not take. */
  readonly refusedFor?: (trouble: StoreError) => void;
  /** Called when an escalation has begun. */
  readonly escalationBegun?: () => void;
  readonly observe: (event: DeliveryEvent) => void;
  /** Absent: no mail is an answer to an SMS. */
  readonly answers?: AnswerOptions;
  /** Called after each accepted mail with the number of its deliveries, and the routes of those that have one. */
  readonly wake: (deliveries: number, routes: readonly string[]) => void;
}
