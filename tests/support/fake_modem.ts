import type { Clock } from "../../src/model/mod.ts";
import {
  type ArrivedMessage,
  type ArrivedSegment,
  type FaultPlan,
  Phones,
  type SimBehaviour,
  SimCard,
  type SimFault,
  type SimStep,
  simulateModem,
  type Simulator,
  type UssdService,
  wellBehaved,
} from "../../src/modem/mod.ts";
import {
  memoryPortPair,
  SerialError,
  type SerialPort,
} from "../../src/modem/serial/mod.ts";
import type { Pdu } from "../../src/sms/mod.ts";
import { ChoppedPort } from "./chopped_port.ts";
import { LastingLine } from "./lasting_line.ts";

/** A fault, and when it strikes. */
export interface FakeFault extends SimFault {
  /** `prompt`, `pdu`, `accepted`, or how a command begins, such as `AT+CMGF`. */
  readonly at: string;
  /** How often it strikes before it is over; once when left out. */
  readonly times?: number;
}

/** What is wrong with a modem; nothing by default. */
export interface FakeModemOptions {
  readonly clock: Clock;
  /** Its card's name; "fake" when left out. */
  readonly name?: string;
  readonly behaviour?: Partial<SimBehaviour>;
  /** Lines that come between the prompt and the PDU. */
  readonly afterPrompt?: readonly string[];
  /** A read brings at most so many bytes. */
  readonly chunkBytes?: number;
  /** A line that comes behind every line of the modem. */
  readonly chatter?: string;
  /** It says OK to ATE0 and goes on echoing. */
  readonly stubbornEcho?: boolean;
  readonly faults?: readonly FakeFault[];
  /** Answers USSD; the simulator's own menu when left out. */
  readonly ussd?: UssdService;
  /** SMS that its card holds; 20 when left out. */
  readonly capacity?: number;
  /** All segments of an SMS go with the first that is deleted. */
  readonly deletesTogether?: boolean;
  /** It does not notice that its port is closed and opened, and answers late what it was asked before. */
  readonly runsOn?: boolean;
}

/**
 * A modem for tests: `modem/simulator` with a fault plan, on a port that can be unplugged and plugged in again. It decodes
 * what it is given, so a test looks at texts, not at PDUs.
 */
export class FakeModem {
  /** Each whole SMS as its phone shows it. */
  readonly messages: ArrivedMessage[] = [];
  /** Each PDU that the network took. */
  readonly segments: ArrivedSegment[] = [];
  /** Each command line that came, in order. */
  readonly commands: string[] = [];
  readonly card: SimCard;
  /** Hears everything and does nothing. */
  silent = false;
  readonly #options: FakeModemOptions;
  readonly #phones: Phones;
  readonly #faults: { readonly fault: FakeFault; left: number }[];
  #present = true;
  #modem: Simulator | undefined;
  #near: SerialPort | undefined;
  #line: LastingLine | undefined;

  constructor(options: FakeModemOptions) {
    const { behaviour, capacity, faults = [], name = "fake" } = options;
    const { deletesTogether = false } = options;
    this.#options = options;
    this.card = new SimCard(name, {
      pin: behaviour?.pin ?? "",
      deletesTogether,
      ...(capacity !== undefined && { capacity }),
    });
    this.#faults = faults.map((fault) => ({ fault, left: fault.times ?? 1 }));
    this.#phones = new Phones({
      onMessage: (message) => this.messages.push(message),
      onSegment: (segment) => this.segments.push(segment),
    });
  }

  /** The texts of all SMS that have arrived whole. */
  get received(): readonly string[] {
    return this.messages.map(({ text }) => text);
  }

  /** Somebody sends it these, in this order; what it cannot take now waits in the network. */
  sendTo(...pdus: readonly Pdu[]): void {
    this.#phones.serviceCentre.send(this.card.name, pdus);
  }

  /** How many SMS wait in the network for it. */
  get waiting(): number {
    return this.#phones.serviceCentre.waiting(this.card.name);
  }

  /** The near end; opened when first asked for. */
  get port(): SerialPort {
    this.#near ??= this.#connect();
    return this.#near;
  }

  /** The simulator behind the port. */
  get modem(): Simulator {
    if (this.#modem === undefined) throw new Error("The port was never opened");
    return this.#modem;
  }

  /** Opens the port anew, as a fleet's opener does. Throws `SerialError` "missing" while unplugged. */
  readonly open = (): Promise<SerialPort> => {
    this.#near = undefined;
    return this.#present
      ? Promise.resolve(this.port)
      : Promise.reject(new SerialError("missing", "No such port"));
  };

  /** Adds a fault to the plan. */
  plan(fault: FakeFault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  /** Takes the port from whoever has it; of a modem that runs on. */
  cut(): void {
    this.#line?.cut();
  }

  /** Pulls it out; the port is lost and cannot be opened. */
  unplug(): void {
    this.#present = false;
    this.#line = undefined;
    this.#modem?.close();
  }

  /** Puts it back. */
  plug(): void {
    this.#present = true;
  }

  /** Takes the SIM out; the modem says so unless it is one that does not notice. */
  takeCard({ unnoticed = false } = {}): void {
    this.card.setPresent(false);
    if (!unnoticed) this.modem.noticeCard();
  }

  /** Puts the SIM in. */
  putCard({ unnoticed = false } = {}): void {
    this.card.setPresent(true);
    if (!unnoticed) this.modem.noticeCard();
  }

  /** Ends all faults and puts it back. */
  heal(): void {
    for (const planned of this.#faults) planned.left = 0;
    this.silent = false;
    this.#present = true;
  }

  #connect(): SerialPort {
    const { chatter, chunkBytes, runsOn } = this.#options;
    return new ChoppedPort(runsOn ? this.#rejoin() : this.#join(), {
      ...(chunkBytes !== undefined && { chunkBytes }),
      ...(chatter !== undefined && { chatter }),
    });
  }

  #rejoin(): SerialPort {
    if (this.#line === undefined) {
      this.#line = new LastingLine();
      const { far } = this.#line;
      this.#start(far);
    }
    return this.#line.open();
  }

  #join(): SerialPort {
    const [near, far] = memoryPortPair();
    this.#start(far);
    return near;
  }

  #start(port: SerialPort): void {
    const { behaviour, clock, ussd } = this.#options;
    this.#modem = simulateModem(port, {
      clock,
      card: this.card,
      phones: this.#phones,
      behaviour: { ...wellBehaved, ...behaviour },
      plan: this.#consult,
      ...(ussd && { ussd }),
    });
  }

  readonly #consult: FaultPlan = (step) => {
    if (step.at === "command") this.commands.push(step.line);
    if (this.silent) return { instead: "" };
    const struck = this.#faults.find(({ fault, left }) =>
      left > 0 && strikes(fault, step)
    );
    if (struck === undefined) return this.#habit(step);
    struck.left -= 1;
    if (struck.fault.then === "unplug") this.#present = false;
    return struck.fault;
  };

  /** What it does every time. */
  #habit(step: SimStep): SimFault | undefined {
    const { afterPrompt, stubbornEcho } = this.#options;
    if (stubbornEcho && step.at === "command" && step.line === "ATE0") {
      return { instead: "\r\nOK\r\n" };
    }
    return afterPrompt !== undefined && step.at === "prompt"
      ? { after: afterPrompt.map((line) => `\r\n${line}\r\n`).join("") }
      : undefined;
  }
}

function strikes({ at }: FakeFault, step: SimStep): boolean {
  return step.at === "command" ? step.line.startsWith(at) : step.at === at;
}
