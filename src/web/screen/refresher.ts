/** Does something again when it is asked to, never twice at the same time: what is asked meanwhile is done once, afterwards. */
export class Refresher {
  readonly #task: () => Promise<void>;
  #state: "idle" | "running" | "again" = "idle";

  /** @param task what is done; it must not throw. */
  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  /** Asks for it. */
  ask(): void {
    if (this.#state !== "idle") {
      this.#state = "again";
      return;
    }
    this.#state = "running";
    void this.#run();
  }

  async #run(): Promise<void> {
    await this.#task();
    const asked = this.#state === "again";
    this.#state = "idle";
    if (asked) this.ask();
  }
}
