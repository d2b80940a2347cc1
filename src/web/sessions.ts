import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../model/mod.ts";
import type { Account, Accounts } from "./accounts.ts";
import { begin, endOf, type Session, type SessionLengths } from "./session.ts";

/** More than a house has browsers; the one that was seen longest ago makes room. */
const mostSessions = 1_024;

/** What sessions need. */
export interface SessionsOptions {
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly lengths: SessionLengths;
}

/**
 * The sessions of browsers. They are in memory alone, so that nothing on disk opens the door, and a restart, which is rare, asks for
 * a login; and by the hash of their id, so that not even a dump of this memory holds one.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  /** By the hash of the id; the one seen longest ago comes first. */
  readonly #sessions = new Map<string, Session>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** How many there are; those that have ended unseen are among them. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Begins one; answers its id, 256 bits that nobody guesses and the browser alone keeps. */
  open(account: Account): string {
    if (this.#sessions.size >= mostSessions) {
      const [oldest] = this.#sessions.keys();
      if (oldest !== undefined) this.#sessions.delete(oldest);
    }
    const id = randomBytes(32).toString("base64url");
    const now = this.#options.clock.monotonic();
    this.#sessions.set(hashOf(id), begin(account, now));
    return id;
  }

  /** The session of a request, which keeps it awake; undefined when it is over. */
  use(id: string, address: string): Session | undefined {
    const key = hashOf(id);
    const session = this.#alive(key, address);
    if (session === undefined) return undefined;
    const seenAt = this.#options.clock.monotonic();
    this.#sessions.delete(key);
    this.#sessions.set(key, { ...session, seenAt });
    return session;
  }

  /** Whether it goes on; it is not kept awake by that. */
  goesOn(id: string, address: string): boolean {
    return this.#alive(hashOf(id), address) !== undefined;
  }

  /** Ends one, which may be over already. */
  end(id: string): void {
    this.#sessions.delete(hashOf(id));
  }

  #alive(key: string, address: string): Session | undefined {
    const session = this.#sessions.get(key);
    if (session === undefined) return undefined;
    const { clock, accounts, lengths } = this.#options;
    const now = clock.monotonic();
    const account = accounts.find(session.name, address);
    if (endOf(session, { now, account, lengths }) === undefined) return session;
    this.#sessions.delete(key);
    return undefined;
  }
}

function hashOf(id: string): string {
  return createHash("sha256").update(id).digest("base64");
}
