import type { LiveEvent } from "./wire.ts";

/** What a live connection tells. */
export interface FeedListener {
  /** It stands: whatever was missed before must be asked for now. */
  open(): void;
  event(event: LiveEvent): void;
  /** It is over, and nothing comes by it any more. */
  lost(): void;
}

const kinds: readonly LiveEvent["kind"][] = [
  "deliveries",
  "modems",
  "inbox",
  "alarms",
  "breaker",
  "stats",
  "log",
];

/** Listens to the machine's events (server-sent events, HTML Living Standard §9.2); the answer ends it. */
export function openFeed(listener: FeedListener): () => void {
  const source = new EventSource("/api/v1/events");
  source.addEventListener("open", () => listener.open());
  source.addEventListener("error", () => {
    // The browser's own way of coming back asks for ever where a login is over.
    source.close();
    listener.lost();
  });
  for (const kind of kinds) {
    source.addEventListener(kind, ({ data }) => {
      const event = eventOf(kind, String(data));
      if (event !== undefined) listener.event(event);
    });
  }
  return () => source.close();
}

/** Reads an event; its name is its kind. */
export function eventOf(
  kind: LiveEvent["kind"],
  data: string,
): LiveEvent | undefined {
  try {
    const rest: unknown = data === "" ? {} : JSON.parse(data);
    const whole = typeof rest === "object" ? { ...rest, kind } : { kind };
    return whole as LiveEvent;
  } catch {
    return undefined;
  }
}
