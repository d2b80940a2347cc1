import * as v from "valibot";
import type { Clock, Timer } from "../model/mod.ts";
import {
  isOperationName,
  type Operations,
  requestSchemas,
} from "../desk/mod.ts";

/** A running control interface. */
export interface ControlServer {
  /** Where it listens: "127.0.0.1:port". */
  readonly address: string;
  /** Answers what is under way, for at most two seconds, then closes. */
  stop(): Promise<void>;
}

/** How long to wait before listening again, milliseconds. */
const againMs = 100;
/** How long `stop` waits for answers that are under way, milliseconds. */
const lastAnswersMs = 2_000;
/** The longest request in bytes; the text of a `send` is its longest, and far shorter. */
const maxBody = 1_000_000;

/**
 * Serves the operations to commands on this machine: `POST /v1/<operation>` with a JSON argument, on loopback only, for bearers of
 * the token only. Errors come as `{"error": "…"}`.
 */
export function startControlServer(
  operations: Operations,
  options: { readonly token: string; readonly clock: Clock },
): ControlServer {
  const handler = (request: Request) =>
    answer(operations, request, options.token);
  return new ListeningControl(handler, options.clock);
}

interface Listening {
  readonly kind: "listening";
  readonly server: Deno.HttpServer<Deno.NetAddr>;
  /** Cuts the server with all its connections. */
  readonly cut: AbortController;
}

type Phase =
  | Listening
  /** The system gave no connection; the timer begins anew. */
  | { readonly kind: "pausing"; readonly timer: Timer }
  | { readonly kind: "stopped" };

// `Deno.serve` ends for good when the system gives it no connection, for want of descriptors as a rule. That must not be the end of
// commands, let alone, as an unhandled rejection, of the appliance: so it is begun anew on the same port.
class ListeningControl implements ControlServer {
  readonly address: string;
  readonly #handler: (request: Request) => Promise<Response>;
  readonly #clock: Clock;
  readonly #underWay = new Set<Promise<void>>();
  #phase: Phase;

  constructor(
    handler: (request: Request) => Promise<Response>,
    clock: Clock,
  ) {
    this.#handler = handler;
    this.#clock = clock;
    const listening = this.#listen(0);
    this.#phase = listening;
    this.address = `127.0.0.1:${listening.server.addr.port}`;
  }

  async stop(): Promise<void> {
    const before = this.#phase;
    this.#phase = { kind: "stopped" };
    switch (before.kind) {
      case "listening":
        return await this.#close(before);
      case "pausing":
        return before.timer.cancel();
      case "stopped":
        return;
      default:
        return before satisfies never;
    }
  }

  // `shutdown()` alone would wait for ever for whoever never sends the rest of a request, and what it has begun cannot be aborted; so
  // it is begun only when all is answered, to write that out. What then still dawdles ends with the process.
  async #close({ server, cut }: Listening): Promise<void> {
    const { promise: tooLate, resolve } = Promise.withResolvers<"late">();
    const timer = this.#clock.after(lastAnswersMs, () => resolve("late"));
    // That it failed by itself meanwhile would make no difference.
    const ended = server.finished.catch(() => undefined).then(() => "ended");
    const answered = Promise.all(this.#underWay).then(() => "answered");
    const outcome = await Promise.race([ended, answered, tooLate]);
    if (outcome === "answered") {
      await Promise.race([server.shutdown(), ended, tooLate]);
      server.unref();
    } else if (outcome === "late") {
      cut.abort();
      await ended;
    }
    timer.cancel();
  }

  #listen(port: number): Listening {
    const cut = new AbortController();
    const { signal } = cut;
    const server = Deno.serve(
      { hostname: "127.0.0.1", port, onListen: () => {}, signal },
      (request, { completed }) => this.#handle(request, completed),
    );
    server.finished.catch(() => this.#listenAgain(server.addr.port));
    return { kind: "listening", server, cut };
  }

  #listenAgain(port: number): void {
    if (this.#phase.kind === "stopped") return;
    const timer = this.#clock.after(againMs, () => {
      try {
        this.#phase = this.#listen(port);
      } catch {
        this.#listenAgain(port);
      }
    });
    this.#phase = { kind: "pausing", timer };
  }

  async #handle(request: Request, sent: Promise<void>): Promise<Response> {
    if (this.#phase.kind === "stopped") {
      await request.body?.cancel();
      return problem(503, "Stopping");
    }
    // A client that has gone before its answer is no concern of anybody's.
    const done = sent.catch(() => undefined);
    this.#underWay.add(done);
    done.then(() => this.#underWay.delete(done));
    return await this.#handler(request);
  }
}

async function answer(
  operations: Operations,
  request: Request,
  token: string,
): Promise<Response> {
  const name = new URL(request.url).pathname.replace(/^\/v1\//, "");
  if (!await bears(request, token)) {
    await request.body?.cancel();
    return problem(401, "Wrong token");
  }
  if (request.method !== "POST" || !isOperationName(name)) {
    await request.body?.cancel();
    return problem(404, `No operation "${name}"`);
  }
  const body = await readBody(request);
  if (body === undefined) {
    return problem(413, `A request holds at most ${maxBody} bytes`);
  }
  const parsed = v.safeParse(requestSchemas[name], parseJson(body));
  if (!parsed.success) {
    return problem(400, `Operation ${name}: ${parsed.issues[0].message}`);
  }
  try {
    // The schema has just shown that the argument is the one which this very operation takes.
    const operation = operations[name] as (
      argument: unknown,
    ) => Promise<unknown>;
    const result = await operation.call(operations, parsed.output);
    return Response.json({ result: result ?? null });
  } catch (error) {
    return problem(500, error instanceof Error ? error.message : String(error));
  }
}

/** The request's body as text; undefined when it is longer than anything that a command sends. */
async function readBody(request: Request): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  try {
    for await (const piece of request.body ?? []) {
      length += piece.length;
      // Leaving the loop cancels the rest.
      if (length > maxBody) return undefined;
      text += decoder.decode(piece, { stream: true });
    }
    return text + decoder.decode();
  } catch {
    return ""; // the client has gone, so it does not matter what it hears
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no schema takes it, so the answer is 400
  }
}

// Hashes have one length and an unguessable order, so comparing them tells nothing of the token by its timing.
async function bears(request: Request, token: string): Promise<boolean> {
  const stated = request.headers.get("authorization") ?? "";
  const [a, b] = await Promise.all([
    digest(stated),
    digest(`Bearer ${token}`),
  ]);
  return a === b;
}

async function digest(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).join();
}

function problem(status: number, error: string): Response {
  return Response.json({ error }, { status });
}
