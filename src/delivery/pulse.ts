import type { Clock } from "../model/mod.ts";

/** How the dispatcher's loops get on, for a watchdog. */
export interface DispatcherSigns {
  /** For each worker: since when, on the monotonic clock, it has been at the same step; undefined while it waits for work or for its modem. */
  readonly workers: readonly (number | undefined)[];
  /** Likewise: the housekeeper. */
  readonly housekeeper: number | undefined;
}

/** Notes what the dispatcher's loops are at: a memo in memory, which costs an SMS nothing. */
export class Pulse {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #workers = new Map<object, number | undefined>();
  #housekeeper: number | undefined;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** The worker begins a turn. */
  begin(worker: object): void {
    this.#workers.set(worker, this.#clock.monotonic());
  }

  /** The worker waits for work or for its modem, however long. */
  rest(worker: object): void {
    this.#workers.set(worker, undefined);
  }

  /** The worker has ended. */
  leave(worker: object): void {
    this.#workers.delete(worker);
  }

  /** The same work, which is a step of the worker's turn each time that it is tried. */
  steps<T>(worker: object, work: () => Promise<T>): () => Promise<T> {
    return () => {
      // What is recorded while it rests begins no turn.
      if (this.#workers.get(worker) !== undefined) this.begin(worker);
      return work();
    };
  }

  /** The queue has refused a write or a look, which will be tried again: whoever is at a step may be waiting for that, and hangs in no way that a restart would end. */
  refused(): void {
    const now = this.#clock.monotonic();
    for (const [worker, since] of this.#workers) {
      if (since !== undefined) this.#workers.set(worker, now);
    }
    if (this.#housekeeper !== undefined) this.#housekeeper = now;
  }

  /** The housekeeper begins a round, or a step of it. */
  beginRound(): void {
    this.#housekeeper = this.#clock.monotonic();
  }

  /** The housekeeper sleeps. */
  endRound(): void {
    this.#housekeeper = undefined;
  }

  get signs(): DispatcherSigns {
    const workers = [...this.#workers.values()];
    return { workers, housekeeper: this.#housekeeper };
  }
}
