import type { Clock, Secret, SendResult, TimeZone } from "../model/mod.ts";
import type { SubmitPdu } from "../sms/mod.ts";
import type { SmsLedger } from "./allowance.ts";
import type { BalanceOptions } from "./balance_watch.ts";
import { bounded } from "./bounded.ts";
import type {
  Driver,
  DriverEvent,
  DriverOptions,
  ModemIdentity,
  ModemMemory,
  NetworkStatus,
  Receive,
  ResetRung,
  SubmitHooks,
  UssdResult,
} from "./driver.ts";
import type { Limits } from "./limits.ts";
import { wantedOf } from "./port_name.ts";
import type { Reach } from "./port_states.ts";
import type { Quirks } from "./quirks.ts";
import type { RecoveryEvent } from "./recovery_state.ts";
import type { SimFacts } from "./sim_facts.ts";
import { SerialError, type SerialPort } from "./serial/mod.ts";

/** One modem as the operator configured it. */
export interface FleetModem {
  readonly name: string;
  /** Opened by this name every time: `/dev/serial/by-id/…`, `COM3`, `sim:…`, `imei:…`, `tcp://…`. */
  readonly port: string;
  /** Symbols a second, for the opener. */
  readonly baudRate?: number;
  /** Where one that goes by its number is looked for; everywhere when left out. */
  readonly reach?: Reach;
  readonly pin?: Secret;
  /** E.164. */
  readonly smsc?: string;
  /** What the operator knows better than the quirks table. */
  readonly quirks?: Partial<Quirks>;
  readonly limits?: Limits;
  readonly balance?: BalanceOptions;
  /** The operator's program with its arguments, the last rung of the ladder; `LinkOptions.runReset` runs it. */
  readonly resetCommand?: readonly string[];
  /** When it is restarted each day, minutes since midnight. */
  readonly dailyResetMinute?: number;
}

/** What all links of a fleet share. */
export interface LinkOptions {
  readonly clock: Clock;
  readonly memory: ModemMemory;
  /** Opens a modem's port anew, whatever device is behind its name by now. Throws `SerialError`. */
  readonly open: (modem: FleetModem) => Promise<SerialPort>;
  readonly createDriver: (port: SerialPort, options: DriverOptions) => Driver;
  /** The USB vendor and product of an open port; undefined for other ports. Nobody knows when left out. */
  readonly usbIdOf?: (port: SerialPort) => string | undefined;
  /** Counts what each SIM has sent, durably; without it counts end with the process. */
  readonly ledger?: SmsLedger;
  /** Whose clocks quotas and quiet hours go by; the machine's when left out. */
  readonly zone?: TimeZone;
  /** Runs a modem's reset command and says what came of it, for the log; a rejection is told likewise. */
  readonly runReset?: (
    modem: FleetModem,
    signal: AbortSignal,
  ) => Promise<string>;
}

/** How long each thing may take before the port is given up, milliseconds; well above the driver's own time-outs. */
const limits = {
  openMs: 15_000,
  startMs: 600_000,
  checkMs: 180_000,
  resetMs: 180_000,
  ussdMs: 180_000,
  powerMs: 120_000,
  collectMs: 300_000,
} as const;

/**
 * The way to one modem: its open port with a driver, or nothing. One thing at a time; whatever hangs loses the port, so
 * that every call ends in the event that the recovery waits for.
 */
export class Link {
  readonly #modem: FleetModem;
  readonly #options: LinkOptions;
  readonly #observe: (event: DriverEvent) => void;
  readonly #receive: Receive | undefined;
  #driver: Driver | undefined;
  /** Settles with the last thing that was asked for. */
  #idle = Promise.resolve();
  #submitting = false;
  #identity: ModemIdentity | undefined;
  #network: NetworkStatus | undefined;
  #facts: SimFacts | undefined;
  #device: string | undefined;

  /** `observe` hears of the present driver only. */
  constructor(
    modem: FleetModem,
    options: LinkOptions & {
      readonly observe: (event: DriverEvent) => void;
      /** As in `DriverOptions`. */
      readonly receive?: Receive | undefined;
    },
  ) {
    this.#modem = modem;
    this.#options = options;
    this.#receive = options.receive;
    this.#observe = options.observe;
  }

  /** What the modem last said of itself. */
  get identity(): ModemIdentity | undefined {
    return this.#identity;
  }

  /** Where it last was. */
  get network(): NetworkStatus | undefined {
    return this.#network;
  }

  /** What it last said of its SIM. */
  get facts(): SimFacts | undefined {
    return this.#facts;
  }

  /** The port that was opened last, by the name that it was opened by. */
  get device(): string | undefined {
    return this.#device;
  }

  /** Closes the port if it is open, and opens it. */
  async open(signal: AbortSignal): Promise<RecoveryEvent> {
    this.close();
    try {
      const port = await this.#openPort(signal);
      this.#adopt(port);
      return { kind: "opened" };
    } catch (error) {
      const missing = error instanceof SerialError &&
        (error.code === "missing" || error.code === "lost");
      const reason = reasonOf(error);
      return { kind: "open-failed", reason, ...(missing && { missing }) };
    }
  }

  /** Sets the modem up. */
  start(signal: AbortSignal): Promise<RecoveryEvent> {
    return this.#ask(async (driver) => {
      const result = await this.#bounded(
        (inner) => driver.start(inner),
        { limitMs: limits.startMs, signal },
      );
      this.#identity = result.identity ?? this.#identity;
      if (result.kind === "ready") this.#network = result.network;
      return result;
    });
  }

  /** Asks for its health. */
  check(signal: AbortSignal): Promise<RecoveryEvent> {
    return this.#ask(async (driver) => {
      const network = await this.#bounded(
        (inner) => driver.check(inner),
        { limitMs: limits.checkMs, signal },
      );
      if (network !== undefined) this.#network = network;
      return { kind: "checked", network };
    });
  }

  /** Climbs one rung. */
  reset(rung: ResetRung, signal: AbortSignal): Promise<RecoveryEvent> {
    return this.#ask(async (driver) => {
      await this.#bounded(
        (inner) => driver.reset(rung, inner),
        { limitMs: limits.resetMs, signal },
      );
      return { kind: "reset" };
    });
  }

  /** Gives the port up and runs the operator's command. */
  powerCycle(signal: AbortSignal): Promise<RecoveryEvent> {
    return this.#alone(async () => {
      this.close();
      const { runReset } = this.#options;
      if (runReset === undefined) return { kind: "power-cycled" };
      const text = await this.#bounded(
        (inner) => runReset(this.#modem, inner),
        { limitMs: limits.powerMs, signal },
      ).catch(reasonOf);
      this.#observe({ kind: "notice", text });
      return { kind: "power-cycled" };
    });
  }

  /** Speaks USSD; never rejects. */
  ussd(entries: readonly string[], signal: AbortSignal): Promise<UssdResult> {
    return this.#alone(async () => {
      const driver = this.#driver;
      const answers: readonly string[] = [];
      if (driver === undefined) {
        return { kind: "failed", reason: "The port is closed", answers };
      }
      const limitMs = limits.ussdMs * entries.length;
      return await this.#bounded(
        (inner) => driver.ussd(entries, inner),
        { limitMs, signal },
      ).catch((error): UssdResult => ({
        kind: "failed",
        reason: reasonOf(error),
        answers,
      }));
    });
  }

  /** Hands a SUBMIT over, after whatever runs; undefined when by then `mayGo` says no, or there is no port. */
  submit(
    pdu: SubmitPdu,
    hooks: SubmitHooks,
    mayGo: () => boolean,
  ): Promise<SendResult | undefined> {
    return this.#alone(async () => {
      const driver = mayGo() ? this.#driver : undefined;
      if (driver === undefined) return undefined;
      this.#submitting = true;
      try {
        return await driver.submit(pdu, hooks);
      } finally {
        this.#submitting = false;
      }
    });
  }

  /**
   * Takes in a portion of what the modem has received, after whatever runs; tells whether there is more. An error says that
   * the port had to be given up.
   */
  collect(
    all: boolean,
    signal: AbortSignal,
    mayGo: () => boolean,
  ): Promise<boolean> {
    return this.#alone(async () => {
      const driver = mayGo() ? this.#driver : undefined;
      if (driver?.collect === undefined) return false;
      try {
        return await this.#bounded(
          async (inner) => await driver.collect?.(all, inner) ?? false,
          { limitMs: limits.collectMs, signal },
        );
      } catch (error) {
        if (this.#driver === driver && !signal.aborted) this.close();
        throw error;
      }
    });
  }

  /** Whether an SMS is in flight. */
  get submitting(): boolean {
    return this.#submitting;
  }

  /** Resolves when all that was asked for until now is done. */
  idle(): Promise<void> {
    return this.#idle;
  }

  /** Gives the port up; an SMS in flight becomes uncertain. */
  close(): void {
    const driver = this.#driver;
    this.#driver = undefined;
    driver?.close();
  }

  #openPort(signal: AbortSignal): Promise<SerialPort> {
    return bounded(() => this.#options.open(this.#modem), {
      clock: this.#options.clock,
      limitMs: limits.openMs,
      signal,
      // An open port that nobody has would stay busy for ever.
      late: (port) => port.close(),
    });
  }

  #adopt(port: SerialPort): void {
    const wanted = wantedOf(this.#modem.port);
    this.#device = port.path;
    const { pin, quirks, smsc } = this.#modem;
    const { clock, createDriver, memory } = this.#options;
    const usbId = this.#options.usbIdOf?.(port);
    const driver: Driver = createDriver(port, {
      clock,
      memory,
      ...(pin && { pin }),
      ...(smsc !== undefined && { smsc }),
      ...(wanted !== undefined && { wanted }),
      ...(quirks && { quirks }),
      ...(usbId !== undefined && { usbId }),
      ...(this.#receive && { receive: this.#receive }),
      observe: (event) => {
        if (this.#driver === driver) this.#observe(event);
      },
      learn: (facts) => {
        this.#facts = facts;
      },
    });
    this.#driver = driver;
  }

  /** Asks the driver, alone; a driver that throws or hangs is dropped, and its port counts as lost. */
  #ask(
    question: (driver: Driver) => Promise<RecoveryEvent>,
  ): Promise<RecoveryEvent> {
    return this.#alone(async () => {
      const driver = this.#driver;
      if (driver === undefined) {
        return { kind: "lost", reason: "The port is closed" };
      }
      try {
        return await question(driver);
      } catch (error) {
        if (this.#driver === driver) this.close();
        return { kind: "lost", reason: reasonOf(error) };
      }
    });
  }

  #bounded<T>(
    task: (signal: AbortSignal) => Promise<T>,
    limit: { readonly limitMs: number; readonly signal: AbortSignal },
  ): Promise<T> {
    return bounded(task, { clock: this.#options.clock, ...limit });
  }

  #alone<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#idle.then(task);
    this.#idle = turn.then(() => {}, () => {});
    return turn;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
