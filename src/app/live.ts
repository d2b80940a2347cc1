import type { LiveEvent, LiveFeed, LogView } from "../desk/mod.ts";
import type { Clock, Timer } from "../model/mod.ts";
import type { ApplianceEvent } from "./fate_line.ts";

/** Events of one kind come at most this often, milliseconds. */
const gatherMs = 250;
/** So many ids and lines at most in one event. */
const longest = 200;

/** What happened since the last events went out. */
interface Gathered {
  readonly kinds: Set<LiveEvent["kind"]>;
  readonly ids: Set<string>;
  more: boolean;
}

/** Tells those who watch what has changed. While nobody does, an event costs one comparison. */
export class Live implements LiveFeed {
  readonly #clock: Clock;
  readonly #lines: (after: number) => readonly LogView[];
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  #timer: Timer | undefined;
  #gathered: Gathered = nothing();
  #toldLine = 0;

  constructor(
    { clock, lines }: {
      readonly clock: Clock;
      /** Lines of the log after one, the newest `longest` of them. */
      readonly lines: (after: number, limit: number) => readonly LogView[];
    },
  ) {
    this.#clock = clock;
    this.#lines = (after) => lines(after, longest);
  }

  subscribe(listener: (event: LiveEvent) => void): () => void {
    // A function may be given twice, and each of them be ended.
    const own = (event: LiveEvent) => listener(event);
    if (this.#listeners.size === 0) {
      this.#toldLine = this.#lines(0).at(-1)?.id ?? 0;
    }
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** To be called for each event. `logged`: the log has a line for it. */
  notice(event: ApplianceEvent, logged: boolean): void {
    if (this.#listeners.size === 0) return;
    gather(this.#gathered, event);
    if (logged) this.#gathered.kinds.add("log");
    if (this.#gathered.kinds.size === 0) return;
    this.#timer ??= this.#clock.after(gatherMs, () => this.#tell());
  }

  /** Tells what is left, and nothing after that. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#listeners.clear();
  }

  #tell(): void {
    this.#timer = undefined;
    const { kinds, ids, more } = this.#gathered;
    this.#gathered = nothing();
    for (const kind of kinds) {
      const event = this.#eventOf(kind, { ids, more });
      for (const listener of this.#listeners) listener(event);
    }
  }

  #eventOf(
    kind: LiveEvent["kind"],
    { ids, more }: Pick<Gathered, "ids" | "more">,
  ): LiveEvent {
    if (kind === "deliveries") return { kind, ids: [...ids], more };
    if (kind !== "log") return { kind };
    const lines = this.#lines(this.#toldLine);
    this.#toldLine = lines.at(-1)?.id ?? this.#toldLine;
    return { kind, lines };
  }
}

function nothing(): Gathered {
  return { kinds: new Set(), ids: new Set(), more: false };
}

function gather(gathered: Gathered, { room, event }: ApplianceEvent): void {
  const { kinds } = gathered;
  if (room === "modem") kinds.add("modems");
  if (room === "alarm") kinds.add("alarms");
  if (room !== "delivery") return;
  switch (event.kind) {
    case "accepted":
      kinds.add("stats");
      return gatherId(gathered, event.submission.id);
    case "changed":
      kinds.add("stats");
      return gatherId(gathered, event.change.messageId);
    case "received":
    case "kept":
      kinds.add("inbox").add("stats");
      return;
    case "breaker":
      kinds.add("breaker");
      return;
    default:
      return;
  }
}

function gatherId(gathered: Gathered, id: string): void {
  gathered.kinds.add("deliveries");
  if (gathered.ids.size < longest) gathered.ids.add(id);
  else if (!gathered.ids.has(id)) gathered.more = true;
}
