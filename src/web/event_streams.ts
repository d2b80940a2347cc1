import { clientNetwork, type Clock, type Timer } from "../model/mod.ts";

/** Who holds a stream: counted by client, so that one cannot take all. */
export interface StreamHolder {
  readonly address: string;
  /** Whether it may no longer see what it was let in to see. */
  readonly isOver: () => boolean;
}

/** How often that is asked while there are streams, milliseconds. */
const askAgainMs = 5_000;

/** At one time: of one client, and altogether. A browser has one a tab; all who come by a proxy on this machine are one. */
const mostOfOne = 16;
const mostOfLoopback = 128;
const mostOfAll = 256;

interface OpenStream {
  readonly holder: StreamHolder;
  readonly end: () => void;
}

/**
 * The server-sent events that are under way. `Deno.HttpServer.shutdown` waits for each answer to end, and these never do by
 * themselves: so each goes through here, and is ended from here.
 */
export class EventStreams {
  readonly #clock: Clock;
  readonly #open = new Set<OpenStream>();
  #asking: Timer | undefined;
  #ended = false;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
  }

  /** How many there are. */
  get size(): number {
    return this.#open.size;
  }

  /** Any answer passes as it is, but for an event stream, which is registered, or refused when there are too many. */
  admit(response: Response, holder: StreamHolder): Response {
    const { body } = response;
    const type = response.headers.get("content-type") ?? "";
    if (body === null || !type.startsWith("text/event-stream")) {
      return response;
    }
    if (this.#ended || this.#isFull(holder)) {
      void body.cancel();
      return new Response("Too many event streams\n", {
        status: this.#ended ? 503 : 429,
        headers: { "retry-after": "10" },
      });
    }
    this.#asking ??= this.#askLater();
    return new Response(this.#watched(body, holder), response);
  }

  /** Ends all that there are; others may come. Browsers come again by themselves. */
  endAll(): void {
    for (const stream of [...this.#open]) stream.end();
  }

  /** Ends all, and takes no more. */
  stop(): void {
    this.#ended = true;
    this.#asking?.cancel();
    this.endAll();
  }

  #askLater(): Timer {
    return this.#clock.after(askAgainMs, () => {
      for (const stream of [...this.#open]) {
        if (stream.holder.isOver()) stream.end();
      }
      this.#asking = this.#open.size === 0 ? undefined : this.#askLater();
    });
  }

  #isFull({ address }: StreamHolder): boolean {
    const ofOne = [...this.#open].filter(({ holder }) =>
      holder.address === address
    );
    const most = clientNetwork(address).loopback ? mostOfLoopback : mostOfOne;
    return ofOne.length >= most || this.#open.size >= mostOfAll;
  }

  #watched(
    source: ReadableStream<Uint8Array>,
    holder: StreamHolder,
  ): ReadableStream<Uint8Array> {
    const reader = source.getReader();
    let stream: OpenStream | undefined;
    const gone = () => {
      if (stream !== undefined) this.#open.delete(stream);
    };
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        stream = {
          holder,
          end: () => {
            gone();
            controller.close();
            // Its maker hears of it as if the client had gone.
            reader.cancel().catch(() => undefined);
          },
        };
        this.#open.add(stream);
      },
      pull: async (controller) => {
        const piece = await reader.read();
        if (stream === undefined || !this.#open.has(stream)) return;
        if (!piece.done) return controller.enqueue(piece.value);
        gone();
        controller.close();
      },
      cancel: async (reason) => {
        gone();
        await reader.cancel(reason);
      },
    });
  }
}
