import { takeModems } from "./auto_modems.ts";
import type {
  ModemEvent,
  ModemStatus,
  SmsSender,
  UssdResult,
} from "./driver.ts";
import type { ModemFinder } from "./finder.ts";
import { createGsmDriver } from "./gsm_driver.ts";
import type { FleetModem, LinkOptions } from "./link.ts";
import { autoPort } from "./port_name.ts";
import type { ReceivedSms } from "./received.ts";
import { Supervisor } from "./supervisor.ts";

/** What a fleet needs. */
export interface FleetOptions extends Omit<LinkOptions, "createDriver"> {
  /** Hears of every change of a modem's state, of reports and notices, at once. */
  readonly observe: (event: ModemEvent) => void;
  /** Takes what a modem has received, by the modem's name; as in `DriverOptions`. */
  readonly receive?: (modem: string, sms: ReceivedSms) => Promise<void>;
  /** Speaks to the modems; the GSM driver when left out. */
  readonly createDriver?: LinkOptions["createDriver"];
  /** Looks for modems where one section stands for all of them; none is taken without it. */
  readonly finder?: Pick<ModemFinder, "lookRound" | "views">;
  /** Told of each modem that was not there from the beginning, before it is started. */
  readonly joined?: (sender: SmsSender) => void;
}

/** All modems of the appliance, each supervised by itself: one that is sick troubles no other. */
export interface Fleet {
  /** One for each modem, in their order; those that come later are behind. The list itself grows and shrinks. */
  readonly senders: readonly SmsSender[];
  statuses(): readonly ModemStatus[];
  /** Whether every USB modem is taken that has no section of its own. */
  readonly takesAll: boolean;
  /** Takes one more modem, and starts it where the others have been. */
  add(modem: FleetModem): void;
  /**
   * Stops one, as `stop` does all, and forgets it; resolves when its port is closed. Whoever gives it SMS must have done with it.
   */
  remove(sender: SmsSender): Promise<void>;
  /** A USSD dialogue on the modem of that name; undefined when there is none. Never rejects. */
  ussd(
    modem: string,
    entries: readonly string[],
    signal: AbortSignal,
  ): Promise<UssdResult> | undefined;
  /** Opens the ports and keeps the modems usable from then on. Returns at once; `whenUsable` tells the rest. */
  start(): void;
  /**
   * Takes no more SMS, waits up to `patienceMs` for those in flight, closes the ports. An SMS that was not answered by
   * then is `uncertain`.
   */
  stop(patienceMs?: number): Promise<void>;
}

const defaultPatienceMs = 30_000;

/** Makes a fleet; nothing is opened before `start`. A modem whose port is "auto" stands for all that have no other. */
export function createFleet(
  modems: readonly FleetModem[],
  options: FleetOptions,
): Fleet {
  return new SupervisedFleet(modems, options);
}

class SupervisedFleet implements Fleet {
  readonly #modems: readonly FleetModem[];
  readonly #options: FleetOptions;
  readonly #supervisors: Supervisor[];
  readonly #stop = new AbortController();
  #taking: Promise<void> | undefined;
  #phase: "new" | "running" | "stopped" = "new";

  constructor(modems: readonly FleetModem[], options: FleetOptions) {
    this.#modems = modems;
    this.#options = options;
    this.#supervisors = modems.filter(({ port }) => port !== autoPort)
      .map((modem) => this.#supervisorOf(modem));
  }

  get senders(): readonly SmsSender[] {
    return this.#supervisors;
  }

  get takesAll(): boolean {
    return this.#modems.some(({ port }) => port === autoPort);
  }

  statuses(): readonly ModemStatus[] {
    return this.#supervisors.map(({ status }) => status);
  }

  ussd(
    modem: string,
    entries: readonly string[],
    signal: AbortSignal,
  ): Promise<UssdResult> | undefined {
    return this.#supervisors.find(({ name }) => name === modem)
      ?.ussd(entries, signal);
  }

  add(modem: FleetModem): void {
    const supervisor = this.#supervisorOf(modem);
    this.#supervisors.push(supervisor);
    this.#options.joined?.(supervisor);
    if (this.#phase === "running") supervisor.start();
  }

  async remove(sender: SmsSender): Promise<void> {
    const supervisor = this.#supervisors.find((it) => it === sender);
    await supervisor?.stop(defaultPatienceMs);
    // Only now, so that it can be seen until it has gone.
    const at = this.#supervisors.findIndex((it) => it === supervisor);
    if (at >= 0) this.#supervisors.splice(at, 1);
  }

  start(): void {
    this.#phase = "running";
    for (const supervisor of this.#supervisors) supervisor.start();
    const { clock, finder, observe } = this.#options;
    const section = this.#modems.find(({ port }) => port === autoPort);
    if (section === undefined || finder === undefined) return;
    this.#taking = takeModems({
      clock,
      finder,
      observe,
      section,
      named: this.#modems,
      statuses: () => this.statuses(),
      add: (modem) => this.add(modem),
    }, this.#stop.signal);
  }

  async stop(patienceMs = defaultPatienceMs): Promise<void> {
    this.#phase = "stopped";
    this.#stop.abort();
    await Promise.all([
      this.#taking,
      ...this.#supervisors.map((each) => each.stop(patienceMs)),
    ]);
  }

  #supervisorOf(modem: FleetModem): Supervisor {
    const { createDriver = createGsmDriver, ...options } = this.#options;
    return new Supervisor(modem, { ...options, createDriver });
  }
}
