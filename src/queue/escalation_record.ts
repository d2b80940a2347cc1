import type {
  DeliveryId,
  DeliveryState,
  MessageId,
  PhoneNumber,
} from "../model/mod.ts";
import type { Submission } from "./submission.ts";

/** Who gets a message that nobody confirms, and when; as the rule said when the message was accepted. */
export interface EscalationPlan {
  /** How long each step waits for a confirmation, milliseconds. */
  readonly afterMs: number;
  /** What confirms it: a status report of any of its deliveries, or an SMS from any of its recipients. */
  readonly until: "delivered" | "answer";
  /** With which an answer must begin; "" for any. */
  readonly word: string;
  /** Names of the phone book, or numbers: one a step. */
  readonly to: readonly string[];
  /** How often all of `to` are gone through: at least once. */
  readonly rounds: number;
  /** Stands in front of the text that the others get. */
  readonly prefix: string;
}

/** An escalation that begins with a message. Times are wall milliseconds. */
export interface NewEscalation {
  readonly plan: EscalationPlan;
  /** Those of the message's recipients that it is about. */
  readonly recipients: readonly PhoneNumber[];
  readonly dueAt: number;
  /** Whether that stays so when the wall clock is set: a `sendAt` lies in between. */
  readonly fixed: boolean;
}

/** An open escalation, and all that has happened to it. */
export interface EscalationRecord {
  readonly id: number;
  readonly messageId: MessageId;
  readonly plan: EscalationPlan;
  /** How many steps were made. */
  readonly step: number;
  readonly dueAt: number;
  /** The message as its recipients have it. */
  readonly text: string;
  readonly subject: string;
  readonly reversePath: string;
  readonly segmentCount: number;
  /** Of the message, and of those that the steps made; a merged one is in the state of the one that serves it. */
  readonly deliveries: readonly {
    readonly recipient: PhoneNumber;
    readonly state: DeliveryState;
    /** Cancelled, since its number is on the deny list. */
    readonly denied?: boolean;
    /** Whether it is the message's, and not that of a step. */
    readonly own: boolean;
  }[];
  /** With until = "answer": the texts of all SMS that came from any of its recipients since it was accepted. */
  readonly answers: readonly string[];
}

/** What becomes of an open escalation. */
export type EscalationFate =
  /** One more step is made; without a submission, nobody was there for it. */
  | {
    readonly to: "next";
    readonly submission?: Submission;
    readonly dueAt: number;
    readonly at: number;
  }
  | { readonly to: "ended"; readonly reason: string; readonly at: number };

/** Escalations, durable like the queue; each begins in the commit of its message. Throws `StoreError`. */
export interface Escalations {
  /** Open ones that are due, the longest due first. */
  due(now: number, limit: number): readonly EscalationRecord[];
  /** Open ones that this delivery, or one that it serves, belongs to. */
  of(delivery: DeliveryId): readonly EscalationRecord[];
  /** Open ones with an id greater than this, ascending. */
  open(after: number, limit: number): readonly EscalationRecord[];
  /** When the next one is due, also a past moment; undefined when none is open. */
  nextAt(): number | undefined;
  /**
   * After the wall clock was set: waits are as long as they were. `by` so many milliseconds within the last `withinMs`, where that is
   * known; else they begin anew where they began later than `now`.
   */
  followClock(
    now: number,
    moved?: { readonly by: number; readonly withinMs: number },
  ): Promise<void>;
  /**
   * Books what shall become of one, with the message that follows, in one commit. Undefined, and nothing is done, when anything of the
   * record is not so any more. What is returned are the new deliveries.
   */
  settle(
    record: EscalationRecord,
    fate: EscalationFate,
  ): Promise<readonly DeliveryId[] | undefined>;
}
