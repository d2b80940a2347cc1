import type {
  DeliveryId,
  MailNotification,
  MessageId,
  PhoneNumber,
  RecipientNotification,
  ShortMessage,
  Wishes,
} from "../model/mod.ts";
import type { Change } from "./store.ts";
import type { Submission } from "./submission.ts";

/** At most so many SMS within any time of this length. */
export interface Cap {
  readonly count: number;
  readonly lengthMs: number;
}

/** What counts SMS; an empty list caps nothing. */
export interface Caps {
  readonly perRecipient: readonly Cap[];
  readonly perSender: readonly Cap[];
  readonly breaker?: Cap;
}

/** How fast what was gathered may close. */
export interface Pace {
  /** Between two. */
  readonly spacingMs: number;
  /** How long texts that are alike are gathered. */
  readonly windowMs: number;
}

/** Deliveries that wait to become one SMS. */
export interface OpenGathering {
  readonly closesAt: number;
  /** Nothing has come to it yet: it only remembers that a text has gone out. */
  readonly empty: boolean;
}

/** What is known when a delivery is accepted. Times are wall milliseconds. */
export interface StormFacts {
  readonly now: number;
  /** Not before that by the rules of time, such as quiet hours; `now` where they do not hold. */
  readonly dueAt: number;
  readonly wishes: Wishes;
  /** How long it may wait before it expires. */
  readonly lifetimeMs: number;
  /** Of texts like this one to this recipient, if there is one. */
  readonly alike?: OpenGathering;
  /** Of all that waits for this recipient, whatever its text. */
  readonly backlog?: OpenGathering;
  /** Until when the breaker lets nothing through; absent while it is closed. */
  readonly breakerOpenUntil?: number;
  /** Whether as many SMS as the breaker allows were let through within its time. */
  readonly breakerFull: boolean;
  /** When the caps let the next SMS through; not after `dueAt` if they do then. */
  readonly freeAt: number;
}

/** What becomes of a delivery that is accepted. Made by `delivery/storm`, carried out by the store. */
export type StormVerdict =
  /** Goes out at `dueAt`; with `opens` a gathering of texts like it begins, which closes then. */
  | {
    readonly to: "send";
    readonly dueAt: number;
    /** The caps have put it off to `dueAt`. */
    readonly putOff: boolean;
    readonly opens?: number;
  }
  /** Waits in a gathering, which is opened where there is none; with `trips` the breaker opens until then. */
  | {
    readonly to: "gather";
    readonly by: "likeness" | "recipient";
    readonly closesAt: number;
    readonly trips?: number;
  };

/** How an accepted mail is held against storms. */
export interface StormWatch {
  readonly caps: Caps;
  /** Whose cap the mail counts in. */
  readonly sender: string;
  /** What the text has in common with those like it; "" gathers none by likeness. */
  readonly likenessFor: (wishes: Wishes) => string;
  /** So long after its gathering has closed a delivery would go out by itself. */
  readonly graceMs: number;
  readonly decide: (facts: StormFacts) => StormVerdict;
}

/** What storm control did with an accepted mail's deliveries. */
export interface StormOutcome {
  readonly gathered: readonly PhoneNumber[];
  readonly putOff: readonly PhoneNumber[];
  /** Whether one of them opened the breaker. */
  readonly tripped: boolean;
  /** When the first of the gatherings closes that they belong to or have begun. */
  readonly closesAt?: number;
}

/** One of the texts that a gathering holds. */
export interface GatheredText {
  readonly deliveryId: DeliveryId;
  readonly messageId: MessageId;
  readonly reversePath: string;
  readonly clientAddress: string;
  readonly user?: string;
  readonly subject: string;
  readonly message: ShortMessage;
  readonly wishes?: Wishes;
  readonly notification?: RecipientNotification;
  readonly mailNotification?: MailNotification;
  /** How long it may wait from now on. */
  readonly lifetimeMs: number;
}

/** A gathering whose time has come. */
export interface DueGathering {
  readonly now: number;
  readonly recipient: PhoneNumber;
  readonly alike: boolean;
  /** How many of its deliveries still wait; the others were sent, cancelled or have expired. */
  readonly waiting: number;
  /** The newest of those, the newest first, twenty at most. */
  readonly texts: readonly GatheredText[];
  /** Until when the newest must not go by quiet hours; not after `now` where there are none. */
  readonly quietUntil: number;
  /** When the caps let the next SMS through, from then on. */
  readonly freeAt: number;
}

/** How a gathering ends. Made by `delivery/storm`, carried out by the store. */
export type Closing =
  | { readonly to: "end" }
  | { readonly to: "extend"; readonly closesAt: number }
  /** Its one text goes out as it is. */
  | { readonly to: "release"; readonly reopens?: number }
  /** One SMS for all of them; `reopens`: gathering goes on in a new one until then. */
  | {
    readonly to: "merge";
    readonly submission: Submission;
    readonly reopens?: number;
  };

/** How due gatherings are held against the caps, and closed. */
export interface ClosingWatch {
  readonly caps: Caps;
  readonly senderOf: (text: GatheredText) => string;
  /** When the quiet hours end that hold for one like this; undefined when none do. Absent: there are none. */
  readonly quietUntil?: (
    text: Pick<GatheredText, "wishes">,
    recipient: PhoneNumber,
    now: number,
  ) => number | undefined;
  readonly decide: (due: DueGathering) => Closing;
}

/** What closing one gathering, or one step of it, did. */
export interface Closed {
  /** The merged ones, as far as they are marked. */
  readonly changes: readonly Change[];
  /** The SMS that stands for them, in the step that makes it. */
  readonly merged?: {
    readonly submission: Submission;
    readonly delivery: DeliveryId;
    readonly texts: number;
  };
  /** How many SMS may go out now because of it. */
  readonly due: number;
  /** It did not close, for want of room under the caps: what it holds may have to be put off (`postpone`). */
  readonly extended?: boolean;
}

/** The breaker as it stands. */
export interface BreakerState {
  readonly open: boolean;
  readonly openedAt: number;
  /** When it closes by itself. */
  readonly closesAt: number;
  /** When it was last told of. */
  readonly remindedAt: number;
}

/** Gatherings, caps and the breaker, durable like the queue: every write resolves only when its commit is on disk. Throws `StoreError`. */
export interface Storms {
  /** When the first gathering closes, also a past moment; undefined when there is none. */
  nextClosingAt(): number | undefined;
  /**
   * Closes the longest due gathering, or marks the next of those that have become one SMS: at most so many rows a call. Undefined when
   * there is nothing to do.
   */
  close(now: number, watch: ClosingWatch): Promise<Closed | undefined>;
  /** Marks the next of those that have become one SMS, as `close` does. */
  mark(now: number): Promise<Closed | undefined>;
  /**
   * What would go out by itself before its gathering had a chance to close waits as long as it should; one step, from behind this
   * delivery on. Returns the last that it looked at, undefined at the end.
   */
  postpone(
    after: DeliveryId | undefined,
    options: { readonly now: number; readonly graceMs: number },
  ): Promise<DeliveryId | undefined>;
  /**
   * Lets those gatherings close one after the other from now on that are due, or wait for the breaker alone; none of texts that are alike
   * stays open for longer than a window.
   */
  stagger(now: number, pace: Pace): Promise<void>;
  /** The earliest moment at which the caps let one more SMS through; `before`: of the same sender, to come first. */
  freeAt(
    of: {
      readonly sender: string;
      readonly recipient: PhoneNumber;
      readonly before: number;
    },
    caps: Caps,
    now: number,
  ): number;
  /** Undefined when it was never open. */
  breaker(): BreakerState | undefined;
  /** False when it was not open. */
  closeBreaker(now: number): Promise<boolean>;
  remindBreaker(now: number): Promise<void>;
  /** How many deliveries wait in gatherings. */
  gathered(): number;
}
