import type { Clock, Timer } from "../model/mod.ts";
import { count, type Counters, liveLine } from "./counters.ts";
import { type ApplianceEvent, levelOf, lineOf } from "./fate_line.ts";
import type { Log } from "./log.ts";
import type { Screen } from "./screen.ts";

/** The live line is redrawn at most this often, milliseconds: a terminal slower than the queue must not hold it up. */
const redrawMs = 100;

/** Writes the log and moves the counters as an appliance reports what happens. */
export class Observer {
  readonly #log: Log;
  readonly #screen: Screen;
  readonly #clock: Clock;
  #simulated: boolean;
  #counters: Counters;
  #redraw: Timer | undefined;

  constructor(
    { log, screen, clock }: {
      readonly log: Log;
      readonly screen: Screen;
      readonly clock: Clock;
    },
    start: { readonly waiting: number; readonly simulated: boolean },
  ) {
    this.#log = log;
    this.#screen = screen;
    this.#clock = clock;
    this.#simulated = start.simulated;
    this.#counters = {
      accepted: 0,
      queued: start.waiting,
      sent: 0,
      failed: 0,
      repeated: 0,
      received: 0,
    };
    this.#draw();
  }

  /** To be called for each event. */
  observe(event: ApplianceEvent): void {
    const line = this.#log.shows(levelOf(event)) ? lineOf(event) : undefined;
    if (line !== undefined) this.#log.line(event.room, line);
    if (event.room !== "delivery") return;
    this.#counters = count(this.#counters, event.event);
    if (!this.#screen.live) return;
    this.#redraw ??= this.#clock.after(redrawMs, () => {
      this.#redraw = undefined;
      this.#draw();
    });
  }

  /** Says from now on whether SMS go nowhere. */
  follow({ simulated }: { readonly simulated: boolean }): void {
    this.#simulated = simulated;
  }

  /** Shows the last figures, and leaves the live line. */
  stop(): void {
    this.#redraw?.cancel();
    this.#screen.status("");
    if (this.#screen.live) {
      this.#screen.note(this.line);
    }
  }

  /** The figures so far, in a line. */
  get line(): string {
    return liveLine(this.#counters, this.#simulated);
  }

  /** The figures so far. */
  get counters(): Counters {
    return this.#counters;
  }

  #draw(): void {
    this.#screen.status(this.line);
  }
}
