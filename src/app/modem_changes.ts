import { meansTheSame, type ModemConfig } from "../config/mod.ts";
import type { Dispatcher } from "../delivery/mod.ts";
import { type Fleet, type FleetModem, isSimulated } from "../modem/mod.ts";

/** Which modems go and which come, by name; one whose section has changed does both. */
export interface ModemChange {
  readonly leave: readonly string[];
  readonly join: readonly {
    readonly name: string;
    /** Those that must have gone before: of the same name, or at the same port. */
    readonly behind: readonly string[];
  }[];
}

/** What has to happen for one config's modems to become another's. */
export function modemChange(
  before: readonly ModemConfig[],
  after: readonly ModemConfig[],
): ModemChange {
  const missingIn = (others: readonly ModemConfig[]) => (it: ModemConfig) =>
    !others.some((other) => meansTheSame(it, other));
  const leaving = before.filter(missingIn(after));
  return {
    leave: leaving.map(({ name }) => name),
    join: after.filter(missingIn(before)).map((it) => ({
      name: it.name,
      behind: leaving.filter((other) => isInTheWay(other, it))
        .map(({ name }) => name),
    })),
  };
}

function isInTheWay(a: ModemConfig, b: ModemConfig): boolean {
  return a.name === b.name || (a.port === b.port && !isSimulated(a.port));
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
    if (leave.length + join.length === 0) return;
    this.#running = this.#running.then(async () => {
      const gone = new Map(leave.map((name) => [name, this.#leave(name)]));
      const come = join.map(async ({ name, behind }) => {
        await Promise.all(behind.map((other) => gone.get(other)));
        const modem = modems.find((it) => it.name === name);
        if (modem !== undefined && !this.#stopped) this.#fleet.add(modem);
      });
      await Promise.all([...gone.values(), ...come]);
    });
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
