import type { ClientNetwork, Clock } from "../model/mod.ts";
import { FailedLogins } from "./failed_logins.ts";
import { nameKey } from "./user.ts";

/** Somebody at one address; `mark` tells different guesses apart. */
interface Caller {
  readonly user: string;
  readonly address: string;
  readonly mark: string;
}

const mostRegulars = 1024;

/**
 * Who is heard though others of its network are locked out: whoever has logged in from that very address before, as that user, and has
 * not guessed there itself. Else one client could keep every device and every operator around it out, for as long as it likes.
 */
export class Regulars {
  readonly #failed: FailedLogins;
  /** Address and user; those who came longest ago come first. */
  readonly #entered = new Set<string>();

  constructor(clock: Clock) {
    this.#failed = new FailedLogins(clock);
  }

  /** Whether this one is heard all the same. */
  has(caller: Caller): boolean {
    return this.#entered.has(keyOf(caller)) &&
      this.#failed.standing(placeOf(caller))?.kind !== "lockedOut";
  }

  /** Takes down that somebody has logged in. */
  entered(caller: Caller): void {
    const key = keyOf(caller);
    this.#entered.delete(key);
    const [oldest] = this.#entered;
    if (this.#entered.size >= mostRegulars && oldest !== undefined) {
      this.#entered.delete(oldest);
    }
    this.#entered.add(key);
  }

  /** Takes down a failure. */
  failed(caller: Caller): void {
    this.#failed.note(placeOf(caller), caller.mark);
  }
}

function keyOf({ user, address }: Caller): string {
  return `${address} ${nameKey(user)}`;
}

/** One address in the place of a network, which the book of failures goes by. */
function placeOf({ address }: Caller): ClientNetwork {
  return { text: address, loopback: false };
}
