/** How much goes on at a time, and how much may wait for it. */
export interface LineLimits {
  readonly atOnce: number;
  readonly waiting: number;
}

/** Lets a few jobs run at a time; others wait in order, but not more than a bounded number. */
export class WaitingLine {
  readonly #limits: LineLimits;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: LineLimits) {
    this.#limits = limits;
  }

  /** Runs the job when its turn comes; undefined, at once, when too many wait already. */
  run<T>(job: () => Promise<T>): Promise<T> | undefined {
    if (this.#running < this.#limits.atOnce) return this.#start(job);
    if (this.#waiting.length >= this.#limits.waiting) return undefined;
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        this.#start(job).then(resolve, reject);
      });
    });
  }

  async #start<T>(job: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await job();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}
