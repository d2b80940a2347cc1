/**
 * Has one piece of work be done at a time: whoever asks while it is under way is answered by the next one, which begins after it, and
 * which all share who have asked meanwhile.
 */
export class InTurn<T> {
  readonly #work: () => Promise<T>;
  #running: Promise<T> | undefined;
  #next: Promise<T> | undefined;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  /** Settles as the work does that begins after this was asked. */
  ask(): Promise<T> {
    if (this.#running === undefined) return this.#begin();
    return this.#next ??= this.#running.then(() => {}, () => {}).then(() => {
      this.#next = undefined;
      return this.#begin();
    });
  }

  /** Resolves when nothing is under way. */
  async done(): Promise<void> {
    while (this.#running !== undefined) {
      await this.#running.catch(() => {});
    }
  }

  #begin(): Promise<T> {
    const running = this.#work().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}
