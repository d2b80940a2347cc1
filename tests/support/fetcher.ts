import type { Driver } from "../../src/modem/mod.ts";

/** Some modems announce something after every answer, so that there is no end to it. */
const mostPortions = 20;

/** Takes in what a modem announces, one portion at a time, as a fleet does. */
export class Fetcher {
  readonly #driver: () => Driver;
  #rung = false;
  #fetching = false;

  constructor(driver: () => Driver) {
    this.#driver = driver;
  }

  /** Something waits. */
  async ring(): Promise<void> {
    this.#rung = true;
    if (this.#fetching) return;
    this.#fetching = true;
    const { signal } = new AbortController();
    for (let portion = 0; portion < mostPortions && this.#rung; portion++) {
      this.#rung = false;
      if (await this.#driver().collect?.(false, signal)) this.#rung = true;
    }
    this.#fetching = false;
  }
}
