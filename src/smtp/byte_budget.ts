/**
 * How many bytes of unfinished and undecided messages a server keeps at a time. Without it, as many connections as are
 * allowed, each in the midst of the biggest mail, would need more memory than the machine has.
 */
export class ByteBudget {
  #free: number;
  #limit: number;

  /** `limit`: the most bytes that all shares together may take. */
  constructor(limit: number) {
    this.#free = limit;
    this.#limit = limit;
  }

  /** Allows so many from now on; where more are taken already, no more are until enough of them were given back. */
  resize(limit: number): void {
    this.#free += limit - this.#limit;
    this.#limit = limit;
  }

  /** How many bytes may still be taken. */
  get free(): number {
    return this.#free;
  }

  /** A share for one connection; nothing of it is taken yet. */
  share(): ByteShare {
    return new ByteShare((count) => this.#take(count));
  }

  #take(count: number): boolean {
    if (count > this.#free) return false;
    this.#free -= count;
    return true;
  }
}

/** What one connection has taken of its server's budget. */
export class ByteShare {
  readonly #takeOfBudget: (count: number) => boolean;
  #taken = 0;

  /** `take` takes bytes of the budget, or gives back a negative number of them; false when there are not so many. */
  constructor(take: (count: number) => boolean) {
    this.#takeOfBudget = take;
  }

  /** Takes so many bytes more; false, and nothing is taken, when there is no room for them. */
  take(count: number): boolean {
    if (!this.#takeOfBudget(count)) return false;
    this.#taken += count;
    return true;
  }

  /** Gives all back; may be called again. */
  giveBack(): void {
    this.#takeOfBudget(-this.#taken);
    this.#taken = 0;
  }
}
