import { Buffer } from "node:buffer";
import { createHmac, randomBytes } from "node:crypto";
import type { Clock, Secret } from "../model/mod.ts";
import { nameKey } from "./user.ts";

/** A name, the password that was given, and the hash that it was held against. */
export interface Login {
  readonly user: string;
  readonly password: Secret;
  readonly passwordHash: Secret;
}

const rememberedMs = 10 * 60_000;
const mostLogins = 1024;

/**
 * Logins that were verified of late, as HMACs under a random key that this process alone has. The hash is part of what is
 * signed, so that a changed password is another login.
 */
export class VerifiedLogins {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #key = randomBytes(32);
  /** By mark, the time of forgetting; the oldest come first. */
  readonly #until = new Map<string, number>();

  constructor(
    clock: Clock,
    { most = mostLogins }: { readonly most?: number } = {},
  ) {
    this.#clock = clock;
    this.#most = most;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#until.size;
  }

  /** Stands for a login without giving it away; the same for the same login in this process only. */
  mark({ user, password, passwordHash }: Login): string {
    const hmac = createHmac("sha256", this.#key);
    const parts = [nameKey(user), passwordHash.reveal(), password.reveal()];
    for (const part of parts) {
      const bytes = Buffer.from(part, "utf8");
      // The length in front: no two logins run together into one text.
      hmac.update(`${bytes.length}:`).update(bytes);
    }
    return hmac.digest("base64");
  }

  /** Whether the login was verified within the last 10 minutes. */
  has(mark: string): boolean {
    const until = this.#until.get(mark);
    return until !== undefined && this.#clock.monotonic() < until;
  }

  /** Remembers a login for 10 minutes from its verification; adding it again meanwhile changes nothing. */
  add(mark: string): void {
    if (this.has(mark)) return;
    this.#until.delete(mark);
    if (this.#until.size >= this.#most) {
      const [oldest] = this.#until.keys();
      if (oldest !== undefined) this.#until.delete(oldest);
    }
    this.#until.set(mark, this.#clock.monotonic() + rememberedMs);
  }
}
