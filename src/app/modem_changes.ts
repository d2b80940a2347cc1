import { meansTheSame, type ModemConfig } from "../config/mod.ts";
import type { Dispatcher } from "../delivery/mod.ts";
import type { Fleet, FleetModem } from "../modem/mod.ts";

/** Which modems go and which come, by name; one whose section has changed does both. */
export interface ModemChange {
  readonly leave: readonly string[];
  readonly join: readonly string[];
}

/** What has to happen for one config's modems to become another's. */
export function modemChange(
  before: readonly ModemConfig[],
  after: readonly ModemConfig[],
): ModemChange {
  const missingIn = (others: readonly ModemConfig[]) => (it: ModemConfig) =>
    !others.some((other) => meansTheSame(it, other));
  const names = (modems: readonly ModemConfig[]) =>
    modems.map(({ name }) => name);
  return {
    leave: names(before.filter(missingIn(after))),
    join: names(after.filter(missingIn(before))),
  };
}

/** Changes the modems of a running fleet, each by itself: those that stay notice nothing. */
export class ModemChanges {
  readonly #fleet: Fleet;
  readonly #dispatcher: Dispatcher;
  #running: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(fleet: Fleet, dispatcher: Dispatcher) {
    this.#fleet = fleet;
    this.#dispatcher = dispatcher;
  }

  /**
   * Begins; what was begun before is finished first. One that goes finishes the SMS that it is sending, and one that comes in its place
   * waits for that, since a port has one owner.
   */
  begin({ leave, join }: ModemChange, modems: readonly FleetModem[]): void {
    const names = [...new Set([...leave, ...join])];
    if (names.length === 0) return;
    this.#running = this.#running.then(() =>
      Promise.all(names.map(async (name) => {
        if (leave.includes(name)) await this.#leave(name);
        const modem = modems.find((it) => it.name === name);
        const comes = join.includes(name) && modem !== undefined;
        if (comes && !this.#stopped) this.#fleet.add(modem);
      }))
    );
  }

  /** Begins with no other modem; resolves when none is between two sections. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #leave(name: string): Promise<void> {
    const sender = this.#fleet.senders.find((it) => it.name === name);
    if (sender === undefined) return;
    await this.#dispatcher.remove(sender);
    await this.#fleet.remove(sender);
  }
}
