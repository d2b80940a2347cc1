import type { Desk } from "../desk/mod.ts";
import { type Clock, hostPort } from "../model/mod.ts";
import { type AppOptions, makeApp } from "./app.ts";
import { EventStreams } from "./event_streams.ts";
import { type Answer, type Certificate, OpenPort } from "./open_port.ts";
import type { App, Served } from "./served.ts";
import { isLoopbackHost, urlOf, type WebAddress } from "./web_address.ts";
import { WebError } from "./web_error.ts";

/** How to serve the operator's side. */
export interface WebOptions extends Omit<AppOptions, "secure"> {
  readonly listen: readonly WebAddress[];
  /** HTTPS is spoken with it; undefined: HTTP. */
  readonly certificate?: Certificate | undefined;
}

/** A listening operator's side. */
export interface WebServer {
  /** Where it listens, in the order asked for, with the ports that the system chose. */
  readonly addresses: readonly Deno.NetAddr[];
  /** What to type into a browser on this machine, likewise. */
  readonly urls: readonly string[];
  /** Speaks HTTPS with this certificate from now on. To be called only where there was one from the start. */
  useCertificate(certificate: Certificate): void;
  /** Ends all event streams, answers what is under way for at most two seconds, then closes. */
  stop(): Promise<void>;
}

/** How long `stop` waits for answers that are under way, milliseconds. */
const lastAnswersMs = 2_000;

/** Listens on all addresses or on none. Throws `WebError` with a sentence for the operator. */
export function startWebServer(desk: Desk, options: WebOptions): WebServer {
  if (options.accounts.nobody) refuseOpenDoor(options.listen);
  return new ListeningWeb(desk, options);
}

/** Without users nobody is asked who he is: that is for this machine alone. */
function refuseOpenDoor(listen: readonly WebAddress[]): void {
  const open = listen.find(({ hostname }) => !isLoopbackHost(hostname));
  if (open === undefined) return;
  throw new WebError(
    "open-door",
    `Anybody could command cellpost at ${
      hostPort(open)
    }, since no user has a role: give one by "cellpost user add NAME --role admin", or let [web] listen name 127.0.0.1 alone`,
  );
}

class ListeningWeb implements WebServer {
  readonly addresses: readonly Deno.NetAddr[];
  readonly urls: readonly string[];
  readonly #clock: Clock;
  readonly #streams: EventStreams;
  readonly #ports: readonly OpenPort[];
  readonly #underWay = new Set<Promise<void>>();
  #stopped: Promise<void> | undefined;

  constructor(desk: Desk, options: WebOptions) {
    const { clock, certificate, listen } = options;
    this.#clock = clock;
    this.#streams = new EventStreams({ clock });
    const app = makeApp(desk, {
      ...options,
      secure: certificate !== undefined,
    });
    const answer: Answer = (request, client) =>
      this.#answer(request, client, app);
    this.#ports = openAll(listen, { clock, certificate, answer });
    this.addresses = this.#ports.map(({ address }) => address);
    const tls = certificate !== undefined;
    this.urls = this.addresses.map((it) => urlOf(it, { tls }));
  }

  useCertificate(certificate: Certificate): void {
    this.#streams.endAll();
    void this.#replace(certificate);
  }

  /** Connections are cut by it: what is under way comes first. */
  async #replace(certificate: Certificate): Promise<void> {
    await this.#answered();
    if (this.#stopped !== undefined) return;
    for (const port of this.#ports) port.useCertificate(certificate);
  }

  /** Waits for the answers that are under way, for at most two seconds. */
  async #answered(): Promise<void> {
    const { promise: tooLate, resolve } = Promise.withResolvers<void>();
    const timer = this.#clock.after(lastAnswersMs, resolve);
    await Promise.race([Promise.all(this.#underWay), tooLate]);
    timer.cancel();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#streams.stop();
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
    const served: Served = { client: address };
    const response = await app.fetch(request, served);
    const isOver = served.isOver ?? (() => false);
    return this.#streams.admit(response, { address, isOver });
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
