import type { SendResult } from "../model/mod.ts";
import type { SubmitPdu } from "../sms/mod.ts";
import { AtChannel, type ChannelEvent, type Urc } from "./at/mod.ts";
import { Conversation } from "./conversation.ts";
import type {
  Driver,
  DriverOptions,
  NetworkStatus,
  ResetRung,
  StartResult,
  SubmitHooks,
  UssdResult,
} from "./driver.ts";
import { InboundIntake } from "./inbound_intake.ts";
import { runStages } from "./init_sequence.ts";
import { adviceOn, advise, type QuirkRow, type Quirks } from "./quirks.ts";
import { recogniseQuirks } from "./quirks_of.ts";
import { readNetwork } from "./registration.ts";
import { askSimFacts } from "./sim_facts.ts";
import type { SerialPort } from "./serial/mod.ts";
import type { NotReady, Setup } from "./setup.ts";
import { SubmitDialogue } from "./submit_dialogue.ts";
import { simInWords } from "./sim_urc.ts";
import { UssdDialogue } from "./ussd.ts";

const radioMs = 15_000;

/** A modem that restarts under its init sequence, say because the port was just opened, is set up again so often. */
const runsPerStart = 3;

/** "SMS Ready" and the like may come this long after a start; later on they speak of a restart. */
const bootMs = 60_000;

/** The operator's name is asked for again every so many checks. */
const checksPerName = 10;

/** The same trouble is told again after this time. */
const noticeMs = 3_600_000;

/** Speaks to one GSM or LTE modem over an open port. TS 27.005, TS 27.007. */
export function createGsmDriver(
  port: SerialPort,
  options: DriverOptions,
): Driver {
  return new GsmDriver(port, options);
}

class GsmDriver implements Driver {
  readonly #port: SerialPort;
  readonly #options: DriverOptions;
  readonly #closing = new AbortController();
  readonly #channel: AtChannel;
  readonly #dialogue: SubmitDialogue;
  readonly #intake: InboundIntake;
  readonly #ussd: UssdDialogue;
  readonly #told = new Map<string, number>();
  /** The init sequence that runs. */
  #starting: Conversation | undefined;
  /** When the modem was last found ready, monotonic; undefined while it is not set up. */
  #readyAt: number | undefined;
  #operator = "";
  #checks = 0;
  #quirkRows: readonly QuirkRow[] = [];
  /** The names of the rows that were told. */
  #toldQuirks = "";
  #simMissing = false;
  /** Whether AT+CMEE=1 was seen to hold, so that another value tells of a restart. */
  #numbersErrors = false;

  constructor(port: SerialPort, options: DriverOptions) {
    const { clock, observe } = options;
    const { signal } = this.#closing;
    this.#port = port;
    this.#options = options;
    this.#channel = new AtChannel(port, {
      clock,
      observe: (event) => this.#onChannel(event),
    });
    this.#dialogue = new SubmitDialogue(this.#channel, { clock, signal });
    this.#intake = new InboundIntake(this.#channel, {
      clock,
      signal,
      observe,
      notice: (text) => this.#notice(text),
      receive: options.receive,
    });
    this.#ussd = new UssdDialogue(this.#channel, { clock });
  }

  async start(signal: AbortSignal): Promise<StartResult> {
    this.#readyAt = undefined;
    this.#numbersErrors = false;
    for (let run = 1;; run++) {
      const setup = this.#newSetup(signal);
      this.#starting = setup.conversation;
      const trouble = await runStages(setup);
      this.#starting = undefined;
      const restarted = setup.conversation.broken?.kind === "restarted";
      if (!restarted || run === runsPerStart) return this.#end(setup, trouble);
    }
  }

  async submit(pdu: SubmitPdu, hooks: SubmitHooks): Promise<SendResult> {
    const result = await this.#dialogue.submit(pdu, hooks);
    if (result.kind === "retry") this.#noticeAdvice(result.reason);
    return result;
  }

  async check(signal: AbortSignal): Promise<NetworkStatus | undefined> {
    const conversation = this.#converse(signal);
    const thorough = this.#checks++ % checksPerName === 0;
    if (thorough) this.#operator = "";
    await this.#dialogue.wake();
    // Of a modem that is alive the first answer comes at once, whatever it says.
    const alive = await conversation.tell("AT");
    if (!alive || conversation.broken) return undefined;
    const { network } = await readNetwork(conversation, this.#operator);
    const { learn } = this.#options;
    if (thorough && learn) {
      const facts = await askSimFacts(conversation);
      if (!conversation.broken) learn(facts);
    }
    if (conversation.broken) return undefined;
    this.#operator = network.operator;
    await this.#lookForRestart(conversation);
    return network;
  }

  ussd(
    entries: readonly string[],
    signal: AbortSignal,
  ): Promise<UssdResult> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    return this.#ussd.run(entries, either);
  }

  collect(all: boolean, signal: AbortSignal): Promise<boolean> {
    return this.#intake.collect(all, signal);
  }

  async reset(rung: ResetRung, signal: AbortSignal): Promise<void> {
    this.#readyAt = undefined;
    const conversation = this.#converse(signal);
    const { radioCycle, resetProfile } = this.#dialogue.quirks;
    if (rung === "radio-cycle" && !radioCycle) rung = "restart";
    await this.#dialogue.wake();
    switch (rung) {
      case "reinitialise":
        // The init sequence that follows is all there is to it, but for a few.
        if (resetProfile !== "") await conversation.tell(resetProfile);
        return;
      case "radio-cycle":
        await conversation.tell("AT+CFUN=4", radioMs);
        await conversation.tell("AT+CFUN=1", radioMs);
        return;
      case "restart":
        await conversation.tell("AT+CFUN=1,1", radioMs);
        return;
      default:
        rung satisfies never;
    }
  }

  close(): void {
    this.#closing.abort();
    this.#channel.close();
  }

  #newSetup(signal: AbortSignal): Setup {
    const setup: Setup = {
      conversation: this.#converse(signal),
      options: this.#options,
      port: this.#port.path,
      identity: undefined,
      quirks: this.#dialogue.quirks,
      quirkRows: [],
      speakLike: (quirks) => this.#speakLike(quirks),
      network: undefined,
      storage: undefined,
      otherStorages: [],
      routing: undefined,
      acknowledges: false,
    };
    recogniseQuirks(setup, {});
    return setup;
  }

  #speakLike(quirks: Quirks): void {
    const { commandGapMs: gapMs, lineEndFirst, pduChunk: chunk } = quirks;
    this.#channel.manners = { gapMs, lineEndFirst, chunk };
  }

  #converse(signal: AbortSignal): Conversation {
    return new Conversation(this.#channel, {
      clock: this.#options.clock,
      signal: AbortSignal.any([signal, this.#closing.signal]),
    });
  }

  #end(setup: Setup, trouble: NotReady | undefined): StartResult {
    const { identity, network, quirkRows } = setup;
    this.#dialogue.quirks = setup.quirks;
    this.#quirkRows = quirkRows;
    this.#tellQuirks();
    // Huawei sticks want and write septets in hexadecimal; ModemManager's plugin for them says so.
    this.#ussd.packs = /huawei/i.test(identity?.manufacturer ?? "");
    this.#intake.begin(setup);
    if (trouble || !identity || !network) {
      const { retry, reason } = trouble ?? unfinished;
      this.#simMissing = retry === "sim";
      return {
        kind: "not-ready",
        retry,
        reason: advise(reason, quirkRows),
        identity,
      };
    }
    this.#operator = network.operator;
    this.#readyAt = this.#options.clock.monotonic();
    return { kind: "ready", identity, network };
  }

  /** While it is set up, the init sequence finds out by itself. */
  #lookForSim(urc: Urc): void {
    const present = simInWords(urc.text);
    if (present === undefined || this.#starting) return;
    if (present && !this.#simMissing) return;
    this.#simMissing = !present;
    this.#options.observe({ kind: "sim", present });
  }

  /** A modem that lost its power for a moment may come back without a word, and then has forgotten all that was set. */
  async #lookForRestart(conversation: Conversation): Promise<void> {
    const answer = await conversation.query("AT+CMEE?", { prefix: "+CMEE:" });
    if (answer === undefined || this.#readyAt === undefined) return;
    const kept = answer.startsWith("1");
    if (!kept && this.#numbersErrors) {
      return this.#onRestart("its settings were gone");
    }
    this.#numbersErrors = kept;
  }

  // ── what comes unasked ───────────────────────────────────────────────────

  #onChannel(event: ChannelEvent): void {
    switch (event.kind) {
      case "urc":
        return this.#onUrc(event.urc);
      case "lost":
        return this.#options.observe({ kind: "lost", reason: event.reason });
      default:
        event satisfies never;
    }
  }

  #onUrc(urc: Urc): void {
    if (this.#ussd.take(urc)) return;
    this.#lookForSim(urc);
    switch (urc.means) {
      case "restart":
        return this.#onRestart(urc.text);
      case "ready":
        return this.#onReadiness(urc.text);
      case "trouble":
        this.#intake.take(urc);
        return this.#notice(
          advise(`The modem says "${urc.text}"`, this.#quirkRows),
        );
      case "message":
        return this.#intake.take(urc);
      case "other":
        return;
      default:
        urc.means satisfies never;
    }
  }

  #onRestart(by: string): void {
    this.#readyAt = undefined;
    if (this.#starting) return this.#starting.break({ kind: "restarted", by });
    this.#options.observe({ kind: "restarted", by });
    this.#noticeAdvice(`The modem restarted (${by})`);
  }

  // A modem that finds its baud rate by itself says no RDY, so this is all that it says of a restart.
  #onReadiness(by: string): void {
    if (this.#readyAt === undefined) return;
    const age = this.#options.clock.monotonic() - this.#readyAt;
    if (age < bootMs) return;
    this.#channel.restarted(by);
    this.#onRestart(by);
  }

  #noticeAdvice(reason: string): void {
    const advice = adviceOn(reason, this.#quirkRows);
    if (advice !== undefined) this.#notice(`${reason}; ${advice}`);
  }

  #tellQuirks(): void {
    const names = this.#quirkRows.map(({ name }) => name);
    if (names.join() === this.#toldQuirks) return;
    this.#toldQuirks = names.join();
    this.#options.observe({ kind: "quirks", names });
  }

  #notice(text: string): void {
    const { clock, observe } = this.#options;
    const now = clock.monotonic();
    const told = this.#told.get(text);
    if (told !== undefined && now - told < noticeMs) return;
    this.#told.set(text, now);
    observe({ kind: "notice", text });
  }
}

const unfinished: NotReady = {
  retry: "later",
  reason: "The modem could not be set up",
};
