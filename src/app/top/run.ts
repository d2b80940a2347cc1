import type { Clock } from "../../model/mod.ts";
import { Console, type Terminal } from "./console.ts";
import type { Feed } from "./feed.ts";
import { frame } from "./frame.ts";
import { requestOf, startState, step, type TopEvent } from "./state.ts";
import type { Theme } from "./theme.ts";

/** What watching needs. */
export interface TopOptions {
  readonly feed: Feed;
  readonly terminal: Terminal;
  readonly theme: Theme;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
}

const pollMs = 1_000;
/** A search through a long queue costs the appliance time, of which this is to take no more than a fifth. */
const restFor = 4;

/** Shows the appliance on a terminal until the person or `signal` ends it. However it ends, the terminal is as it was before. */
export async function runTop(options: TopOptions): Promise<void> {
  using screen = new Console(options.terminal);
  const top = new Top(screen, options);
  const stopListening = options.terminal.onResize(() =>
    top.guarded(() => top.draw())
  );
  try {
    await top.run();
  } finally {
    stopListening();
  }
}

class Top {
  readonly #screen: Console;
  readonly #options: TopOptions;
  readonly #ending = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #hurry = new AbortController();
  #state;
  #size = "";

  constructor(screen: Console, options: TopOptions) {
    this.#screen = screen;
    this.#options = options;
    this.#state = startState(options.clock.now());
  }

  async run(): Promise<void> {
    const { clock, signal } = this.#options;
    const end = () => this.#ended.resolve();
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    this.draw();
    // What goes wrong in either ends it, by its error.
    const fail = (error: unknown) => this.#ended.reject(error);
    this.#poll().catch(fail);
    const keys = { clock, signal: this.#ending.signal };
    this.#screen.keys(keys, (key) =>
      this.guarded(() => {
        const { reach } = this.#frame();
        this.#happens({ kind: "key", key, reach });
      })).then(end, fail);
    try {
      await this.#ended.promise;
    } finally {
      signal.removeEventListener("abort", end);
      this.#ending.abort();
      this.#hurry.abort();
    }
  }

  /** Runs what the system calls: an error in it ends all, in order. */
  guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#ended.reject(error);
    }
  }

  draw({ anew = false } = {}): void {
    const { columns, rows } = this.#screen.size;
    const size = `${columns} ${rows}`;
    // A terminal moves what it shows as it likes when its size changes.
    const isNew = anew || size !== this.#size;
    this.#size = size;
    this.#screen.show(this.#frame().lines, { anew: isNew });
  }

  async #poll(): Promise<void> {
    const { clock, feed } = this.#options;
    const { signal } = this.#ending;
    while (!signal.aborted) {
      this.#hurry = new AbortController();
      const askedAt = clock.monotonic();
      const taken = await feed.take(requestOf(this.#state));
      if (signal.aborted) return;
      this.#happens({ ...taken, now: clock.now() });
      const tookMs = clock.monotonic() - askedAt;
      const restMs = taken.kind === "lost"
        ? pollMs
        : Math.max(pollMs, restFor * tookMs);
      await clock.sleep(restMs, this.#hurry.signal).catch(() => {});
    }
  }

  #happens(event: TopEvent): void {
    const { state, effect } = step(this.#state, event);
    this.#state = state;
    if (effect === "quit") return this.#ended.resolve();
    if (effect === "refresh") this.#hurry.abort();
    this.draw({ anew: effect === "repaint" });
  }

  #frame() {
    return frame(this.#state, this.#screen.size, this.#options.theme);
  }
}
