import type {
  Clock,
  Condition,
  DeliveryId,
  MessageId,
  Timer,
} from "../model/mod.ts";
import {
  type AlarmCommit,
  type AlarmLedger,
  type Change,
  StoreError,
  type Submission,
} from "../queue/mod.ts";
import {
  type AlarmAction,
  type AlarmBook,
  type AlarmRules,
  differences,
  notAhead,
  shifted,
  stepAll,
} from "./book.ts";
import { goneLooks } from "./looks.ts";
import { type AlarmAddresses, alarmNotices, alarmText } from "./notices.ts";
import type { Observation } from "./observation.ts";

/** What the watch tells its owner; the log writes one line for each. */
export interface AlarmEvent {
  readonly kind: AlarmAction["kind"];
  readonly key: string;
  readonly condition: string;
  /** When the trouble began, wall milliseconds. */
  readonly since: number;
  readonly text: string;
}

/** What the watch needs. */
export interface AlarmWatchOptions {
  readonly clock: Clock;
  readonly ledger: AlarmLedger;
  readonly rules: AlarmRules;
  readonly addresses: AlarmAddresses;
  /** Which kinds of trouble are told; others are not looked at. */
  readonly watched: ReadonlySet<Condition>;
  /** Looks at everything. Never rejects, but with `StoreError`. */
  readonly look: () => readonly Observation[];
  /** Whether an SMS could leave now, and somebody is there to get it. */
  readonly canSend: () => boolean;
  /** The SMS of an alarm; undefined where nobody gets one. */
  readonly compose: (text: string) => Submission | undefined;
  readonly tell: (event: AlarmEvent) => void;
  /** Told of an SMS that is on disk. */
  readonly accepted: (
    submission: Submission,
    deliveries: readonly DeliveryId[],
  ) => void;
  /** Told of an SMS that was withdrawn. */
  readonly changed: (change: Change) => void;
  /** Told of mails and calls that are on disk. */
  readonly posted?: () => void;
  /** Told when nothing can be written; it is tried again by itself. */
  readonly trouble: (error: StoreError) => void;
}

/** How often all is looked at, besides when something happens; less often while nothing can be written. */
const lookMs = 15_000;
const troubleWaitMs = 60_000;
/** The wall clock was set when it has moved by more than this against the other. */
const settingMs = 1_000;
/** What is not seen for so long after the start is gone: a modem that is found by asking needs minutes. */
const settledMs = 600_000;

/**
 * Looks at what can be out of order, and tells the operator: each alarm, reminder and all-clear goes out with the commit that remembers
 * it, so none is told twice after a crash, and none is forgotten.
 */
export class AlarmWatch {
  readonly #options: AlarmWatchOptions;
  /** As it is on disk. */
  #book: AlarmBook = new Map();
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #busy = false;
  #startedAt = 0;
  /** Wall clock less the monotonic one, as last seen. */
  #offset = 0;
  #stopped = false;

  constructor(options: AlarmWatchOptions) {
    this.#options = options;
  }

  /** Takes up what an earlier run knew. Throws `StoreError`. */
  start(): void {
    const { clock, ledger } = this.#options;
    this.#startedAt = clock.monotonic();
    this.#offset = this.#currentOffset;
    const known = ledger.all().map((it) => [it.key, it] as const);
    this.#book = notAhead(new Map(known), clock.now());
    this.#arm(lookMs);
  }

  /** To be called when something may have changed. */
  poke(): void {
    if (!this.#stopped && !this.#busy && this.#timer !== undefined) {
      this.#arm(0);
    }
  }

  /** Looks no more; resolves when what was seen last is on disk. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  #arm(delayMs: number): void {
    this.#timer?.cancel();
    if (this.#stopped) return;
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#running = this.#round();
    });
  }

  async #round(): Promise<void> {
    this.#busy = true;
    let nextMs = lookMs;
    try {
      await this.#look();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // What was seen is seen again: nothing of it counts before it is on disk.
      nextMs = troubleWaitMs;
      if (error.code !== "closed") this.#options.trouble(error);
    } finally {
      this.#busy = false;
    }
    this.#arm(nextMs);
  }

  async #look(): Promise<void> {
    const { clock, rules, canSend, ledger } = this.#options;
    const now = clock.now();
    const before = this.#onTime();
    const context = { now, rules, canSend: canSend() };
    const { book, actions } = stepAll(before, this.#seen(before), context);
    const after = new Map(book);
    const commit = this.#commitOf(after, actions, now);
    if (commit === undefined) {
      this.#book = after;
      return;
    }
    const { accepted, changes } = await ledger.keep(commit);
    this.#book = after;
    this.#offset = this.#currentOffset;
    this.#tell(actions, now);
    changes.forEach(this.#options.changed);
    for (const it of accepted) {
      this.#options.accepted(it.submission, it.deliveries);
    }
    if (commit.notices.length > 0) this.#options.posted?.();
  }

  #seen(book: AlarmBook): readonly Observation[] {
    const { clock, look, watched } = this.#options;
    const seen = look().filter((it) =>
      it.kind !== "wrong" || watched.has(it.condition)
    );
    const settled = clock.monotonic() - this.#startedAt >= settledMs;
    return settled ? [...seen, ...goneLooks(book, seen)] : seen;
  }

  /** The book on the wall clock as it is now. */
  #onTime(): AlarmBook {
    const moved = this.#currentOffset - this.#offset;
    if (Math.abs(moved) <= settingMs) return this.#book;
    return shifted(this.#book, Math.round(moved));
  }

  get #currentOffset(): number {
    const { clock } = this.#options;
    return clock.now() - clock.monotonic();
  }

  /** What is to be written; the SMS are noted in the book. Undefined: nothing has changed. */
  #commitOf(
    book: Map<string, ReturnType<AlarmLedger["all"]>[number]>,
    actions: readonly AlarmAction[],
    now: number,
  ): AlarmCommit | undefined {
    const withdrawn: MessageId[] = [];
    const submissions: Submission[] = [];
    for (const action of actions.filter((it) => it.sms)) {
      const { record } = action;
      const sms = this.#options.compose(alarmText(action, now));
      if (record.sms !== undefined) withdrawn.push(record.sms);
      if (sms === undefined) continue;
      submissions.push(sms);
      if (action.kind !== "cleared") {
        book.set(record.key, { ...record, sms: sms.id });
      }
    }
    const changed = differences(this.#book, book);
    if (changed.kept.length + changed.forgotten.length === 0) return undefined;
    const { addresses } = this.#options;
    const notices = actions.flatMap((it) => alarmNotices(it, now, addresses));
    return { ...changed, notices, submissions, withdrawn, at: now };
  }

  #tell(actions: readonly AlarmAction[], now: number): void {
    for (const action of actions) {
      const { key, condition, since } = action.record;
      const text = alarmText(action, now);
      this.#options.tell({ kind: action.kind, key, condition, since, text });
    }
  }
}
