import type { SmsSender } from "../modem/mod.ts";

/** Workers with nothing to do, and who of them is woken for new work. */
export class Standby {
  /** The longest idle first, each with the function that wakes it. */
  readonly #idle = new Map<SmsSender, () => void>();

  /** Resolves when there may be work again for this modem. */
  rest(sender: SmsSender): Promise<void> {
    return new Promise((resolve) => this.#idle.set(sender, resolve));
  }

  /**
   * Wakes so many. A modem that rests because it is sick does not hear of new work; its worker is woken only where too few others are, to
   * claim as soon as the modem is well.
   */
  wake(count: number): void {
    const well = [...this.#idle.keys()]
      .filter(({ usable, urgentOnly }) => usable && !urgentOnly);
    const woken = well.slice(0, count);
    if (woken.length < count) return this.wakeAll();
    for (const sender of woken) this.#wakeOne(sender);
  }

  /** Wakes every one. */
  wakeAll(): void {
    for (const sender of [...this.#idle.keys()]) this.#wakeOne(sender);
  }

  #wakeOne(sender: SmsSender): void {
    const wake = this.#idle.get(sender);
    this.#idle.delete(sender);
    wake?.();
  }
}
