import type { Clock, Timer } from "../model/mod.ts";
import type { Pdu, SubmitTpdu } from "../sms/mod.ts";
import type { NetworkStatus } from "./driver.ts";
import type { SerialPort } from "./serial/mod.ts";
import type { SimAnswer } from "./simulator_answer.ts";
import type { SimCard } from "./simulator_card.ts";
import { answer, registrationCode } from "./simulator_commands.ts";
import { framed, isRefusal, refusal } from "./simulator_framing.ts";
import {
  parseCommandLine,
  type SimCommand,
  type SimInput,
  SimInputBuffer,
} from "./simulator_input.ts";
import type { SimBehaviour } from "./simulator_options.ts";
import type { Phones } from "./simulator_phones.ts";
import type { FaultPlan, SimFault, SimStep } from "./simulator_plan.ts";
import {
  isOnAir,
  newSettings,
  type SimContext,
  type SimSettings,
} from "./simulator_settings.ts";
import { checkSubmit, deliveredReport } from "./simulator_submit.ts";
import type { UssdService } from "./simulator_ussd_service.ts";

/** What a simulated modem is made of. Card and phones outlive it. */
export interface SimulatorOptions {
  readonly clock: Clock;
  readonly card: SimCard;
  readonly phones: Phones;
  readonly behaviour: SimBehaviour;
  /** Faults on purpose; none when left out. */
  readonly plan?: FaultPlan;
  /** Answers USSD; the built-in menu when left out. */
  readonly ussd?: UssdService;
}

/** A running simulated modem. */
export interface Simulator {
  /** Resolves when its port is gone, from either side. */
  readonly gone: Promise<void>;
  /** Closes its port, cancels its timers. */
  close(): void;
  /** Starts anew, as after a power cut: settings lost, boot codes said; after a brown-out it comes back without a word. */
  restart(how?: "brown-out"): void;
  /** Notices that its card was taken out or put in, and says so. */
  noticeCard(): void;
  /** Says a line that nobody asked for. */
  say(line: string): void;
  /** Moves to other reception; `+CREG` tells it where asked to. */
  setNetwork(network: Partial<NetworkStatus>): void;
  /** Receives an SMS: stores it and says `+CMTI`, or says `+CMT`, as `+CNMI` asks. False when the memory is full. */
  deliver(pdu: Pdu): boolean;
  /** Receives a status report: says `+CDS`, or stores it and says `+CDSI`, as `+CNMI` asks. False when it can do neither now. */
  deliverReport(pdu: Pdu): boolean;
}

/** Speaks AT at the far end of a port, like a GSM modem with its SIM and network, until the port is gone. */
export function simulateModem(
  port: SerialPort,
  options: SimulatorOptions,
): Simulator {
  return new SimulatedModem(port, options);
}

/** Only in `commands` is the next line acted upon; `off` hears nothing at all. */
type Mode =
  | { readonly kind: "commands" | "busy" | "off" }
  | { readonly kind: "pdu"; readonly length: number };

const commands: Mode = { kind: "commands" };
const encoder = new TextEncoder();

class SimulatedModem implements Simulator {
  readonly gone: Promise<void>;
  readonly #port: SerialPort;
  readonly #options: SimulatorOptions;
  readonly #input = new SimInputBuffer();
  readonly #timers = new Set<Timer>();
  readonly #random: () => number;
  #mode: Mode = { kind: "off" };
  #settings: SimSettings = newSettings();
  #network: NetworkStatus;

  constructor(port: SerialPort, options: SimulatorOptions) {
    const { behaviour, clock } = options;
    this.#port = port;
    this.#options = options;
    this.#random = behaviour.seed === undefined
      ? () => clock.random()
      : seeded(behaviour.seed);
    const { registration, signalDbm } = behaviour;
    this.#network = { operator: "Simulated", registration, signalDbm };
    options.card.powerUp();
    this.#after(behaviour.bootMs, () => {
      this.#mode = commands;
      this.#attach();
    });
    this.gone = this.#read();
  }

  close(): void {
    this.#mode = { kind: "off" };
    this.#detach();
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.#port.close();
  }

  restart(how?: "brown-out"): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    this.#mode = { kind: "off" };
    this.#detach();
    this.#input.clear();
    this.#settings = newSettings();
    this.#options.card.powerUp();
    this.#after(this.#options.behaviour.bootMs, () => {
      this.#mode = commands;
      if (how !== "brown-out") this.#sayBoot();
      this.#attach();
      this.#work();
    });
  }

  #sayBoot(): void {
    const { state } = this.#options.card;
    this.#write(framed(["RDY", "+CFUN: 1", `+CPIN: ${state}`]));
    if (state === "READY") this.#write(framed(["SMS Ready"]));
  }

  noticeCard(): void {
    this.say(`+CPIN: ${this.#options.card.state}`);
  }

  say(line: string): void {
    this.#write(framed([line]));
  }

  setNetwork(network: Partial<NetworkStatus>): void {
    this.#network = { ...this.#network, ...network };
    for (const name of ["+CREG", "+CGREG", "+CEREG"]) {
      if (this.#settings.kept.get(name) === "0") continue;
      this.say(`${name}: ${registrationCode(this.#context)}`);
    }
    this.#retry();
  }

  deliver(pdu: Pdu): boolean {
    const [, routing] = this.#settings.indications;
    if (routing === 2) {
      this.#write(framed([`+CMT: ,${pdu.length}`, pdu.hex]));
      return true;
    }
    const place = this.#options.card.store(pdu);
    if (place === undefined) {
      this.say("+SMS FULL"); // SIMCom's word for it
      return false;
    }
    if (routing === 1) this.say(`+CMTI: "SM",${place}`);
    return true;
  }

  deliverReport(pdu: Pdu): boolean {
    const [, , , routing] = this.#settings.indications;
    if (routing === 1) this.#write(framed([`+CDS: ${pdu.length}`, pdu.hex]));
    if (routing !== 2) return routing === 1;
    const place = this.#options.card.store(pdu);
    if (place !== undefined) this.say(`+CDSI: "SM",${place}`);
    return place !== undefined;
  }

  /** Has the service centre hand over what waits, now and whenever more comes. */
  #attach(): void {
    const { card, phones } = this.#options;
    phones.serviceCentre.subscribe(card.name, card.number);
    phones.serviceCentre.attach(card.name, this.#deliver);
  }

  #detach(): void {
    const { card, phones } = this.#options;
    phones.serviceCentre.detach(card.name, this.#deliver);
  }

  readonly #deliver = (pdu: Pdu): boolean =>
    isOnAir(this.#context) && this.#options.card.state === "READY" &&
    this.deliver(pdu);

  get #context(): SimContext {
    const { behaviour, card, ussd } = this.#options;
    const context = {
      settings: this.#settings,
      card,
      network: this.#network,
      reportRouting: behaviour.storesReports ? 2 : 1,
    } as const;
    return ussd === undefined ? context : { ...context, ussd };
  }

  async #read(): Promise<void> {
    for (;;) {
      const read = await this.#port.read();
      if (read.kind === "lost") return this.close();
      if (this.#mode.kind === "off") continue;
      this.#input.push(read.bytes);
      this.#work();
    }
  }

  /** Acts upon what has come, until something is missing or the modem is busy. */
  #work(): void {
    while (this.#workOnce());
  }

  #workOnce(): boolean {
    const mode = this.#mode;
    if (mode.kind === "busy" || mode.kind === "off") return false;
    const input = mode.kind === "pdu"
      ? this.#input.takePdu(mode.length)
      : this.#input.takeLine();
    if (input !== undefined) this.#take(input);
    return input !== undefined;
  }

  #take(input: SimInput): void {
    this.#mode = commands;
    switch (input.kind) {
      case "line":
        return this.#onLine(input.text);
      case "escape":
        return this.#finish({ kind: "ok", lines: [] });
      case "pdu":
        return this.#onPdu(input.hex, input.length);
      default:
        input satisfies never;
    }
  }

  #onLine(line: string): void {
    if (this.#settings.echo) this.#write(`${line}\r`);
    const parsed = parseCommandLine(line);
    if (parsed === undefined) return;
    this.#step({ at: "command", line }, () => this.#run(parsed));
  }

  /** Runs the commands of one line; the first that is not OK ends it. V.250 §5.4. */
  #run(parsed: readonly SimCommand[]): void {
    const lines: string[] = [];
    for (const command of parsed) {
      const result = answer(command, this.#context);
      if (result.kind === "prompt") return this.#prompt(result.length);
      if (result.kind !== "ok") return this.#finish(result, lines);
      lines.push(...result.lines);
      if (result.later !== undefined) this.#sayLater(result.later);
    }
    this.#finish({ kind: "ok", lines });
    // A deletion makes room, a PIN or AT+CFUN brings it on the air.
    if (parsed.some(({ form }) => form === "set")) this.#retry();
  }

  #retry(): void {
    const { card, phones } = this.#options;
    phones.serviceCentre.retry(card.name);
  }

  #sayLater(
    { afterMs, lines }: { afterMs: number; lines: readonly string[] },
  ): void {
    this.#after(afterMs, () => this.#write(framed(lines)));
  }

  #prompt(length: number): void {
    this.#step({ at: "prompt" }, () => {
      this.#mode = { kind: "pdu", length };
      this.#write("\r\n> ");
    });
  }

  #onPdu(hex: string, length: number): void {
    if (this.#settings.echo) this.#write(hex);
    this.#step({ at: "pdu", hex }, () => this.#submit(hex, length));
  }

  #submit(hex: string, length: number): void {
    const checked = checkSubmit(hex, length);
    if (checked.kind === "refused") {
      return this.#finish({ kind: "cms", code: checked.code });
    }
    const { latencyMs, jitterMs } = this.#options.behaviour;
    const spreadMs = jitterMs === 0 ? 0 : jitterMs * this.#random();
    this.#whenIdle(
      latencyMs + spreadMs,
      () => this.#transmit(hex, checked.tpdu),
    );
  }

  #transmit(hex: string, tpdu: SubmitTpdu): void {
    const { behaviour, card, clock, phones } = this.#options;
    const { serviceCentre } = this.#settings;
    if (!isOnAir(this.#context)) {
      return this.#finish({ kind: "cms", code: 331 });
    }
    if (serviceCentre === "" && tpdu.serviceCentre === undefined) {
      return this.#finish({ kind: "cms", code: 330 });
    }
    if (behaviour.fail > 0 && this.#random() < behaviour.fail) {
      return this.#finish({ kind: "cms", code: behaviour.error });
    }
    const reference = card.nextReference();
    const at = clock.now();
    phones.receive({ sender: card.name, reference, hex, tpdu, at });
    this.#step({ at: "accepted", reference }, () => {
      this.#finish({ kind: "ok", lines: [`+CMGS: ${reference}`] });
    });
    phones.serviceCentre.forward({ sender: card.name, tpdu, at });
    if (tpdu.statusReport && behaviour.reports) this.#report(tpdu, reference);
  }

  #report(tpdu: SubmitTpdu, reference: number): void {
    const { behaviour, clock } = this.#options;
    const takenAt = clock.now();
    this.#after(behaviour.reportDelayMs, () => {
      const at = clock.now();
      this.deliverReport(deliveredReport(tpdu, { reference, takenAt, at }));
    });
  }

  /** Lets the plan have its say about one step. */
  #step(step: SimStep, act: () => void): void {
    const fault = this.#options.plan?.(step);
    if (fault === undefined) return act();
    this.#whenIdle(fault.delayMs ?? 0, () => this.#fail(fault, act));
  }

  #fail(fault: SimFault, act: () => void): void {
    if (fault.before !== undefined) this.#write(fault.before);
    if (fault.instead === undefined) act();
    else this.#write(fault.instead);
    if (fault.after !== undefined) this.#write(fault.after);
    if (fault.then === "restart") this.restart();
    if (fault.then === "brown-out") this.restart("brown-out");
    if (fault.then === "unplug") this.close();
  }

  /** Acts after a while in which nothing is read; at once when it is none. */
  #whenIdle(delayMs: number, act: () => void): void {
    if (delayMs <= 0) return act();
    this.#mode = { kind: "busy" };
    this.#after(delayMs, () => {
      this.#mode = commands;
      act();
      this.#work();
    });
  }

  #after(delayMs: number, act: () => void): void {
    if (delayMs <= 0) return act();
    const timer = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(timer);
      act();
    });
    this.#timers.add(timer);
  }

  /** Writes the end of a command: its lines and its final result code. */
  #finish(result: SimAnswer, before: readonly string[] = []): void {
    if (result.kind === "restart") {
      this.#write(framed([...before, "OK"]));
      return this.restart();
    }
    const { quiet, verbose } = this.#settings;
    const lines = result.kind === "ok" ? result.lines : before;
    const final = isRefusal(result)
      ? refusal(result, this.#settings)
      : verbose
      ? "OK"
      : "0";
    if (verbose) this.#write(framed(quiet ? lines : [...lines, final]));
    else this.#write(framed(lines) + (quiet ? "" : `${final}\r`));
  }

  #write(text: string): void {
    if (text === "") return;
    this.#port.write(encoder.encode(text)).catch(() => this.close());
  }
}

/** A series of numbers from 0 up to 1 that is the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
