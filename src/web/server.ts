import type { Desk } from "../desk/mod.ts";
import type { Clock } from "../model/mod.ts";
import { type App, type AppOptions, makeApp } from "./app.ts";
import { EventStreams } from "./event_streams.ts";
import { type Answer, type Certificate, OpenPort } from "./open_port.ts";
import { urlOf, type WebAddress } from "./web_address.ts";

/** How to serve the operator's side. */
export interface WebOptions extends AppOptions {
  readonly listen: readonly WebAddress[];
  readonly clock: Clock;
  /** HTTPS is spoken with it; undefined: HTTP. */
  readonly certificate?: Certificate | undefined;
}

/** A listening operator's side. */
export interface WebServer {
  /** Where it listens, in the order asked for, with the ports that the system chose. */
  readonly addresses: readonly Deno.NetAddr[];
  /** What to type into a browser on this machine, likewise. */
  readonly urls: readonly string[];
  /** Ends all event streams, answers what is under way for at most two seconds, then closes. */
  stop(): Promise<void>;
}

/** How long `stop` waits for answers that are under way, milliseconds. */
const lastAnswersMs = 2_000;

/** Listens on all addresses or on none. Throws `WebError` with a sentence for the operator. */
export function startWebServer(desk: Desk, options: WebOptions): WebServer {
  return new ListeningWeb(desk, options);
}

class ListeningWeb implements WebServer {
  readonly addresses: readonly Deno.NetAddr[];
  readonly urls: readonly string[];
  readonly #clock: Clock;
  readonly #streams = new EventStreams();
  readonly #ports: readonly OpenPort[];
  readonly #underWay = new Set<Promise<void>>();
  #stopped: Promise<void> | undefined;

  constructor(desk: Desk, options: WebOptions) {
    const { clock, certificate, listen } = options;
    this.#clock = clock;
    const app = makeApp(desk, options);
    const answer: Answer = (request, client) =>
      this.#answer(request, client, app);
    this.#ports = openAll(listen, { clock, certificate, answer });
    this.addresses = this.#ports.map(({ address }) => address);
    const tls = certificate !== undefined;
    this.urls = this.addresses.map((it) => urlOf(it, { tls }));
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#streams.endAll();
    const { promise: tooLate, resolve } = Promise.withResolvers<void>();
    const timer = this.#clock.after(lastAnswersMs, resolve);
    const answered = Promise.all(this.#underWay);
    await Promise.all(
      this.#ports.map((port) => port.close({ answered, tooLate })),
    );
    timer.cancel();
  }

  async #answer(
    request: Request,
    { address, sent }: Parameters<Answer>[1],
    app: App,
  ): Promise<Response> {
    if (this.#stopped !== undefined) {
      await request.body?.cancel();
      return new Response("Stopping\n", { status: 503 });
    }
    // A client that has gone before its answer is no concern of anybody's.
    const done = sent.catch(() => undefined);
    this.#underWay.add(done);
    done.then(() => this.#underWay.delete(done));
    const response = await app.fetch(request, { client: address });
    return this.#streams.admit(response, { address });
  }
}

function openAll(
  listen: readonly WebAddress[],
  options: ConstructorParameters<typeof OpenPort>[1],
): readonly OpenPort[] {
  const ports: OpenPort[] = [];
  try {
    for (const address of listen) ports.push(new OpenPort(address, options));
    return ports;
  } catch (error) {
    const now = Promise.resolve();
    for (const port of ports) void port.close({ answered: now, tooLate: now });
    throw error;
  }
}
