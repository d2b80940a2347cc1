import type { Clock, Timer } from "../../src/model/mod.ts";
import {
  type FaultPlan,
  type Phones,
  SimCard,
  type SimFault,
  type SimStep,
  simulateModem,
  type Simulator,
  wellBehaved,
} from "../../src/modem/mod.ts";
import {
  openPty,
  type SerialPort,
  type SerialPorts,
  tracePort,
} from "../../src/modem/serial/mod.ts";
import {
  decodeSubmit,
  type Pdu,
  type SubmitTpdu,
  textOf,
} from "../../src/sms/mod.ts";
import type { Chance } from "../fuzz_smtp/chance.ts";
import { Callers } from "./callers.ts";
import {
  type Accident,
  accidents,
  floodOf,
  garbageOf,
  stepFaults,
} from "./faults.ts";
import { type LogWriter, mailKey } from "./log.ts";
import { NetworkReports } from "./reports.ts";

/** What a soaked modem is made of. */
export interface SoakedModemOptions {
  readonly clock: Clock;
  readonly ports: SerialPorts;
  /** Which of the modems it is. */
  readonly number: number;
  /** Where its terminal is linked to. */
  readonly link: string;
  readonly phones: Phones;
  readonly chance: Chance;
  readonly log: LogWriter;
  /** How many times as often as in `faults.ts` everything happens. */
  readonly harm: number;
  /** Whether it keeps status reports and announces them (`+CDSI`) instead of handing them over (`+CDS`). */
  readonly storesReports: boolean;
  /** Gets what its end of the line sees and what befalls it; nobody does when left out. */
  readonly trace?: ((line: string) => void) | undefined;
}

/** From the end of a PDU to the network's answer, milliseconds, and its spread. */
const latency = { latencyMs: 200, jitterMs: 600, bootMs: 1_000 };

/** One modem on a pseudo-terminal to which everything happens that `faults.ts` lists, until it is left in peace. */
export class SoakedModem {
  readonly #options: SoakedModemOptions;
  readonly #card: SimCard;
  readonly #reports: NetworkReports;
  readonly #callers: Callers;
  readonly #accidents = new Set<Timer>();
  #modem: Simulator | undefined;
  #submitted: SubmitTpdu | undefined;
  #silent = false;
  #closed = false;
  #calm = false;

  constructor(options: SoakedModemOptions) {
    const { chance, clock, link, log, number } = options;
    this.#options = options;
    this.#card = new SimCard(link);
    this.#reports = new NetworkReports({
      chance,
      clock,
      log,
      deliver: (report) => this.#hears?.deliverReport(report) === true,
    });
    this.#callers = new Callers({
      chance,
      clock,
      log,
      modem: number,
      deliver: (pdu) => this.#deliver(pdu, "SMS"),
    });
    this.#plug();
    for (const accident of accidents) this.#schedule(accident);
  }

  /** Whether everything that was sent to it has been taken in, and nothing more comes. */
  get isEmpty(): boolean {
    return this.#calm && this.#callers.waiting === 0 &&
      this.#card.messages.size === 0;
  }

  /** Ends all faults: it is there, speaks, has its network, and stays so. Nobody sends anything to it any more. */
  calm(): void {
    this.#calm = true;
    this.#callers.stop();
    this.#silent = false;
    for (const timer of this.#accidents) timer.cancel();
    this.#accidents.clear();
    this.#plug();
    this.#modem?.setNetwork({ registration: "home" });
  }

  /** Switches it off. */
  close(): void {
    this.calm();
    this.#closed = true;
    this.#modem?.close();
  }

  #plug(): void {
    // One that was unplugged just before its end does not come back: there are no ports for it any more.
    if (this.#modem !== undefined || this.#closed) return;
    const { clock, link, phones, ports, storesReports } = this.#options;
    const modem = simulateModem(this.#traced(openPty(ports, link).port), {
      clock,
      phones,
      card: this.#card,
      behaviour: { ...wellBehaved, ...latency, reports: false, storesReports },
      plan: this.#consult,
    });
    this.#modem = modem;
    modem.gone.then(() => this.#onGone(modem));
  }

  #traced(port: SerialPort): SerialPort {
    const { clock, number, trace } = this.#options;
    if (trace === undefined) return port;
    return tracePort(port, (line) => trace(`  sim${number} ${line}`), clock);
  }

  #deliver(pdu: Pdu, what: string): boolean {
    const taken = this.#hears?.deliver(pdu) === true;
    const { number, trace } = this.#options;
    const at = [...this.#card.messages].findLast(([, it]) => it.pdu === pdu);
    if (taken) trace?.(`  sim${number} ${what} in ${at?.[0]}: ${pdu.hex}`);
    return taken;
  }

  #onGone(modem: Simulator): void {
    if (this.#modem !== modem) return;
    this.#modem = undefined;
    const backMs = this.#calm ? 0 : 1000 * this.#between([1, 20]);
    this.#options.clock.after(backMs, () => this.#plug());
  }

  /** What the network reaches; undefined while it does not. */
  get #hears(): Simulator | undefined {
    return this.#silent ? undefined : this.#modem;
  }

  // ── dialogues ────────────────────────────────────────────────────────────

  readonly #consult: FaultPlan = (step) => {
    if (step.at === "pdu") this.#submitted = submitOf(step.hex);
    if (step.at === "accepted" && this.#submitted !== undefined) {
      const { reference } = step;
      this.#reports.take({ tpdu: this.#submitted, reference }, this.#calm);
    }
    if (this.#silent) return { instead: "" };
    return this.#calm ? undefined : this.#fault(step);
  };

  #fault(step: SimStep): SimFault | undefined {
    const { chance, harm } = this.#options;
    const row = stepFaults.find(({ at, line = "", perMille }) =>
      at === step.at && (step.at !== "command" || step.line.startsWith(line)) &&
      chance.below(1000) < perMille * harm
    );
    if (row === undefined) return undefined;
    this.#note(row.name);
    if (row.refusal !== undefined) this.#noteRefusal(row.refusal);
    return row.make(chance, step);
  }

  #noteRefusal(kind: string): void {
    const submitted = this.#submitted;
    if (submitted === undefined) return;
    this.#options.log.write({
      event: "refused",
      mail: mailKey(textOf(submitted.userData), submitted.recipient.text),
      class: kind,
    });
  }

  // ── accidents ────────────────────────────────────────────────────────────

  #schedule(accident: Accident): void {
    // Of accidents that nothing brings about and nothing holds off.
    const { chance, harm } = this.#options;
    const spared = -Math.log(1 - chance.next()) / harm;
    this.#after(spared * accident.everySeconds, () => {
      this.#happen(accident);
      this.#schedule(accident);
    });
  }

  #happen({ blow, lasts }: Accident): void {
    const modem = this.#modem;
    if (modem === undefined) return;
    this.#note(blow);
    const { chance } = this.#options;
    const over = (act: () => void) => this.#after(this.#between(lasts), act);
    switch (blow) {
      case "unplug":
        return modem.close();
      case "reboot":
        return modem.restart();
      case "silence":
        this.#silent = true;
        return over(() => this.#silent = false);
      case "garbage":
        return modem.say(garbageOf(chance));
      case "URC flood":
        return modem.say(floodOf(chance));
      case "no network":
        modem.setNetwork({ registration: "searching" });
        return over(() => this.#modem?.setNetwork({ registration: "home" }));
      default:
        blow satisfies never;
    }
  }

  #after(seconds: number, act: () => void): void {
    const timer = this.#options.clock.after(1000 * seconds, () => {
      this.#accidents.delete(timer);
      act();
    });
    this.#accidents.add(timer);
  }

  #between([least, most]: readonly [number, number]): number {
    return least + (most - least) * this.#options.chance.next();
  }

  #note(name: string): void {
    const { link, log, number, trace } = this.#options;
    trace?.(`  sim${number} ! ${name}`);
    log.write({ event: "fault", modem: link, name });
  }
}

function submitOf(hex: string): SubmitTpdu | undefined {
  const decoded = decodeSubmit(hex);
  return decoded.kind === "ok" ? decoded.tpdu : undefined;
}
