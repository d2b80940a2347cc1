import type { LiveEvent, LiveFeed } from "../../desk/mod.ts";
import type { Clock, Timer } from "../../model/mod.ts";

/** How to stream events. */
export interface EventStreamOptions {
  readonly clock: Clock;
  /** What is told first. */
  readonly first: readonly LiveEvent[];
  /** Which kinds are told. */
  readonly wants: (kind: LiveEvent["kind"]) => boolean;
  /** The id under which a client may come back after this event. */
  readonly idOf: (event: LiveEvent) => string;
}

/** Proxies and browsers give up what is silent for a minute; and only by writing is it noticed that a client has gone. */
const heartbeatMs = 15_000;
/** How long a browser waits until it comes again. */
const retryMs = 3_000;
/** So much may wait for a client that does not read; then it is cut off, and finds out what it missed when it comes again. */
const longestBacklog = 256 * 1024;

/** Server-sent events: what the feed tells, until the client goes or stops reading. WHATWG HTML §9.2. */
export function eventStream(
  feed: LiveFeed,
  options: EventStreamOptions,
): ReadableStream<Uint8Array> {
  const stream = new Stream(options);
  return new ReadableStream<Uint8Array>({
    start: (controller) => stream.start(controller, feed),
    cancel: () => stream.end(),
  }, { highWaterMark: longestBacklog, size: (piece) => piece.length });
}

class Stream {
  readonly #options: EventStreamOptions;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #unsubscribe: () => void = () => {};
  #heartbeat: Timer | undefined;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  start(
    controller: ReadableStreamDefaultController<Uint8Array>,
    feed: LiveFeed,
  ): void {
    this.#controller = controller;
    this.#write(`retry: ${retryMs}\n\n`);
    this.#unsubscribe = feed.subscribe((event) => this.#tell(event));
    for (const event of this.#options.first) this.#tell(event);
    this.#beat();
  }

  end(): void {
    this.#controller = undefined;
    this.#unsubscribe();
    this.#heartbeat?.cancel();
  }

  #tell(event: LiveEvent): void {
    const { idOf, wants } = this.#options;
    if (!wants(event.kind)) return;
    // JSON has no line breaks.
    this.#write(
      `id: ${idOf(event)}\nevent: ${event.kind}\ndata: ${
        JSON.stringify(event)
      }\n\n`,
    );
  }

  #beat(): void {
    this.#heartbeat = this.#options.clock.after(heartbeatMs, () => {
      this.#write(": alive\n\n");
      if (this.#controller !== undefined) this.#beat();
    });
  }

  #write(text: string): void {
    const controller = this.#controller;
    if (controller === undefined) return;
    const piece = this.#encoder.encode(text);
    if ((controller.desiredSize ?? 0) >= piece.length) {
      return controller.enqueue(piece);
    }
    this.end();
    controller.close();
  }
}
