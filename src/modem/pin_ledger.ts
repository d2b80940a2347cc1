import { pbkdf2Sync } from "node:crypto";
import type { Clock, Secret } from "../model/mod.ts";
import type { ModemMemory } from "./driver.ts";

/** Which PIN of which SIM. */
export interface PinOfSim {
  /** What the SIM is known by. */
  readonly sim: string;
  readonly pin: Secret;
}

// Slows down whoever guesses at a stolen database; a few milliseconds for us, once in a start with a locked SIM.
const rounds = 20_000;

/**
 * Remembers for good what became of a PIN on a SIM: entered before, and if so, accepted. A SIM asks for its PIN after
 * every loss of power, so an attempt that was accepted allows the next one, and one that was not ends the series: a PIN
 * that is wrong, or was changed in a phone, costs one of the SIM's three tries and never a second.
 */
export class PinLedger {
  readonly #memory: ModemMemory;
  readonly #clock: Clock;
  readonly #sim: string;
  readonly #hash: string;

  constructor(
    { memory, clock }: { readonly memory: ModemMemory; readonly clock: Clock },
    { sim, pin }: PinOfSim,
  ) {
    this.#memory = memory;
    this.#clock = clock;
    this.#sim = sim;
    const salt = `${memory.pinSalt}:${sim}`;
    this.#hash = pbkdf2Sync(pin.reveal(), salt, rounds, 16, "sha256")
      .toString("hex");
  }

  /** Whether the PIN may be entered: never tried, or accepted each time so far. */
  get allowed(): boolean {
    const attempts = this.#attempts();
    return attempts === 0 || this.#knows(accepted(attempts));
  }

  /** Remembers an attempt; resolves when that is on disk. Only then may the PIN be sent. */
  recordAttempt(): Promise<void> {
    return this.#record(attempted(this.#attempts() + 1));
  }

  /** Remembers that the last attempt has unlocked the SIM. */
  recordAcceptance(): Promise<void> {
    return this.#record(accepted(this.#attempts()));
  }

  #attempts(): number {
    let count = 0;
    while (this.#knows(attempted(count + 1))) count++;
    return count;
  }

  #knows(what: string): boolean {
    return this.#memory.pinAttempted(this.#sim, `${this.#hash}${what}`);
  }

  #record(what: string): Promise<void> {
    const key = `${this.#hash}${what}`;
    return this.#memory.recordPinAttempt(this.#sim, key, this.#clock.now());
  }
}

// The first attempt bears the plain hash, so that the memory reads as its interface says.
function attempted(count: number): string {
  return count === 1 ? "" : `:${count}`;
}

function accepted(count: number): string {
  return `${attempted(count)}:accepted`;
}
