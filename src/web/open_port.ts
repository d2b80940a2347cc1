import { type Clock, hostPort, type Timer } from "../model/mod.ts";
import type { WebAddress } from "./web_address.ts";
import { cannotListen } from "./web_error.ts";

/** A certificate with its private key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Answers one request; `address` is the client's. Never rejects. */
export type Answer = (
  request: Request,
  client: { readonly address: string; readonly sent: Promise<void> },
) => Promise<Response>;

/** What a port needs. */
export interface OpenPortOptions {
  readonly clock: Clock;
  readonly answer: Answer;
  /** HTTPS is spoken with it; undefined: HTTP. */
  readonly certificate?: Certificate | undefined;
}

/** How long to wait before listening again, milliseconds. */
const againMs = 50;

interface Listening {
  readonly kind: "listening";
  readonly server: Deno.HttpServer<Deno.NetAddr>;
  /** Cuts the server with all its connections. */
  readonly cut: AbortController;
}

type Phase =
  | Listening
  /** The system gave no connection, or the certificate has changed; the timer begins anew. */
  | { readonly kind: "pausing"; readonly timer: Timer }
  | { readonly kind: "stopped" };

// `Deno.serve` ends for good when the system gives it no connection, for want of descriptors as a rule. That must not be the end of
// the screen, let alone, as an unhandled rejection, of the appliance: so it is begun anew on the same port.
/** One address on which HTTP is served until it is closed. */
export class OpenPort {
  readonly address: Deno.NetAddr;
  readonly #options: OpenPortOptions;
  /** The ends of servers with a certificate of before. */
  readonly #leaving = new Set<Promise<void>>();
  #certificate: Certificate | undefined;
  /** The last one that could be listened with. */
  #proven: Certificate | undefined;
  #phase: Phase;

  /** Throws `WebError`, with a sentence for the operator, when there is no listening. */
  constructor(address: WebAddress, options: OpenPortOptions) {
    this.#options = options;
    this.#certificate = options.certificate;
    try {
      const listening = this.#listen(address);
      this.#phase = listening;
      this.address = listening.server.addr;
    } catch (error) {
      throw cannotListen(hostPort(address), error);
    }
  }

  /**
   * Takes no more connections. What is under way may be answered until `answered`, and is cut at `tooLate`; resolves then, also when
   * a client fetches nothing.
   */
  async close(
    { answered, tooLate }: {
      readonly answered: Promise<unknown>;
      readonly tooLate: Promise<unknown>;
    },
  ): Promise<void> {
    const before = this.#phase;
    this.#phase = { kind: "stopped" };
    if (before.kind === "pausing") before.timer.cancel();
    await Promise.all([
      ...this.#leaving,
      ...(before.kind === "listening"
        ? [closeServer(before, { answered, tooLate })]
        : []),
    ]);
  }

  /**
   * Speaks TLS with another certificate. `Deno.serve` takes none once it listens, so that it is begun anew: connections are cut, and for
   * some milliseconds nobody can connect. Its `shutdown()` would be kinder, but with Deno 2.4 a request that comes in meanwhile by an
   * HTTP/2 connection is never answered.
   */
  useCertificate(certificate: Certificate): void {
    this.#certificate = certificate;
    if (this.#phase.kind !== "listening") return;
    const { server, cut } = this.#phase;
    this.#listenAgain(0);
    const gone = server.finished.catch(() => undefined);
    this.#leaving.add(gone);
    gone.then(() => this.#leaving.delete(gone));
    cut.abort();
  }

  #listen({ hostname, port }: WebAddress): Listening {
    const cut = new AbortController();
    const server = Deno.serve(
      {
        hostname,
        port,
        onListen: () => {},
        signal: cut.signal,
        ...this.#certificate,
      },
      (request, { remoteAddr, completed }) =>
        this.#options.answer(request, {
          address: remoteAddr.hostname,
          sent: completed,
        }),
    );
    this.#proven = this.#certificate;
    const listening: Listening = { kind: "listening", server, cut };
    server.finished.catch(() => {
      // One that leaves has a successor already.
      if (this.#phase === listening) this.#listenAgain(againMs);
    });
    return listening;
  }

  #listenAgain(delayMs: number): void {
    if (this.#phase.kind === "stopped") return;
    const timer = this.#options.clock.after(delayMs, () => {
      try {
        this.#phase = this.#listen(this.address);
      } catch (error) {
        // Unless the port is just not free yet, the new certificate is no good: the one of before goes on.
        if (!(error instanceof Deno.errors.AddrInUse)) {
          this.#certificate = this.#proven;
        }
        this.#listenAgain(againMs);
      }
    });
    this.#phase = { kind: "pausing", timer };
  }
}

// `shutdown()` alone would wait for ever for whoever never sends the rest of a request, and what it has begun cannot be aborted; so
// it is begun only when all is answered, to write that out. What then still dawdles ends with the process.
async function closeServer(
  { server, cut }: Listening,
  { answered, tooLate }: {
    readonly answered: Promise<unknown>;
    readonly tooLate: Promise<unknown>;
  },
): Promise<void> {
  // That it failed by itself meanwhile would make no difference.
  const ended = server.finished.catch(() => undefined).then(() => "ended");
  const late = tooLate.then(() => "late");
  const done = answered.then(() => "answered");
  const outcome = await Promise.race([ended, done, late]);
  if (outcome === "answered") {
    await Promise.race([server.shutdown(), ended, late]);
    server.unref();
  } else if (outcome === "late") {
    cut.abort();
    await ended;
  }
}
