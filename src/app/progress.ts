import type { Clock } from "../model/mod.ts";
import { type ProgressFacts, progressLine } from "./progress_line.ts";
import type { Screen } from "./screen.ts";

/** What progress is shown on, and how wide that is. */
export interface ProgressPlace {
  readonly screen: Pick<Screen, "live" | "status">;
  readonly clock: Clock;
  /** The terminal's width at the moment. */
  readonly columns: () => number;
}

/** The bar is drawn at most this often, milliseconds: a slow terminal must not hold up the work. */
const redrawMs = 200;

/** Shows on a terminal, and nowhere else, how far work has come; the line goes when it is disposed of. */
export class Progress implements Disposable {
  readonly #place: ProgressPlace;
  readonly #what: string;
  readonly #begunAt: number;
  #drawnAt = -Infinity;

  /** `what`: what is counted, in the plural. */
  constructor(what: string, place: ProgressPlace) {
    this.#what = what;
    this.#place = place;
    this.#begunAt = place.clock.monotonic();
  }

  /** Tells how much is done by now. */
  at(
    done: number,
    { total, note }: Pick<ProgressFacts, "total" | "note"> = {},
  ): void {
    const { clock, columns, screen } = this.#place;
    const now = clock.monotonic();
    if (!screen.live || now - this.#drawnAt < redrawMs) return;
    this.#drawnAt = now;
    const elapsedMs = now - this.#begunAt;
    const facts = { what: this.#what, done, total, elapsedMs, note };
    // In the last column a terminal may break the line.
    screen.status(progressLine(facts, columns() - 1));
  }

  [Symbol.dispose](): void {
    this.#place.screen.status("");
  }
}
