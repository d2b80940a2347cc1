import { hostPort, listenText, listenTrouble } from "../model/mod.ts";
import { acceptLoop, type AcceptOptions } from "./accept_loop.ts";
import type { Door } from "./connections.ts";
import { SmtpError } from "./smtp_error.ts";
import type { ListenerRules } from "./state.ts";

/** Where to listen. */
export interface SmtpAddress {
  /** An IP address of this machine, or a name of one; "0.0.0.0" or "::" for all. */
  readonly hostname: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** Where to listen, and by which rules. */
export interface SmtpListener extends SmtpAddress, ListenerRules {}

/** Whether there is what TLS is spoken with. */
interface Means {
  readonly hasCertificate: boolean;
}

/** An open listener, with the rules for who comes in there. */
export class Entrance {
  #listener: Deno.TcpListener;
  #closing = new AbortController();
  #accepting: Promise<void> = Promise.resolve();
  #accepts: Parameters<Entrance["accept"]>[0] | undefined;
  /** Its server's; those who come in get the one of that moment. */
  rules: SmtpListener;
  /** Likewise. */
  door: Door | undefined;

  private constructor(rules: SmtpListener, listener: Deno.TcpListener) {
    this.rules = rules;
    this.#listener = listener;
  }

  /** Opens one. Throws `SmtpError` with a sentence for the operator. */
  static open(rules: SmtpListener, means: Means): Entrance {
    checkMeans(rules, means);
    return new Entrance(rules, listenOn(rules));
  }

  /** With the port that the system chose. */
  get address(): Deno.NetAddr {
    return this.#listener.addr as Deno.NetAddr; // a TCP listener has no other
  }

  /** Whether nobody comes in any more. */
  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Settles when nobody comes in any more. */
  get accepting(): Promise<void> {
    return this.#accepting;
  }

  /** Lets clients in until it is closed or `signal` aborts. */
  accept(
    accepts: Omit<AcceptOptions<Deno.TcpConn>, "take"> & {
      readonly take: (socket: Deno.TcpConn, door: Door) => void;
    },
  ): void {
    this.#accepts = accepts;
    const { take, signal } = accepts;
    this.#accepting = acceptLoop(this.#listener, {
      ...accepts,
      take: (socket) => this.door && take(socket, this.door),
      signal: AbortSignal.any([signal, this.#closing.signal]),
    });
  }

  /** Lets nobody in any more; who has come in stays. */
  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#listener.close();
  }

  /** Lets clients in again after it was closed. Throws `SmtpError`. */
  reopen(): void {
    const { port } = this.address;
    this.#listener = listenOn({ hostname: this.rules.hostname, port });
    this.#closing = new AbortController();
    if (this.#accepts !== undefined) this.accept(this.#accepts);
  }
}

/** Opens all of them or none. Throws `SmtpError`. */
export function openEntrances(
  listeners: readonly SmtpListener[],
  means: Means,
): readonly Entrance[] {
  const entrances: Entrance[] = [];
  try {
    for (const rules of listeners) entrances.push(Entrance.open(rules, means));
    return entrances;
  } catch (error) {
    for (const entrance of entrances) entrance.close();
    throw error;
  }
}

/** Entrances as they will be: one of the two is called, once. */
export interface EntranceChange {
  /** In the order asked for. */
  readonly entrances: readonly Entrance[];
  /** Those of them that were not open before. */
  readonly fresh: ReadonlySet<Entrance>;
  /** Gives those that stay their rules, and closes those that are no more. */
  commit(): void;
  /** Rejects with `SmtpError` when one that had to make way cannot come back. */
  abandon(): Promise<void>;
}

/** Opens what is new beside what is open. Rejects with `SmtpError`, and nothing has changed then. */
export async function changeEntrances(
  open: readonly Entrance[],
  wanted: readonly SmtpListener[],
  means: Means,
): Promise<EntranceChange> {
  for (const rules of wanted) checkMeans(rules, means);
  const left = new Set(open);
  const kept = wanted.map((rules) => {
    const same = [...left].find((it) => isSameAddress(it.rules, rules));
    if (same !== undefined) left.delete(same);
    return same;
  });
  const missing = wanted.filter((_, at) => kept[at] === undefined);
  const { opened, undo } = await openBeside([...left], missing, means);
  const fresh = new Set(opened);
  const entrances = kept.flatMap((it) => it ?? opened.shift() ?? []);
  return {
    ...{ entrances, fresh },
    commit() {
      for (const entrance of left) entrance.close();
      for (const [at, rules] of wanted.entries()) {
        const entrance = entrances[at];
        if (entrance !== undefined) entrance.rules = rules;
      }
    },
    abandon: undo,
  };
}

// No system opens a port for all addresses while it is open for one of them: what has the same port makes way, for a moment.
async function openBeside(
  left: readonly Entrance[],
  missing: readonly SmtpListener[],
  means: Means,
): Promise<
  { readonly opened: Entrance[]; readonly undo: () => Promise<void> }
> {
  const ports = new Set(missing.map(({ port }) => port).filter((it) => it > 0));
  const inTheWay = left.filter(({ address }) => ports.has(address.port));
  const restore = () => inTheWay.forEach((it) => it.reopen());
  await closeAll(inTheWay);
  try {
    const opened = [...openEntrances(missing, means)];
    const all = [...opened];
    const undo = async () => {
      await closeAll(all);
      restore();
    };
    return { opened, undo };
  } catch (error) {
    restore();
    throw error;
  }
}

/** Deno closes a listener for good only when the `accept` that waits there has ended. */
async function closeAll(entrances: readonly Entrance[]): Promise<void> {
  for (const entrance of entrances) entrance.close();
  await Promise.all(entrances.map(({ accepting }) => accepting));
}

function isSameAddress(a: SmtpAddress, b: SmtpAddress): boolean {
  return a.hostname === b.hostname && a.port === b.port;
}

function checkMeans(rules: SmtpListener, { hasCertificate }: Means): void {
  if (rules.tls !== "implicit" || hasCertificate) return;
  throw new SmtpError(
    "no-certificate",
    `Cannot listen for TLS on ${
      hostPort(rules)
    } without a certificate: set [smtp] tls_cert and tls_key`,
  );
}

function listenOn(address: SmtpAddress): Deno.TcpListener {
  const { hostname, port } = address;
  try {
    return Deno.listen({ hostname, port, transport: "tcp" });
  } catch (error) {
    const where = hostPort(address);
    throw new SmtpError(
      listenTrouble(error),
      listenText(error, { where, option: "[smtp] listen" }),
    );
  }
}
