import { type Clock, type Secret, systemClock } from "../../src/model/mod.ts";
import type {
  Driver,
  DriverEvent,
  StartResult,
} from "../../src/modem/driver.ts";
import {
  createGsmDriver,
  type FaultPlan,
  Phones,
  type ReceivedReport,
  type SimBehaviour,
  SimCard,
  simulateModem,
  type Simulator,
  wellBehaved,
} from "../../src/modem/mod.ts";
import {
  memoryPortPair,
  openPty,
  openSerialPorts,
  type SerialPort,
} from "../../src/modem/serial/mod.ts";
import { segmentMessage } from "../../src/sms/mod.ts";
import { byClock } from "./by_clock.ts";
import { type Disturbance, DisturbedPort } from "./disturbed_port.ts";
import { Fetcher } from "./fetcher.ts";
import { RigMemory } from "./gsm_rig.ts";
import { ManualClock } from "./manual_clock.ts";

/** What is between driver and simulator. */
export type Wire = "memory" | "pty";

/** What is particular about a modem and its wire. */
export interface SimRigOptions {
  readonly behaviour?: Partial<SimBehaviour>;
  readonly plan?: FaultPlan;
  readonly disturb?: Disturbance;
  readonly pin?: Secret;
  /** Those of an earlier rig, to go on with. */
  readonly card?: SimCard;
  readonly memory?: RigMemory;
}

/** A driver and a simulated modem, on an in-memory wire by a clock that is moved, or on a real pseudo-terminal. */
export class SimRig implements AsyncDisposable {
  /** What the driver says, and the reports that it has handed over. */
  readonly events: (DriverEvent | ReceivedReport)[] = [];
  readonly #fetcher = new Fetcher(() => this.driver);
  readonly arrived: string[] = [];
  readonly card: SimCard;
  readonly memory: RigMemory;
  readonly driver: Driver;
  readonly modem: Simulator;
  readonly clock: ManualClock | undefined;
  /** The driver's end. */
  readonly near: SerialPort;
  readonly #close: () => Promise<void>;
  #look: () => void = () => {};

  private constructor(
    options: SimRigOptions,
    wire: {
      readonly clock: Clock;
      readonly near: SerialPort;
      readonly far: SerialPort;
      readonly close: () => Promise<void>;
    },
  ) {
    const { behaviour, disturb, memory = new RigMemory(), pin, plan } = options;
    const { clock, far, near } = wire;
    this.clock = clock instanceof ManualClock ? clock : undefined;
    this.memory = memory;
    this.card = options.card ??
      new SimCard("rig", { pin: behaviour?.pin ?? "", lastReference: 16 });
    this.near = near;
    this.#close = wire.close;
    this.modem = simulateModem(far, {
      clock,
      card: this.card,
      phones: new Phones({ onMessage: ({ text }) => this.arrived.push(text) }),
      behaviour: { ...wellBehaved, ...behaviour },
      ...plan && { plan },
    });
    const port = disturb ? new DisturbedPort(near, { clock, disturb }) : near;
    this.driver = createGsmDriver(port, {
      clock,
      memory,
      observe: (event) => {
        if (event.kind === "waiting") void this.#fetcher.ring();
        this.#note(event);
      },
      receive: (sms) => {
        if (sms.kind === "report") this.#note(sms);
        return Promise.resolve();
      },
      ...pin && { pin },
    });
  }

  /** Plugs a modem in. */
  static async open(wire: Wire, options: SimRigOptions = {}): Promise<SimRig> {
    if (wire === "memory") {
      const [near, far] = memoryPortPair();
      const clock = new ManualClock();
      const close = () => Promise.resolve();
      return new SimRig(options, { clock, near, far, close });
    }
    const clock = systemClock;
    const ports = openSerialPorts(clock);
    const { port: far, slavePath } = openPty(ports);
    const near = await ports.open(slavePath, { baudRate: 115_200 });
    const close = () => ports.close();
    return new SimRig(options, { clock, near, far, close });
  }

  /** Runs the init sequence. */
  start(): Promise<StartResult> {
    return this.pass(this.driver.start(new AbortController().signal));
  }

  /** Starts and throws unless the modem is ready. */
  async ready(): Promise<this> {
    const result = await this.start();
    if (result.kind !== "ready") throw new Error(result.reason);
    return this;
  }

  /** Sends an SMS of one segment. */
  submit(text = "Pump 3 stopped") {
    const [pdu] = segmentMessage(text, {
      recipient: "+491711234567",
      reference: 9,
      referenceBits: 8,
      flash: false,
      statusReport: true,
    });
    if (pdu === undefined) throw new Error("Nothing to send");
    const hooks = { beforePdu: () => Promise.resolve() };
    return this.pass(this.driver.submit(pdu, hooks));
  }

  /** Waits, moving the clock on where it is ours. */
  pass<T>(promise: Promise<T>): Promise<T> {
    return this.clock ? byClock(this.clock, promise) : promise;
  }

  /** Waits until what the driver has told is so; on a terminal for as long as the test may run. */
  async until(holds: () => boolean): Promise<void> {
    for (let turn = 0; !holds(); turn++) {
      if (turn > 10_000) throw new Error("It never came to be so");
      if (this.clock) await this.clock.advance(100);
      else await new Promise<void>((resolve) => this.#look = resolve);
    }
  }

  /** Takes in all that the modem holds, as a fleet does after a while. */
  async collect(): Promise<void> {
    const { signal } = new AbortController();
    const portions = async () => {
      for (let all = true; await this.driver.collect?.(all, signal);) {
        all = false;
      }
    };
    await (this.clock ? byClock(this.clock, portions()) : portions());
  }

  #note(event: DriverEvent | ReceivedReport): void {
    this.events.push(event);
    this.#look();
  }

  /** Every report as "reference outcome". */
  get reports(): readonly string[] {
    return this.events.flatMap((it) =>
      it.kind === "report"
        ? [`${it.report.reference} ${it.report.outcome}`]
        : []
    );
  }

  /** The texts of all notices. */
  get notices(): readonly string[] {
    return this.events.flatMap((it) => it.kind === "notice" ? [it.text] : []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.driver.close();
    this.modem.close();
    await this.#close();
  }
}
