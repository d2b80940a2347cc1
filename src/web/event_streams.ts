/** Who holds a stream: counted by client, so that one cannot take all. */
export interface StreamHolder {
  readonly address: string;
}

/** At one time: of one client, and altogether. A browser has one a tab. */
const mostOfOne = 16;
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
  readonly #open = new Set<OpenStream>();
  #ended = false;

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
    return new Response(this.#watched(body, holder), response);
  }

  /** Ends those of whom `isOver` says so. */
  endWhere(isOver: (holder: StreamHolder) => boolean): void {
    for (const stream of [...this.#open]) {
      if (isOver(stream.holder)) stream.end();
    }
  }

  /** Ends all, and takes no more. */
  endAll(): void {
    this.#ended = true;
    this.endWhere(() => true);
  }

  #isFull({ address }: StreamHolder): boolean {
    const ofOne = [...this.#open].filter(({ holder }) =>
      holder.address === address
    );
    return ofOne.length >= mostOfOne || this.#open.size >= mostOfAll;
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
