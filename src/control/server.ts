import * as v from "valibot";
import type { Clock, Timer } from "../model/mod.ts";
import {
  isOperationName,
  type Operations,
  requestSchemas,
} from "./operations.ts";

/** A running control interface. */
export interface ControlServer {
  /** Where it listens: "127.0.0.1:port". */
  readonly address: string;
  /** Answers what is under way, then closes. */
  stop(): Promise<void>;
}

/** How long to wait before listening again, milliseconds. */
const againMs = 100;

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

// `Deno.serve` ends for good when the system gives it no connection, for want of descriptors as a rule. That must not be the end of
// commands, let alone, as an unhandled rejection, of the appliance: so it is begun anew on the same port.
class ListeningControl implements ControlServer {
  readonly address: string;
  readonly #handler: (request: Request) => Promise<Response>;
  readonly #clock: Clock;
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;
  #again: Timer | undefined;
  #stopped = false;

  constructor(
    handler: (request: Request) => Promise<Response>,
    clock: Clock,
  ) {
    this.#handler = handler;
    this.#clock = clock;
    const { addr } = this.#listen(0);
    this.address = `127.0.0.1:${addr.port}`;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#again?.cancel();
    await this.#server?.shutdown();
  }

  #listen(port: number): Deno.HttpServer<Deno.NetAddr> {
    const server = Deno.serve(
      { hostname: "127.0.0.1", port, onListen: () => {} },
      this.#handler,
    );
    this.#server = server;
    server.finished.catch(() => this.#listenAgain(server.addr.port));
    return server;
  }

  #listenAgain(port: number): void {
    if (this.#stopped) return;
    this.#server = undefined;
    this.#again = this.#clock.after(againMs, () => {
      try {
        this.#listen(port);
      } catch {
        this.#listenAgain(port);
      }
    });
  }
}

async function answer(
  operations: Operations,
  request: Request,
  token: string,
): Promise<Response> {
  const name = new URL(request.url).pathname.replace(/^\/v1\//, "");
  if (!await bears(request, token)) return problem(401, "Wrong token");
  if (request.method !== "POST" || !isOperationName(name)) {
    await request.body?.cancel();
    return problem(404, `No operation "${name}"`);
  }
  const argument = await readJson(request);
  const parsed = v.safeParse(requestSchemas[name], argument);
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

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
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
