import type { SmsSender } from "../modem/mod.ts";
import type { PoolDesk } from "./pool_desk.ts";

/** Workers with nothing to do, and who of them is woken for new work. */
export class Standby {
  /** The longest idle first, each with the function that wakes it. */
  readonly #idle = new Map<SmsSender, () => void>();
  readonly #desk: Pick<PoolDesk, "inTurn" | "pick">;

  constructor(desk: Pick<PoolDesk, "inTurn" | "pick">) {
    this.#desk = desk;
  }

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

  /** Wakes so many, some of them for deliveries with these routes; false when there was nobody for one of those. */
  wakeFor(count: number, routes: readonly string[]): boolean {
    let found = true;
    for (const route of routes) {
      const woken = this.#desk.pick(route, [...this.#idle.keys()]);
      for (const sender of woken) this.#wakeOne(sender);
      found &&= woken.length > 0;
    }
    if (count > routes.length) this.wake(count - routes.length);
    return found;
  }

  /** Wakes every one, and those first who are behind their shares. */
  wakeAll(): void {
    const idle = this.#desk.inTurn([...this.#idle.keys()]);
    for (const sender of idle) this.#wakeOne(sender);
  }

  #wakeOne(sender: SmsSender): void {
    const wake = this.#idle.get(sender);
    this.#idle.delete(sender);
    wake?.();
  }
}

/** Resolves when a modem is usable, or the signal aborts. */
export async function usableAgain(
  sender: SmsSender,
  signal: AbortSignal,
): Promise<void> {
  try {
    await sender.whenUsable(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
