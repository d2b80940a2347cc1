import type { LogView } from "../desk/mod.ts";
import { type ApplianceEvent, levelOf, lineOf } from "./fate_line.ts";

/** So many lines can be looked at; older ones are in the log itself. */
const capacity = 1_000;

interface Kept {
  readonly id: number;
  readonly at: number;
  readonly event: ApplianceEvent;
}

/** The last events that the log tells of at level info and above. A line is made when somebody looks, which is seldom. */
export class LogRing {
  readonly #slots: Kept[] = [];
  #lastId = 0;

  /** Takes an event, wall milliseconds; answers whether there is a line for it. */
  add(event: ApplianceEvent, at: number): boolean {
    if (levelOf(event) === "debug") return false;
    this.#lastId += 1;
    this.#slots[this.#lastId % capacity] = { id: this.#lastId, at, event };
    return true;
  }

  /** The id of the newest line. */
  get lastId(): number {
    return this.#lastId;
  }

  /** The newest lines with an id above `after`, at most `limit`, the oldest first. */
  lines(
    { after = 0, limit }: {
      readonly after?: number | undefined;
      readonly limit: number;
    },
  ): readonly LogView[] {
    const first = Math.max(after, this.#lastId - Math.min(limit, capacity));
    const lines: LogView[] = [];
    for (let id = first + 1; id <= this.#lastId; id++) {
      const kept = this.#slots[id % capacity];
      if (kept !== undefined) lines.push(...viewOf(kept));
    }
    return lines;
  }
}

function viewOf({ id, at, event }: Kept): readonly LogView[] {
  const line = lineOf(event);
  if (line === undefined) return [];
  return [{ id, at, level: line.level, room: event.room, text: line.text }];
}
