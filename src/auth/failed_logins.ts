import type { Clock } from "../model/mod.ts";
import type { ClientNetwork } from "../model/mod.ts";
import { afterFailure, current, type Standing } from "./standing.ts";

/** What a failure has led to. */
export interface FailureOutcome {
  readonly standing: Standing;
  /** Whether it was this failure that locked the network out. */
  readonly justLockedOut: boolean;
}

const mostNetworks = 4096;
/** So many different guesses lock a network out. */
const guessesOfNetwork = 10;

/** Who failed to log in, by client network; bounded, whoever comes. */
export class FailedLogins {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #lockOutAfter: number;
  /** Those whose last failure is longest ago come first. */
  readonly #standings = new Map<string, Standing>();

  constructor(
    clock: Clock,
    { most = mostNetworks, lockOutAfter = guessesOfNetwork }: {
      readonly most?: number;
      readonly lockOutAfter?: number;
    } = {},
  ) {
    this.#clock = clock;
    this.#lockOutAfter = lockOutAfter;
    this.#most = most;
  }

  /** How many networks are remembered. */
  get size(): number {
    return this.#standings.size;
  }

  /** How a network stands now; undefined when nothing is held against it. */
  standing({ text }: ClientNetwork): Standing | undefined {
    const standing = this.#standings.get(text);
    if (standing === undefined) return undefined;
    const now = current(standing, this.#clock.monotonic());
    if (now === undefined) this.#standings.delete(text);
    return now;
  }

  /** Takes down one failure; `mark` tells different guesses apart. */
  note(network: ClientNetwork, mark: string): FailureOutcome {
    const before = this.standing(network);
    const standing = afterFailure(before, {
      mark,
      at: this.#clock.monotonic(),
      lockOutAfter: network.loopback ? undefined : this.#lockOutAfter,
    });
    this.#standings.delete(network.text);
    this.#makeRoom();
    this.#standings.set(network.text, standing);
    const justLockedOut = standing.kind === "lockedOut" &&
      before?.kind !== "lockedOut";
    return { standing, justLockedOut };
  }

  // A lock-out is not lifted because others fail as well, as long as there is anything else to forget.
  #makeRoom(): void {
    if (this.#standings.size < this.#most) return;
    const [oldest] = this.#standings.keys();
    const suspect = this.#standings.entries()
      .find(([, { kind }]) => kind === "suspect")?.[0];
    const forgotten = suspect ?? oldest;
    if (forgotten !== undefined) this.#standings.delete(forgotten);
  }
}
