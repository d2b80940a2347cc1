import type { Clock, Secret, SendResult } from "../model/mod.ts";
import type { SubmitPdu } from "../sms/mod.ts";
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
} from "./driver.ts";
import type { RecoveryEvent } from "./recovery_state.ts";
import type { SerialPort } from "./serial/mod.ts";

/** One modem as the operator configured it. */
export interface FleetModem {
  readonly name: string;
  /** Opened by this name every time: `/dev/serial/by-id/…`, `COM3`, `sim:…`. */
  readonly port: string;
  /** Symbols a second, for the opener. */
  readonly baudRate?: number;
  readonly pin?: Secret;
  /** E.164. */
  readonly smsc?: string;
}

/** What all links of a fleet share. */
export interface LinkOptions {
  readonly clock: Clock;
  readonly memory: ModemMemory;
  /** Opens a modem's port anew, whatever device is behind its name by now. Throws `SerialError`. */
  readonly open: (modem: FleetModem) => Promise<SerialPort>;
  readonly createDriver: (port: SerialPort, options: DriverOptions) => Driver;
}

/** How long each thing may take before the port is given up, milliseconds; well above the driver's own time-outs. */
const limits = {
  openMs: 15_000,
  startMs: 600_000,
  checkMs: 180_000,
  resetMs: 180_000,
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

  /** Closes the port if it is open, and opens it. */
  async open(signal: AbortSignal): Promise<RecoveryEvent> {
    this.close();
    try {
      const port = await this.#openPort(signal);
      this.#adopt(port);
      return { kind: "opened" };
    } catch (error) {
      return { kind: "open-failed", reason: reasonOf(error) };
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
    const { pin, smsc } = this.#modem;
    const { clock, createDriver, memory } = this.#options;
    const driver: Driver = createDriver(port, {
      clock,
      memory,
      ...(pin && { pin }),
      ...(smsc !== undefined && { smsc }),
      ...(this.#receive && { receive: this.#receive }),
      observe: (event) => {
        if (this.#driver === driver) this.#observe(event);
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
