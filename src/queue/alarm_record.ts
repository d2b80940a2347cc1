import type { DeliveryId, MessageId } from "../model/mod.ts";
import type { Notice } from "./notice.ts";
import type { Change } from "./store.ts";
import type { Submission } from "./submission.ts";

/** What is the same of a condition in every phase. Times are wall milliseconds. */
interface AlarmBase {
  /** Names one thing that can be out of order, such as `modem:roof`. */
  readonly key: string;
  /** The kind of trouble, for programs. */
  readonly condition: string;
  /** When the trouble began that the alarm is about. */
  readonly since: number;
  /** How often it has come back soon after an all-clear. */
  readonly flaps: number;
}

/** A condition that is out of order, or was a short while ago; one that is well and was for long has no record. */
export type AlarmRecord =
  /** Out of order, and not for long enough to be told. */
  | AlarmBase & {
    readonly phase: "pending";
    /** Since when it is well again, and not for long enough to be forgotten. */
    readonly calmSince: number | undefined;
  }
  /** Its owner knows. */
  | AlarmBase & {
    readonly phase: "raised";
    readonly calmSince: number | undefined;
    /** When its owner was told last. */
    readonly toldAt: number;
    /** The words that he was told. */
    readonly text: string;
    /** The most SMS that waited when it became well. */
    readonly waited: number;
    /** Whether the SMS of it could not be made yet. */
    readonly smsDue: boolean;
    /** The last SMS of it. */
    readonly sms: MessageId | undefined;
  }
  /** Well again; remembered for a while, so that one that comes and goes is not told each time. */
  | AlarmBase & { readonly phase: "cleared"; readonly clearedAt: number };

/** What one look at the conditions leaves behind. */
export interface AlarmCommit {
  /** Records that are new or have changed. */
  readonly kept: readonly AlarmRecord[];
  /** Keys whose records are not needed any more. */
  readonly forgotten: readonly string[];
  readonly notices: readonly Notice[];
  readonly submissions: readonly Submission[];
  /** Messages of which nothing that still waits shall go out. */
  readonly withdrawn: readonly MessageId[];
  readonly at: number;
}

/** What came of it, for the log and the dispatcher. */
export interface AlarmsKept {
  readonly changes: readonly Change[];
  readonly accepted: readonly {
    readonly submission: Submission;
    readonly deliveries: readonly DeliveryId[];
  }[];
}

/** What is known of conditions, durable like the queue. Throws `StoreError`. */
export interface AlarmLedger {
  /** All records, by their keys. */
  all(): readonly AlarmRecord[];
  /** Keeps what has changed with all that follows from it, in one commit. */
  keep(commit: AlarmCommit): Promise<AlarmsKept>;
}
