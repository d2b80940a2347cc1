import type { ClientNetwork, Clock } from "../model/mod.ts";
import { FailedLogins } from "./failed_logins.ts";
import { nameKey } from "./user.ts";

/** So many different guesses lock a user out, wherever they come from: more than one network may make. */
const guessesOfUser = 30;
const mostPlaces = 1024;

/** Somebody who tries a password. */
interface Guess {
  readonly user: string;
  readonly network: ClientNetwork;
  /** Tells different guesses apart. */
  readonly mark: string;
}

/**
 * Who guesses one user's password from many networks. A user who has entered of late may enter from that network all the same, or
 * anybody could keep the operator out by failing on purpose. Names that nobody has are counted likewise, so that they look no
 * different.
 */
export class GuessedUsers {
  readonly #failed: FailedLogins;
  /** User and network of those who entered; the oldest come first. */
  readonly #entered = new Set<string>();

  constructor(clock: Clock) {
    this.#failed = new FailedLogins(clock, { lockOutAfter: guessesOfUser });
  }

  /** Whether this one is to be turned away unheard. */
  isLockedOut(guess: Guess): boolean {
    return this.#failed.standing(asKey(guess))?.kind === "lockedOut" &&
      !this.#entered.has(placeOf(guess));
  }

  /** Takes down a failure; answers whether it was this one that locked the user out. */
  note(guess: Guess): boolean {
    return this.#failed.note(asKey(guess), guess.mark).justLockedOut;
  }

  /** Takes down that somebody has entered. From this machine everybody comes from one place, so that it is no sign. */
  entered(guess: Guess): void {
    if (guess.network.loopback) return;
    const place = placeOf(guess);
    this.#entered.delete(place);
    const [oldest] = this.#entered;
    if (this.#entered.size >= mostPlaces && oldest !== undefined) {
      this.#entered.delete(oldest);
    }
    this.#entered.add(place);
  }
}

/** A user in the place of a network, which the book of failures goes by. */
function asKey({ user }: Guess): ClientNetwork {
  return { text: nameKey(user), loopback: false };
}

function placeOf({ user, network }: Guess): string {
  return `${network.text} ${nameKey(user)}`;
}
