/** Tasks that must not run at the same time, in the order in which they came; those with another key run beside them. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs a task when all before it that have its key are over. */
  take<T>(key: string, task: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(task);
    const over = turn.then(() => {}, () => {}).then(() => {
      if (this.#last.get(key) === over) this.#last.delete(key);
    });
    this.#last.set(key, over);
    return turn;
  }
}
