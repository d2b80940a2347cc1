import { pause } from "./eventually.ts";
import type { Refusals } from "./refusals.ts";
import { queuedId, SmtpClient } from "./smtp_client.ts";

/** What a load is made of. */
export interface LoadOptions {
  /** Connections at a time. */
  readonly clients: number;
  /** So many promised mails wait at most; more are sent when some have arrived. */
  readonly backlog: number;
  /** Where 4xx is noted; when left out, nothing may be refused. */
  readonly refusals?: Refusals;
}

/** No client comes again sooner after a 4xx: a server that can take nothing is not to be flooded. */
const refusedPauseMs = 50;

/**
 * Numbered mails over several connections, each begun once: when the server dies before its 250, nobody knows, and nobody
 * asks again.
 */
export class Load {
  /** Marks of all mails begun. */
  readonly tried = new Set<string>();
  /** Marks of those that were answered 250. */
  readonly promised = new Set<string>();
  readonly #options: LoadOptions;
  #port: number | undefined;
  #waiting = 0;
  #stopped = false;
  #onChange = Promise.withResolvers<void>();

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** Sends until `stop()`, through all deaths of the server. */
  async run(): Promise<void> {
    const { clients } = this.#options;
    await Promise.all(Array.from({ length: clients }, () => this.#client()));
  }

  /** Tells where the server listens now; undefined when it is dead. */
  serverAt(port: number | undefined): void {
    this.#port = port;
    this.#changed();
  }

  /** Tells which marks phones have shown. */
  arrived(shown: ReadonlySet<string>): void {
    this.#waiting = this.promised.difference(shown).size;
    this.#changed();
  }

  /** Begins nothing more. */
  stop(): void {
    this.#stopped = true;
    this.#changed();
  }

  async #client(): Promise<void> {
    while (!this.#stopped) {
      const port = this.#port;
      if (port === undefined) await this.#onChange.promise;
      else await this.#session(port);
    }
  }

  async #session(port: number): Promise<void> {
    try {
      using client = await SmtpClient.connect(port);
      while (!this.#stopped && await this.#mail(client));
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
    }
    // Whoever finds it dead waits for the next one.
    if (!this.#stopped && this.#port === port) await this.#onChange.promise;
  }

  async #mail(client: SmtpClient): Promise<boolean> {
    while (this.#waiting >= this.#options.backlog) {
      if (this.#stopped || this.#port === undefined) return false;
      await this.#onChange.promise;
    }
    const number = this.tried.size + 1;
    const mark = `#${String(number).padStart(5, "0")}`;
    this.tried.add(mark);
    const begunAt = performance.now();
    const reply = await client.mail(mailOf(number, mark));
    if (reply === undefined) return false;
    if (queuedId(reply) === undefined) {
      return await this.#refused(mark, { begunAt, reply });
    }
    this.#options.refusals?.committed(begunAt);
    this.promised.add(mark);
    this.#waiting += 1;
    return true;
  }

  /** Whether the connection is of any use after that. */
  async #refused(
    mark: string,
    { begunAt, reply }: { readonly begunAt: number; readonly reply: string },
  ): Promise<boolean> {
    const { refusals } = this.#options;
    if (refusals === undefined || !reply.startsWith("4")) {
      throw new Error(`Mail ${mark} was refused: ${reply}`);
    }
    refusals.add({ mark, begunAt, refusedAt: performance.now() });
    await pause(refusedPauseMs);
    return !reply.startsWith("421");
  }

  #changed(): void {
    const { resolve } = this.#onChange;
    this.#onChange = Promise.withResolvers<void>();
    resolve();
  }
}

/** Every fourth takes two segments; each segment alone holds the mark. Ten phones share all. */
function mailOf(number: number, mark: string) {
  const to = `+4670123456${number % 10}`;
  return { to, data: number % 4 === 0 ? `${mark} `.repeat(40) : mark };
}

/** The mark in a text. */
export function markOf(text: string): string {
  return /#\d{5}/.exec(text)?.[0] ?? text;
}
