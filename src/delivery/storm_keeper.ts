import type { Clock, DeliveryId, Recipient, Refusal } from "../model/mod.ts";
import {
  type BreakerState,
  type Closed,
  type Store,
  StoreError,
  type StormOutcome,
  type StormWatch,
  type Submission,
} from "../queue/mod.ts";
import type { DoorContext } from "./door.ts";
import type { DeliveryEvent } from "./event.ts";
import { refuseStorm } from "./storm_door.ts";
import { Sleeper } from "./sleeper.ts";
import type { BreakerEvent, SendingGate } from "./storm_event.ts";
import {
  closingWatchOf,
  type DigestParts,
  graceOf,
  isOn,
  type StormOptions,
  watchOf,
} from "./storm_plan.ts";

/** What the keeper needs besides its rules. All may change but `clock`, and are read where they are used. */
export interface StormParts extends DigestParts {
  readonly observe: (event: DeliveryEvent) => void;
  /** Called when so many SMS more may go out. */
  readonly wake: (deliveries: number) => void;
}

/** The breaker, for the operator. Times are wall milliseconds. */
export interface BreakerView {
  readonly open: boolean;
  /** When it was opened last and when it closes or has closed by itself; absent: never. */
  readonly openedAt?: number;
  readonly closesAt?: number;
  /** How many deliveries wait in gatherings. */
  readonly gathered: number;
}

/** How long after trouble with the database the next try comes. */
const troubleWaitMs = 1_000;
/** A bug that one gathering meets is met again after this long; until then the others wait as well. */
const bugWaitMs = 60_000;
/** Gatherings that share a commit; each may change some hundred rows. */
const closedAtOnce = 4;

/**
 * Keeps storms down: says what becomes of each mail, closes gatherings when their time has come, and opens and closes the breaker. One
 * loop, which sleeps until something closes; without gatherings and with a closed breaker there is no timer.
 */
export class StormKeeper {
  readonly #store: Store;
  readonly #options: StormOptions;
  readonly #parts: StormParts;
  readonly #stopping = new AbortController();
  readonly #sleeper: Sleeper;
  #gate: SendingGate = "all";
  /** Wall clock less the monotonic one; the lowest since it was last in order. */
  #offset: number;
  #running: Promise<void> = Promise.resolve();
  /** Whether the rules have changed since what waits was put in order. */
  #stale = false;

  constructor(store: Store, options: StormOptions, parts: StormParts) {
    this.#store = store;
    this.#options = options;
    this.#parts = parts;
    this.#sleeper = new Sleeper(parts.clock, this.#stopping.signal);
    this.#offset = offsetOf(parts.clock);
  }

  /** What may leave the house now. */
  get gate(): SendingGate {
    if (!this.#hasJumped()) return this.#gate;
    this.#sleeper.wakeAt(0);
    return "none";
  }

  /** How a mail is to be held against storms; undefined when it is not: nothing is on, or it comes from the operator. */
  watch(submission: Submission | undefined): StormWatch | undefined {
    if (submission === undefined || submission.source === "command") {
      return undefined;
    }
    if (!isOn(this.#options)) return undefined;
    return watchOf(submission, this.#options);
  }

  /** Whether a cap refuses a RCPT. */
  refuse(
    recipients: readonly Recipient[],
    context: DoorContext,
  ): Refusal | undefined {
    if (this.#options.whenOver !== "refuse") return undefined;
    const { clock } = this.#parts;
    return refuseStorm(recipients, context, {
      ...this.#options,
      now: clock.now(),
      storms: this.#store.storms,
    });
  }

  /** To be told what was done with an accepted mail. */
  accepted({ tripped, closesAt }: StormOutcome): void {
    this.#offset = Math.min(this.#offset, offsetOf(this.#parts.clock));
    if (tripped) this.#shut("opened");
    if (closesAt !== undefined) this.#sleeper.wakeAt(closesAt);
  }

  /**
   * Puts in order what an earlier run left behind, before anything may be claimed: what was merged is marked, what was gathered waits for
   * its gathering. Throws `StoreError`.
   */
  async prepare(): Promise<void> {
    const { storms } = this.#store;
    const now = this.#parts.clock.now();
    await this.#mark();
    const breaker = storms.breaker();
    if (breaker?.open === true && this.#options.breaker !== undefined) {
      this.#shut("reminder");
      return await this.#postpone();
    }
    // The config may have changed, so that there is no reason to wait any more.
    await storms.stagger(now, this.#pace);
    await this.#postpone();
    if (breaker?.open === true) await this.#close(breaker, "config");
  }

  /** Begins to close gatherings. */
  start(): void {
    this.#running = this.#run();
  }

  /** Goes by options that have changed: what waits is put in order as after a start. */
  follow(): void {
    this.#stale = true;
    this.#sleeper.wakeAt(0);
  }

  /** Ends when what is under way is on disk. May be called again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** The operator lets SMS go out again. Throws `StoreError`. */
  async release(): Promise<BreakerView> {
    const breaker = this.#store.storms.breaker();
    if (breaker?.open === true) await this.#release(breaker, "operator");
    this.#sleeper.wakeAt(0);
    return this.view();
  }

  /** The breaker as it stands. */
  view(): BreakerView {
    const breaker = this.#store.storms.breaker();
    return {
      open: breaker?.open ?? false,
      ...(breaker && {
        openedAt: breaker.openedAt,
        closesAt: breaker.closesAt,
      }),
      gathered: this.#store.storms.gathered(),
    };
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#round();
        await this.#sleeper.sleepUntil(this.#nextAt());
      } catch (error) {
        await this.#trouble(error);
      }
    }
  }

  #nextAt(): number | undefined {
    const { storms } = this.#store;
    const breaker = storms.breaker();
    if (breaker?.open !== true) return storms.nextClosingAt();
    const { breakerReminderMs } = this.#options;
    return Math.min(breaker.closesAt, breaker.remindedAt + breakerReminderMs);
  }

  async #round(): Promise<void> {
    const { storms } = this.#store;
    const { signal } = this.#stopping;
    await this.#followClock();
    if (this.#stale) await this.#putInOrder();
    await this.#mark();
    const now = this.#parts.clock.now();
    if (await this.#isHeld(now)) return;
    const watch = closingWatchOf(this.#options, this.#parts);
    let extended = false;
    for (let more = true; more && !signal.aborted && this.#gate === "all";) {
      // Asked for together they share one commit, and each finds what the one before has left.
      const steps = await Promise.all(
        Array.from(
          { length: closedAtOnce },
          () => this.#step(() => storms.close(now, watch)),
        ),
      );
      more = steps.every((it) => it !== undefined);
      extended ||= steps.some((it) => it?.extended === true);
    }
    // Also where the breaker has opened meanwhile: the SMS may go out, and its news is for all that it tells of.
    await this.#mark();
    if (extended) await this.#postpone();
  }

  async #putInOrder(): Promise<void> {
    this.#stale = false;
    try {
      await this.prepare();
    } catch (error) {
      this.#stale = true;
      throw error;
    }
    this.#parts.wake(Infinity);
  }

  async #mark(): Promise<void> {
    const { storms } = this.#store;
    const now = this.#parts.clock.now();
    while (await this.#step(() => storms.mark(now)));
  }

  // Where the clock was set far ahead, as where a machine learns the time after its start, what is gathered would all go out by itself: so
  // nothing leaves until it is put off again.
  async #followClock(): Promise<void> {
    const jumped = this.#hasJumped();
    if (jumped) await this.#postpone();
    this.#offset = offsetOf(this.#parts.clock);
    if (jumped) this.#parts.wake(Infinity);
  }

  #hasJumped(): boolean {
    const offset = offsetOf(this.#parts.clock);
    return offset - this.#offset > graceOf(this.#options) / 2;
  }

  /** Whether the breaker is open; closes it when its time has come. */
  async #isHeld(now: number): Promise<boolean> {
    const breaker = this.#store.storms.breaker();
    if (breaker?.open !== true) return false;
    if (now >= breaker.closesAt) {
      await this.#release(breaker, "time");
      return false;
    }
    if (now >= breaker.remindedAt + this.#options.breakerReminderMs) {
      await this.#store.storms.remindBreaker(now);
      this.#shut("reminder");
    }
    return true;
  }

  async #step(
    work: () => Promise<Closed | undefined>,
  ): Promise<Closed | undefined> {
    const closed = await work();
    if (closed === undefined) return undefined;
    const { observe, wake } = this.#parts;
    if (closed.merged !== undefined) {
      const { submission, delivery, texts } = closed.merged;
      observe({
        kind: "accepted",
        submission,
        deliveries: [delivery],
        attachments: [],
        mergedFrom: texts,
      });
    }
    for (const change of closed.changes) observe({ kind: "changed", change });
    if (closed.due > 0) wake(closed.due);
    return closed;
  }

  async #postpone(): Promise<void> {
    const { clock } = this.#parts;
    const graceMs = graceOf(this.#options);
    let last: DeliveryId | undefined;
    do {
      const now = clock.now();
      last = await this.#store.storms.postpone(last, { now, graceMs });
    } while (last !== undefined && !this.#stopping.signal.aborted);
  }

  // What waits is spread and put off while nothing leaves yet, so that it does not rush out by itself.
  async #release(
    breaker: BreakerState,
    by: "time" | "operator",
  ): Promise<void> {
    const now = this.#parts.clock.now();
    await this.#store.storms.stagger(now, this.#pace);
    await this.#postpone();
    await this.#close(breaker, by);
  }

  async #close(
    breaker: BreakerState,
    by: NonNullable<BreakerEvent["by"]>,
  ): Promise<void> {
    const { clock, wake } = this.#parts;
    if (!await this.#store.storms.closeBreaker(clock.now())) return;
    this.#gate = "all";
    this.#tell(breaker, "closed", by);
    wake(Infinity);
  }

  /** The backlog goes out no faster than the breaker allows. */
  get #pace() {
    const { breaker, windowMs } = this.#options;
    const spacingMs = breaker === undefined
      ? 0
      : breaker.lengthMs / breaker.count;
    return { spacingMs, windowMs };
  }

  #shut(state: "opened" | "reminder"): void {
    const breaker = this.#store.storms.breaker();
    if (breaker?.open !== true) return;
    this.#gate = this.#options.urgentPasses ? "urgent" : "none";
    this.#tell(breaker, state);
  }

  #tell(
    { openedAt, closesAt }: BreakerState,
    state: BreakerEvent["state"],
    by?: BreakerEvent["by"],
  ): void {
    const { clock, observe } = this.#parts;
    const { breaker: limit } = this.#options;
    observe({
      kind: "breaker",
      state,
      at: clock.now(),
      openedAt,
      closesAt,
      waiting: this.#store.storms.gathered(),
      ...(limit && { limit }),
      ...(by && { by }),
    });
  }

  async #trouble(error: unknown): Promise<void> {
    const { clock, observe } = this.#parts;
    const isTrouble = error instanceof StoreError;
    if (isTrouble) observe({ kind: "trouble", text: error.message });
    else observe({ kind: "bug", error });
    const waitMs = isTrouble ? troubleWaitMs : bugWaitMs;
    // Rejects only when it is to stop.
    await clock.sleep(waitMs, this.#stopping.signal).catch(() => {});
  }
}

function offsetOf(clock: Clock): number {
  return clock.now() - clock.monotonic();
}
