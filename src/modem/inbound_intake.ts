import type { Clock } from "../model/mod.ts";
import type { AtChannel, Urc } from "./at/mod.ts";
import { Conversation } from "./conversation.ts";
import type { DriverEvent, Receive } from "./driver.ts";
import { InStep } from "./in_step.ts";
import { LeftBehind } from "./left_behind.ts";
import { type Kept, MessageShelf } from "./message_shelf.ts";
import { setStorage } from "./message_storage.ts";
import type { Quirks } from "./quirks.ts";
import { plainQuirks } from "./quirks.ts";
import { readReceived } from "./received.ts";
import { portionSize, StorageSweep } from "./storage_sweep.ts";

/** What the intake needs of its driver. */
export interface IntakeOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly observe: (event: DriverEvent) => void;
  /** Tells the operator something once. */
  readonly notice: (text: string) => void;
  /** Where what was received goes; without it everything stays in the modem. */
  readonly receive: Receive | undefined;
}

/** What the init sequence has found out. */
export interface IntakeSetup {
  /** The memory that SMS go to, and to come back to after reading from another one. */
  readonly storage: string | undefined;
  /** The other memories that the modem has. */
  readonly otherStorages: readonly string[];
  /** What was last said by AT+CNMI. */
  readonly routing: string | undefined;
  /** Whether each +CDS and +CMT must be answered by AT+CNMA. TS 27.005 §3.4.4. */
  readonly acknowledges: boolean;
  readonly quirks: Pick<Quirks, "deletesTogether">;
}

/** What +CMTI or +CDSI has told of. */
interface Announced {
  readonly memory: string;
  readonly index: number;
  readonly report: boolean;
}

/** Every so many sweeps the modem's counts are not believed, and the other memories are looked into. */
const thoroughEvery = 10;

/** Status reports have a memory of their own on some modems. */
const reportMemory = "SR";

const handedAtMost = 1_000;

/** Of more than so many announcements none is followed: all memories are looked through. */
const announcedAtMost = 300;

/**
 * Takes in what a modem has received: SMS and status reports that it keeps (+CMTI, +CDSI, and those that nobody announced)
 * and those that it hands over (+CMT, +CDS). An SMS is deleted, or acknowledged, only once it is on disk.
 */
export class InboundIntake {
  readonly #channel: AtChannel;
  readonly #options: IntakeOptions;
  readonly #left = new LeftBehind();
  readonly #inStep: InStep;
  readonly #announced = new Map<string, Announced>();
  /** Handed over and not on disk yet: the modem has no copy. */
  #handed: string[] = [];
  #handing: Promise<void> = Promise.resolve();
  #sweep: StorageSweep | undefined;
  #sweeps = 0;
  /** Whether the modem has answered whenever it was asked for a list: a list that never comes keeps everybody waiting. */
  #lists = true;
  /** Whether the modem may have forgotten what it was told: a missed AT+CNMA makes it forget AT+CNMI. */
  #doubt = false;
  #setup: IntakeSetup = {
    storage: undefined,
    otherStorages: [],
    routing: undefined,
    acknowledges: false,
    quirks: plainQuirks,
  };

  constructor(channel: AtChannel, options: IntakeOptions) {
    this.#channel = channel;
    this.#options = options;
    this.#inStep = new InStep(channel);
  }

  /** The modem was set up anew. */
  begin(setup: IntakeSetup): void {
    this.#setup = setup;
    this.#announced.clear();
    this.#sweep = undefined;
    this.#sweeps = 0;
    this.#lists = true;
    this.#doubt = false;
  }

  /** Looks at a URC that brings or announces something, or tells of a full memory. */
  take(urc: Urc): void {
    const [, name = "", rest = ""] = /^\+(\w+):(.*)$/.exec(urc.text) ?? [];
    switch (name) {
      case "CDS":
      case "CMT":
        return this.#takeHanded(name, urc.pdu);
      case "CDSI":
      case "CMTI":
        return this.#note(name, rest);
      case "CBM": // cell broadcast: news of the network's, not for anybody
        return;
      default:
        if (isStorageFull(urc.text)) this.#ring(true);
    }
  }

  /**
   * Takes in one portion of what waits; with `all`, begins to look through the memories. Resolves with whether there is
   * more to be done at once.
   */
  async collect(all: boolean, signal: AbortSignal): Promise<boolean> {
    if (this.#options.receive === undefined) return false;
    if (all) this.#sweep ??= this.#newSweep();
    const conversation = new Conversation(this.#channel, {
      clock: this.#options.clock,
      signal: AbortSignal.any([signal, this.#options.signal]),
    });
    this.#handOver();
    await this.#handing;
    await this.#settleDoubt(conversation);
    if (!await this.#inStep.show(conversation)) {
      this.#doubt = true;
      return false;
    }
    const shelf = this.#shelfOf(conversation);
    if (this.#announced.size > 0) await this.#takeAnnounced(shelf);
    else if (this.#sweep) await this.#sweepOn(this.#sweep, shelf);
    if (shelf.broken) {
      this.#doubt = true;
      return false;
    }
    this.#doubt = !await shelf.comeBack();
    return this.#announced.size > 0 || this.#sweep !== undefined;
  }

  // ── handed over ──────────────────────────────────────────────────────────

  #takeHanded(name: "CDS" | "CMT", pdu: string | undefined): void {
    if (this.#options.receive === undefined) return;
    if (pdu === undefined) {
      // Not acknowledged, the network sends it again, but the modem may hand nothing over until it is told to.
      this.#doubt = this.#setup.acknowledges;
      const what = name === "CDS" ? "A status report" : "An SMS";
      return this.#options.notice(
        `${what} could not be read: its PDU is missing`,
      );
    }
    this.#handed = [...this.#handed, pdu].slice(-handedAtMost);
    this.#handOver();
  }

  #handOver(): void {
    this.#handing = this.#handing.then(() => this.#keepHanded());
  }

  async #keepHanded(): Promise<void> {
    const pdus = this.#handed;
    this.#handed = [];
    for (const pdu of pdus) {
      if (await this.#keep(pdu) === "refused") this.#handed.push(pdu);
      else if (this.#setup.acknowledges) this.#acknowledge();
    }
  }

  // Nobody waits for its answer: it may stand behind an SMS that takes its time.
  async #acknowledge(): Promise<void> {
    const result = await this.#channel.send({
      text: "AT+CNMA",
      timeoutMs: 5_000,
    });
    // +CMS ERROR 340 says that none was expected.
    if (result.kind === "ok") return;
    this.#doubt ||= result.kind !== "error" || result.error.code !== 340;
  }

  // ── announced ────────────────────────────────────────────────────────────

  #note(name: "CDSI" | "CMTI", rest: string): void {
    const [, memory, digits] = /^\s*"?(\w+)"?\s*,\s*(\d+)\s*$/.exec(rest) ?? [];
    // SIM7000 announces ",-1".
    if (memory === undefined || digits === undefined) return this.#ring(true);
    const index = Number(digits);
    const report = name === "CDSI";
    if (!report && this.#setup.quirks.deletesTogether) return this.#ring(true);
    if (this.#announced.size >= announcedAtMost) {
      this.#announced.clear();
      return this.#ring(true);
    }
    this.#announced.set(`${memory}/${index}/${name}`, {
      memory,
      index,
      report,
    });
    this.#ring(false);
  }

  #ring(all: boolean): void {
    if (this.#options.receive === undefined) return;
    if (all) this.#sweep ??= this.#newSweep();
    this.#options.observe({ kind: "waiting" });
  }

  async #takeAnnounced(shelf: MessageShelf): Promise<void> {
    const batch = [...this.#announced].slice(0, portionSize);
    this.#sweep?.relist();
    for (const [key, announced] of batch) {
      this.#announced.delete(key);
      const found = await this.#takeOne(announced, shelf);
      if (shelf.broken) return;
      // Taken already, or not where the modem says: the sweep finds it wherever it is.
      if (!found) this.#sweep ??= this.#newSweep();
    }
  }

  async #takeOne(
    { memory, index, report }: Announced,
    shelf: MessageShelf,
  ): Promise<boolean> {
    // Quectel EC25 announces a report in "SM" and stores it in "SR"; others name one memory and use the one that is set.
    const places = [memory, ...report ? [reportMemory] : [], this.#home];
    for (const place of new Set(places)) {
      if (!await shelf.beAt(place)) continue;
      const sms = await shelf.at(index);
      if (sms === undefined || report && !isReport(sms.body)) continue;
      return await shelf.take([sms]);
    }
    return false;
  }

  get #home(): string {
    return this.#setup.storage ?? "";
  }

  // ── swept ────────────────────────────────────────────────────────────────

  #newSweep(): StorageSweep {
    const thorough = this.#sweeps++ % thoroughEvery === 0;
    const others = thorough ? this.#setup.otherStorages : [];
    const memories = [this.#home, ...others];
    const { notice } = this.#options;
    const together = this.#setup.quirks.deletesTogether;
    const lists = this.#lists;
    const left = this.#left;
    const all = { memories, thorough, lists, together, left, notice };
    return new StorageSweep(all);
  }

  async #sweepOn(sweep: StorageSweep, shelf: MessageShelf): Promise<void> {
    const well = await sweep.portion(shelf);
    if (sweep.listUnanswered) this.#lists = false;
    if (!well || sweep.done) this.#sweep = undefined;
  }

  // ── both ─────────────────────────────────────────────────────────────────

  #shelfOf(conversation: Conversation): MessageShelf {
    return new MessageShelf({
      conversation,
      home: this.#home,
      keep: (body) => this.#keep(body),
      left: this.#left,
      notice: this.#options.notice,
      wary: this.#channel.overdue,
      inStep: this.#inStep,
    });
  }

  async #keep(body: string): Promise<Kept> {
    const { clock, notice, receive } = this.#options;
    const received = readReceived(body, clock.now());
    if (received.kind === "outgoing") return "outgoing";
    if (receive === undefined) return "refused";
    try {
      await receive(received);
      return "kept";
    } catch (error) {
      const why = error instanceof Error ? error.message : error;
      notice(`A received SMS could not be stored and is tried again: ${why}`);
      return "refused";
    }
  }

  async #settleDoubt(conversation: Conversation): Promise<void> {
    if (!this.#doubt) return;
    const { routing, storage } = this.#setup;
    await conversation.tell("AT+CMGF=0");
    if (storage !== undefined) await setStorage(conversation, storage);
    if (routing !== undefined) await conversation.tell(`AT+CNMI=${routing}`);
    this.#doubt = conversation.broken !== undefined;
  }
}

function isReport(body: string): boolean {
  return readReceived(body, 0).kind === "report";
}

// Huawei, SIMCom, Quectel.
function isStorageFull(text: string): boolean {
  return /^(?:\^SMMEMFULL|\+SMS FULL|\+QIND: "smsfull")/.test(text);
}
