import type {
  DeliveryId,
  DeliveryState,
  HistoryEntry,
  MailNotification,
  MessageId,
  PhoneNumber,
  RecipientNotification,
  ReportOutcome,
  ShortMessage,
  Transition,
  Wishes,
} from "../model/mod.ts";
import type { Entry, Recorded } from "./entry.ts";
import type {
  InboundItem,
  InboundSegment,
  Joining,
  Received,
} from "./inbound_item.ts";
import type { Archive } from "./archive.ts";
import type { Merged, Merging } from "./merge.ts";
import type { AlarmLedger } from "./alarm_record.ts";
import type { Escalations } from "./escalation_record.ts";
import type { Outbox } from "./notice.ts";
import type { Storms } from "./storm.ts";
import type { ReplyBook } from "./reply.ts";
import type { Rerouting } from "./routes.ts";
import type { ClaimRequest, PeekRequest } from "./select_next.ts";
import type { Backlog } from "./backlog.ts";
import type { TimeFacts } from "./time_facts.ts";
import type {
  Acceptance,
  Accepted,
  AskedBefore,
  InboxItem,
  Once,
  Submission,
} from "./submission.ts";
import type { Found, Search } from "./search.ts";
import type { KeptByWish } from "./store_options.ts";
import { StoreError } from "./store_error.ts";

/** A delivery leased to one modem: the right, and the duty, to send it and to settle it. */
export interface Claim extends TimeFacts {
  readonly deliveryId: DeliveryId;
  readonly messageId: MessageId;
  readonly modem: string;
  readonly recipient: PhoneNumber;
  /** Its `flash` is this delivery's own: also where only this recipient wished it. */
  readonly message: ShortMessage;
  readonly segmentCount: number;
  /** Counts from 1; with the delivery's id it names this lease, so that a late settle of an older one does nothing. */
  readonly attempt: number;
  /** The concatenation reference, 0 to 65535, the same for every attempt on this modem; undefined for one segment. */
  readonly reference: number | undefined;
  /** Numbers (from 1) of the segments that the network has acknowledged on this modem under this reference. */
  readonly acknowledged: readonly number[];
  readonly possibleDuplicate: boolean;
  readonly expiresAt: number;
  /** The name of its route; absent for what may go anywhere. */
  readonly route?: string;
}

export type { Transition };

/** What a status report says of one segment. */
export interface DeliveryReport {
  readonly modem: string;
  /** TP-MR of the SUBMIT it reports on, 0 to 255. */
  readonly reference: number;
  /** The reported recipient's digits as the network wrote them, or undefined when unreadable. */
  readonly recipient: string | undefined;
  readonly outcome: ReportOutcome;
  /** TP-ST in words, for the operator. */
  readonly reason: string;
  /** When the service centre took the SMS, by its own clock; absent when that cannot be read. */
  readonly sentAt?: number | undefined;
  readonly receivedAt: number;
  /** Segments that were acknowledged before this moment are too old to be meant. */
  readonly notBefore: number;
}

/** A delivery that has just changed its state, for the log and the counters. */
export interface Change {
  readonly deliveryId: DeliveryId;
  readonly messageId: MessageId;
  readonly recipient: PhoneNumber;
  readonly from: DeliveryState;
  readonly to: DeliveryState;
  readonly reason: string;
  readonly possibleDuplicate: boolean;
}

/** One segment as the store knows it. */
export interface SegmentRecord {
  /** Counts from 1. */
  readonly number: number;
  readonly pduStartedAt: number | undefined;
  readonly acknowledgedAt: number | undefined;
  readonly reference: number | undefined;
  /** What the network reported last: "delivered", "trying", "failed", or undefined. */
  readonly report: DeliveryReport["outcome"] | undefined;
}

/** One finished attempt. */
export interface AttemptRecord {
  readonly attempt: number;
  readonly modem: string;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** The state that the delivery went to, or undefined while it is being sent. */
  readonly outcome: DeliveryState | undefined;
  readonly reason: string;
}

/** A delivery as listed for the operator. */
export interface DeliveryRecord {
  readonly deliveryId: DeliveryId;
  readonly messageId: MessageId;
  readonly recipient: PhoneNumber;
  readonly state: DeliveryState;
  readonly reason: string;
  readonly attempts: number;
  readonly nextAttemptAt: number | undefined;
  readonly modem: string | undefined;
  readonly possibleDuplicate: boolean;
  readonly segmentCount: number;
  readonly acceptedAt: number;
  readonly updatedAt: number;
  readonly expiresAt: number;
  /** The delivery that serves this one, where it is `merged`. */
  readonly mergedInto?: DeliveryId;
  /** Its route as the router writes it; absent: it may go anywhere. */
  readonly route?: string;
  /** What its recipient wished; absent: nothing. */
  readonly wishes?: Wishes;
  /** What its sender wants to be told of it; absent: the sender did not say. */
  readonly notification?: RecipientNotification;
}

/** All that is known of one accepted mail. */
export interface MessageRecord {
  readonly id: MessageId;
  readonly acceptedAt: number;
  readonly source: Submission["source"];
  readonly reversePath: string;
  readonly clientAddress: string;
  readonly madeBy?: Submission["madeBy"];
  readonly user?: string;
  readonly messageId?: string;
  readonly notification?: MailNotification;
  /** As in `Submission`. */
  readonly automatic?: boolean;
  readonly subject: string;
  /** Its `flash` is what holds for all deliveries. */
  readonly message: ShortMessage;
  readonly deliveries: readonly (DeliveryRecord & {
    readonly attemptRecords: readonly AttemptRecord[];
    /** Those that count. */
    readonly segments: readonly SegmentRecord[];
    /** All that happened to it, in its order. */
    readonly history: readonly HistoryEntry[];
  })[];
}

/** Which deliveries to list, newest first. */
export interface ListFilter {
  readonly state?: DeliveryState;
  /** At most this many. */
  readonly limit: number;
}

/** What the operator's retry or cancel did, per delivery of the message. */
export interface OperatorResult {
  /** Those that changed. */
  readonly changed: readonly Change[];
  /** Those that did not, with their state. */
  readonly unchanged: readonly DeliveryRecord[];
}

/** Deliveries of one kind that were accepted within one minute. */
export interface Usage {
  /** The last of them, wall milliseconds: whoever counts all from then on counts none too short. */
  readonly acceptedAt: number;
  readonly clientAddress: string;
  /** The name that the client had logged in with, or "". */
  readonly user: string;
  readonly reversePath: string;
  readonly recipient: PhoneNumber;
  readonly count: number;
}

/** How many deliveries stand in each state. */
export type StateCounts = Readonly<Record<DeliveryState, number>>;

export { StoreError };

/**
 * The durable queue. Every write resolves only when its commit is on disk; writes asked for in the same turn of the event
 * loop share one commit, in the order of their calls; a write that fails leaves nothing behind and does not touch its
 * neighbours. Throws `StoreError`. `store_suite.ts` is the law for every implementation.
 */
export interface Store {
  /**
   * Makes a mail durable, all of it or nothing: its item for the operator, and of its submission one message and one `queued`
   * delivery a recipient, due at once or at its `sendAt`. Recipients that are repeats are left out; when all are, there is no
   * new message. What is asked for in the same turn is seen: of two equal mails one is the repeat.
   */
  accept(mail: Acceptance): Promise<Accepted>;
  /** What a key was used for before; to be asked ahead of all that may refuse a request which was granted once. */
  askedBefore(once: Once): AskedBefore | undefined;
  /** Notes that the client of a mail was gone before it had sent anything after the 250; a repeat of the mail ends that. */
  markUnheard(id: MessageId): Promise<void>;
  /**
   * Leases the delivery that this modem takes next, or nothing: of the first class that has any (`classesAt`), the longest due that may go
   * anywhere, by one of the routes of the request, or waits for this very modem. A multi-segment delivery that comes without a
   * reference gets the next one of its recipient's stored counter. One whose `resumeUntil` has passed on another modem
   * starts again from segment 1, under a new reference, marked `possibleDuplicate`. By a route with "@", the modem becomes the one that
   * the recipient keeps.
   */
  claim(
    request: ClaimRequest,
  ): Promise<Claim | undefined>;
  /**
   * What `claim` would lease now, and as it would, without doing it: the entry `claimed` does. Nobody is kept from it meanwhile but
   * those who are told to by `except`. Undefined also when it needs what only a claim can give: a new reference, or a modem for its recipient to keep.
   */
  peek(
    request: PeekRequest,
  ): Claim | undefined;
  /** Several entries in one commit, all of them or none. */
  record(entries: readonly Entry[]): Promise<Recorded>;
  /**
   * Records that the PDU of a segment is about to be written; resolves before the first byte may go. The lease then has more
   * than half of the time to `leaseUntil` left, or all of it: one that runs low is renewed.
   */
  startSegment(
    claim: Claim,
    segment: {
      readonly number: number;
      readonly at: number;
      readonly leaseUntil: number;
    },
  ): Promise<void>;
  /** Records that the network took a segment. */
  acknowledgeSegment(
    claim: Claim,
    segment: {
      readonly number: number;
      readonly reference: number;
      readonly at: number;
    },
  ): Promise<void>;
  /** Ends a claim; undefined when the lease is not current any more. `queued` and `failed` clear started, unacknowledged segments. */
  settle(
    claim: Claim,
    transition: Transition,
    at: number,
  ): Promise<Change | undefined>;
  /**
   * After the wall clock was set back to `now`: what was put off while it was ahead waits no longer than it would have; a `sendAt` is
   * kept. With `aheadMs`, after it was set ahead by that: leases, doubts and half-sent messages wait as long as they would have.
   */
  followClock(now: number, aheadMs?: number): Promise<void>;
  /** Makes those of these that are queued due at `now`, where they would be later; a pin to a modem stays. */
  hasten(ids: readonly DeliveryId[], now: number): Promise<void>;
  /**
   * Books a status report: on the newest segment with its modem, reference and last 8 digits, else on an uncertain one with its modem
   * and digits that was begun before the service centre had it, when there is only one. Undefined when there is neither: it is then
   * kept for `confirmEarly`.
   */
  confirm(
    report: DeliveryReport,
  ): Promise<{ readonly change: Change | undefined } | undefined>;
  /**
   * Books kept reports whose segments are known by now: a reference was acknowledged, or a delivery has become uncertain. A report
   * waits for that for a day, and across restarts. With `acknowledged`, only those are looked at that it may have made known.
   */
  confirmEarly(
    now: number,
    acknowledged?: { readonly modem: string; readonly reference: number },
  ): Promise<readonly { readonly change: Change; readonly modem: string }[]>;
  /**
   * Makes a received segment durable, and the SMS that it makes whole an item of the inbox. One that came before, within two days by
   * the same modem, changes nothing.
   */
  receive(segment: InboundSegment, joining: Joining): Promise<Received>;
  /**
   * Puts SMS of which no segment came at `before` or later into the inbox as they are, the longest waiting first, at most `limit` a
   * call.
   */
  giveUpPartials(
    options: {
      readonly before: number;
      readonly limit: number;
      readonly joining: Joining;
    },
  ): Promise<readonly InboundItem[]>;
  /** When the last segment came of the SMS that has waited longest for the others; undefined when none waits. */
  partialSince(): number | undefined;
  /**
   * After a crash: each `sending` delivery with a started, unacknowledged segment becomes `uncertain` until `resolveAt`, any
   * other returns to `queued`, unmarked. With `leasesUntil`, only those whose lease ended before it.
   */
  recover(
    options: {
      readonly now: number;
      readonly resolveAt: number;
      readonly leasesUntil?: number;
    },
  ): Promise<readonly Change[]>;
  /**
   * Moves what time has overtaken, at most `limit` rows a call: `queued` and `held` past `expiresAt` become `expired`; `uncertain`
   * past `resolveAt` become `queued` and marked `possibleDuplicate` (or `held`, or `expired`), keeping what was acknowledged.
   */
  sweep(
    options: {
      readonly now: number;
      readonly onUncertain: "resend" | "hold";
      readonly limit: number;
    },
  ): Promise<readonly Change[]>;
  /** When `claim` or `sweep` will next have something to do, or undefined: the earliest of all due times, also past ones. */
  nextDueAt(): number | undefined;
  /** Operator: makes queued deliveries due now, returns held ones to the queue. */
  retry(id: MessageId, now: number): Promise<OperatorResult>;
  /** Operator: cancels queued and held deliveries. */
  cancel(id: MessageId, now: number): Promise<OperatorResult>;
  /**
   * One new message in the place of several deliveries that wait, in one commit. Undefined, and nothing done, when one of them does not
   * wait any more.
   */
  merge(merging: Merging): Promise<Merged | undefined>;
  /** All routes that any delivery ever had, by name. */
  routes(): readonly string[];
  /**
   * Gives other routes to deliveries that are not done, at most `limit` a call, and tells how many had one of these; to be called until
   * that is none.
   */
  reroute(rerouting: Rerouting): Promise<number>;
  /** What waits in the queue, for the rules of time. */
  readonly backlog: Backlog;
  /** What cellpost itself has to tell by mail and webhook. */
  readonly outbox: Outbox;
  /** What is done with messages that are done. */
  readonly archive: Archive;
  /** What gathers and holds back SMS when there are too many. */
  readonly storms: Storms;
  /** What is out of order with cellpost itself. */
  readonly alarms: AlarmLedger;
  /** Messages that others get when nobody confirms them. */
  readonly escalations: Escalations;
  /** What follows from SMS that came in. */
  readonly replies: ReplyBook;
  list(filter: ListFilter): readonly DeliveryRecord[];
  /**
   * Like `list`, by more than the state; looks at no more deliveries than the event loop may be held for, so there may be none in one
   * call and some in the next.
   */
  search(search: Search): Found;
  show(id: MessageId): MessageRecord | undefined;
  counts(): StateCounts;
  /** Deliveries accepted at `since` (wall milliseconds) or later, whatever became of them: for limits after a restart. */
  usage(since: number): readonly Usage[];
  inbox(limit: number): readonly InboxItem[];
  /** Whether this PIN hash was already tried on this SIM. */
  pinAttempted(sim: string, pinHash: string): boolean;
  /** Remembers a PIN attempt; resolves before the PIN may be sent. */
  recordPinAttempt(sim: string, pinHash: string, at: number): Promise<void>;
  /** Random bytes made once for this database, in hex, with which PINs are hashed. */
  readonly pinSalt: string;
  /** When segments may have gone out by this SIM, at `since` or later, ascending; wall milliseconds, one entry a segment. */
  smsTimes(sim: string, since: number): readonly number[];
  /** Books that a segment is about to go out by this SIM, and forgets those of it before `before`. */
  recordSms(
    sim: string,
    sms: { readonly at: number; readonly before: number },
  ): Promise<void>;
  /** Takes back one that did not go out; nothing when there is none. */
  forgetSms(sim: string, at: number): Promise<void>;
  /** Keeps what is wanted from now on; what was kept stays. Throws `StoreError`, and nothing has changed then. */
  follow(wanted: KeptByWish): Promise<void>;
  /** Waits for pending writes, then closes. May be called twice. */
  close(): Promise<void>;
}
