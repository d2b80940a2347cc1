import { type AttemptResult, fateAfter, restMs } from "./back_off.ts";
import { type ComplaintOptions, Complaints } from "./complaints.ts";
import { DueLoop } from "./due_loop.ts";
import type { ChannelName, NoticeStore, WaitingNotice } from "./notice.ts";

/** A way by which notices leave. */
export interface Channel {
  readonly name: ChannelName;
  /** How long an attempt may take, milliseconds. */
  readonly attemptMs: number;
  /** Makes one attempt. Never rejects; ends soon after the signal has aborted, then with what is known. */
  deliver(notice: WaitingNotice, signal: AbortSignal): Promise<AttemptResult>;
  /** Where a notice goes, as the log may show it. */
  target(notice: WaitingNotice): string;
}

/** What a courier needs. */
export interface CourierOptions extends ComplaintOptions {
  readonly store: NoticeStore;
}

/** Notices read at once. */
const batch = 20;
/** How long after a refused write the next try comes. */
const troubleWaitMs = 1_000;

const expired: AttemptResult = {
  kind: "refused",
  reason: "Expired before it could be sent",
};

/**
 * Carries the notices of one channel, one at a time. A notice is tried until it is done, refused, or expired; what has been done is
 * booked before the next one begins. A kill between the two makes a notice twice, under the same Message-ID or key.
 */
export class Courier {
  readonly #channel: Channel;
  readonly #options: CourierOptions;
  readonly #complaints: Complaints;
  readonly #loop: DueLoop;
  readonly #hurry = new AbortController();
  /** Vain tries in a row at reaching anybody. */
  #failures = 0;
  /** Wall milliseconds. */
  #restUntil = -Infinity;

  constructor(channel: Channel, options: CourierOptions) {
    this.#channel = channel;
    this.#options = options;
    this.#complaints = new Complaints(options);
    this.#loop = new DueLoop({
      clock: options.clock,
      nextAt: () => this.#nextAt(),
      round: (signal) => this.#round(signal),
      setBack: (now) => options.store.followClock(now),
      failed: (error) => this.#complaints.tell(error),
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** To be called when a notice was posted. */
  poke(): void {
    this.#loop.poke();
  }

  /** Begins no more attempts, and resolves when the one under way has ended; once `hurry` aborts, that is broken off. */
  async stop(hurry: AbortSignal): Promise<void> {
    const onHurry = () => this.#hurry.abort();
    if (hurry.aborted) onHurry();
    else hurry.addEventListener("abort", onHurry, { once: true });
    await this.#loop.stop();
    hurry.removeEventListener("abort", onHurry);
  }

  #nextAt(): number | undefined {
    const { store } = this.#options;
    const due = store.nextAt(this.#channel.name);
    return due && Math.max(due, this.#resting());
  }

  // When the wall clock was set back, a rest is no longer than it was meant to be.
  #resting(): number {
    const latest = this.#options.clock.now() + restMs(this.#failures);
    return this.#restUntil = Math.min(this.#restUntil, latest);
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { clock, store } = this.#options;
    for (;;) {
      if (this.#resting() > clock.now()) return;
      const due = store.due(this.#channel.name, clock.now(), batch);
      for (const notice of due) {
        if (signal.aborted) return;
        if (!await this.#attempt(notice)) return;
      }
      if (due.length < batch) return;
    }
  }

  /** Makes one attempt, and books it; false when the channel has to rest. */
  async #attempt(notice: WaitingNotice): Promise<boolean> {
    const { clock, store, observe } = this.#options;
    const isOver = clock.now() >= notice.expiresAt;
    const result = isOver ? expired : await this.#deliver(notice);
    const now = clock.now();
    const fate = fateAfter(result, notice, { now, random: clock.random() });
    await this.#persist(() => store.settle(notice.id, fate, now));
    const target = this.#channel.target(notice);
    observe({ kind: "attempted", notice, target, fate });
    // Nobody was asked, so nothing is known of the channel.
    if (!isOver) this.#note(result);
    return result.kind !== "unreachable";
  }

  async #deliver(notice: WaitingNotice): Promise<AttemptResult> {
    const { clock } = this.#options;
    const attempt = new AbortController();
    const end = () => attempt.abort();
    const timer = clock.after(this.#channel.attemptMs, end);
    this.#hurry.signal.addEventListener("abort", end, { once: true });
    if (this.#hurry.signal.aborted) end();
    try {
      return await this.#channel.deliver(notice, attempt.signal);
    } catch (error) {
      this.#options.observe({ kind: "bug", error });
      return { kind: "later", reason: "Met a bug of cellpost; see the log" };
    } finally {
      timer.cancel();
      this.#hurry.signal.removeEventListener("abort", end);
    }
  }

  #note(result: AttemptResult): void {
    const { clock, observe } = this.#options;
    const channel = this.#channel.name;
    if (result.kind !== "unreachable") {
      if (this.#failures > 0) {
        observe({ kind: "channel", channel, reachable: true, reason: "" });
      }
      this.#failures = 0;
      return;
    }
    this.#failures++;
    this.#restUntil = clock.now() + restMs(this.#failures);
    if (this.#failures > 1) return;
    const { reason } = result;
    observe({ kind: "channel", channel, reachable: false, reason });
  }

  // What is mailed cannot be taken back, so it is booked however long that takes; only a stop in a hurry gives it up.
  async #persist(write: () => Promise<void>): Promise<void> {
    const { clock } = this.#options;
    for (;;) {
      try {
        return await write();
      } catch (error) {
        this.#complaints.tell(error);
        if (this.#hurry.signal.aborted) return;
        await clock.sleep(troubleWaitMs, this.#hurry.signal).catch(() => {});
      }
    }
  }
}
