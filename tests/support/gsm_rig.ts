import type { SendResult } from "../../src/model/mod.ts";
import type {
  Driver,
  DriverEvent,
  DriverOptions,
  ModemMemory,
  StartResult,
  SubmitHooks,
} from "../../src/modem/driver.ts";
import { createGsmDriver } from "../../src/modem/gsm_driver.ts";
import { type MemoryPort, memoryPortPair } from "../../src/modem/serial/mod.ts";
import { Fetcher } from "./fetcher.ts";
import type { ReceivedReport, ReceivedSms } from "../../src/modem/received.ts";
import type { SubmitPdu } from "../../src/sms/mod.ts";
import {
  AtPlayer,
  type AtScript,
  healthyScript,
  type PlayerOptions,
} from "./at_script.ts";
import { byClock } from "./by_clock.ts";
import { ManualClock } from "./manual_clock.ts";

/** "Hello World!" to +27820001111, from modem.md §1.6. */
export const helloPdu: SubmitPdu = {
  hex: "0001000B917228001011F100000CC8329BFD065DDF72363904",
  length: 24,
};

/** A memory that outlives drivers, as the queue's does. */
export class RigMemory implements ModemMemory {
  readonly pinSalt = "5a17";
  /** Every record as "sim hash". */
  readonly records: string[] = [];

  pinAttempted(sim: string, pinHash: string): boolean {
    return this.records.includes(`${sim} ${pinHash}`);
  }

  recordPinAttempt(sim: string, pinHash: string): Promise<void> {
    this.records.push(`${sim} ${pinHash}`);
    return Promise.resolve();
  }
}

/** A GSM driver with a scripted modem at the other end of its cable; everything runs by a clock that is moved. */
export class GsmRig implements Disposable {
  readonly clock = new ManualClock();
  /** What the driver says, and the reports that it has handed over. */
  readonly events: (DriverEvent | ReceivedReport)[] = [];
  /** All that it has received, as it was handed over. */
  readonly received: ReceivedSms[] = [];
  readonly #fetcher = new Fetcher(() => this.driver);
  /** What must happen before something received counts as being on disk; may reject. */
  store: () => Promise<void> = () => Promise.resolve();
  readonly memory: RigMemory;
  readonly player: AtPlayer;
  readonly far: MemoryPort;
  readonly driver: Driver;

  constructor(
    script: AtScript = healthyScript,
    options:
      & PlayerOptions
      & Partial<
        Pick<
          DriverOptions,
          "pin" | "smsc" | "wanted" | "quirks" | "quirkRows" | "usbId"
        >
      >
      & { readonly memory?: RigMemory } = {},
  ) {
    const { memory = new RigMemory(), pin, smsc, ...others } = options;
    const { wanted, quirks, quirkRows, usbId, ...behaviour } = others;
    const [near, far] = memoryPortPair();
    this.memory = memory;
    this.far = far;
    this.player = new AtPlayer(far, script, {
      ...behaviour,
      clock: this.clock,
    });
    this.driver = createGsmDriver(near, {
      memory,
      clock: this.clock,
      observe: (event) => this.#observe(event),
      receive: (sms) => this.#receive(sms),
      ...pin && { pin },
      ...smsc !== undefined && { smsc },
      ...wanted && { wanted },
      ...quirks && { quirks },
      ...quirkRows && { quirkRows },
      ...usbId !== undefined && { usbId },
    });
  }

  /** Runs the init sequence, moving time on as it needs. */
  start(signal: AbortSignal = new AbortController().signal) {
    return byClock(this.clock, this.driver.start(signal));
  }

  /** Starts and throws unless the modem is ready. */
  async ready(): Promise<Extract<StartResult, { readonly kind: "ready" }>> {
    const result = await this.start();
    if (result.kind !== "ready") throw new Error(result.reason);
    return result;
  }

  /** Takes in what the modem has received, as a fleet does after a while. */
  async collect(all = true): Promise<void> {
    const { signal } = new AbortController();
    const portions = async () => {
      for (let each = all; await this.driver.collect?.(each, signal);) {
        each = false;
      }
    };
    await byClock(this.clock, portions());
  }

  #observe(event: DriverEvent): void {
    this.events.push(event);
    if (event.kind === "waiting") void this.#fetcher.ring();
  }

  async #receive(sms: ReceivedSms): Promise<void> {
    await this.store();
    this.received.push(sms);
    if (sms.kind === "report") this.events.push(sms);
  }

  /** Submits one PDU, moving time on as that needs. */
  submit(
    beforePdu: () => Promise<void> = () => Promise.resolve(),
    others: Omit<SubmitHooks, "beforePdu"> = {},
  ): Promise<SendResult> {
    return byClock(
      this.clock,
      this.driver.submit(helloPdu, { ...others, beforePdu }),
    );
  }

  /** The commands heard from the first that matches on. */
  heardFrom(command: string): readonly string[] {
    const { heard } = this.player;
    const start = heard.indexOf(command);
    return start < 0 ? [] : heard.slice(start);
  }

  /** The texts of all notices. */
  get notices(): readonly string[] {
    return this.events.flatMap((it) => it.kind === "notice" ? [it.text] : []);
  }

  [Symbol.dispose](): void {
    this.driver.close();
  }
}
