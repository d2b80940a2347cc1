import type { Clock, Timer } from "../model/mod.ts";
import { type Cleared, type Store, StoreError } from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";

/** How long what is done is kept, milliseconds; undefined: for ever. It may change, and is read where it is used. */
export interface ArchivistOptions {
  readonly keepForMs: number | undefined;
  /** Of the text alone. */
  readonly keepTextForMs: number | undefined;
  readonly clock: Clock;
  readonly observe: (event: DeliveryEvent) => void;
}

/** A round begins this often, and the first this long after the start: then there is more urgent work. */
const roundMs = 60 * 60_000;
const firstMs = 60_000;
/** So much is cleared in one commit, and the next follows after a rest: mails and SMS wait for no more than that. */
const messagesAtOnce = 200;
const restMs = 250;
/** The database does not do what it should: this round is over. */
const troubleMs = 5 * 60_000;

/** Clears what has been kept long enough, in small steps, every hour. */
export class Archivist {
  readonly #store: Store;
  readonly #options: ArchivistOptions;
  #timer: Timer | undefined;
  #round: Promise<void> = Promise.resolve();
  readonly #stopping = new AbortController();

  constructor(store: Store, options: ArchivistOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Begins; to be called again when its options have changed. */
  start(): void {
    if (this.#timer === undefined && this.#isWanted) this.#arm(firstMs);
  }

  get #isWanted(): boolean {
    const { keepForMs, keepTextForMs } = this.#options;
    return keepForMs !== undefined || keepTextForMs !== undefined;
  }

  /** Resolves when the step under way is done. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#timer?.cancel();
    await this.#round;
  }

  #arm(delayMs: number): void {
    this.#timer = undefined;
    if (this.#stopping.signal.aborted || !this.#isWanted) return;
    this.#timer = this.#options.clock.after(delayMs, () => {
      this.#round = this.#clearAll().then(
        () => this.#arm(roundMs),
        (error) => this.#excuse(error),
      );
    });
  }

  #excuse(error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const { observe } = this.#options;
    if (!(error instanceof StoreError)) observe({ kind: "bug", error });
    else observe({ kind: "trouble", text: error.message });
    this.#arm(troubleMs);
  }

  async #clearAll(): Promise<void> {
    const { clock, keepForMs = Infinity, keepTextForMs = Infinity, observe } =
      this.#options;
    const { signal } = this.#stopping;
    const now = clock.now();
    const total = { messages: 0, texts: 0, received: 0, notices: 0 };
    let after: number | undefined = 0;
    while (after !== undefined && !signal.aborted) {
      const step: Cleared = await this.#store.archive.clear({
        before: now - keepForMs,
        textBefore: now - keepTextForMs,
        after,
        limit: messagesAtOnce,
      });
      total.messages += step.messages;
      total.texts += step.texts;
      total.received += step.received;
      total.notices += step.notices;
      // Of the others there may be more than of messages.
      const others = step.received + step.receivedTexts + step.notices;
      const more: number | undefined = others > 0 ? after : undefined;
      after = step.next ?? more;
      await this.#rest();
    }
    while (!signal.aborted && await this.#store.archive.shrink()) {
      await this.#rest();
    }
    if (Object.values(total).some((it) => it > 0)) {
      observe({ kind: "cleared", ...total });
    }
  }

  async #rest(): Promise<void> {
    // Rejects only when there is no more time.
    await this.#options.clock.sleep(restMs, this.#stopping.signal)
      .catch(() => {});
  }
}
