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
} from "./driver.ts";
import { InboundIntake } from "./inbound_intake.ts";
import { runStages } from "./init_sequence.ts";
import { plainQuirks } from "./quirks.ts";
import { readNetwork } from "./registration.ts";
import type { SerialPort } from "./serial/mod.ts";
import type { NotReady, Setup } from "./setup.ts";
import { SubmitDialogue } from "./submit_dialogue.ts";

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
  readonly #told = new Map<string, number>();
  /** The init sequence that runs. */
  #starting: Conversation | undefined;
  /** When the modem was last found ready, monotonic; undefined while it is not set up. */
  #readyAt: number | undefined;
  #operator = "";
  #checks = 0;

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
  }

  async start(signal: AbortSignal): Promise<StartResult> {
    this.#readyAt = undefined;
    for (let run = 1;; run++) {
      const setup = this.#newSetup(signal);
      this.#starting = setup.conversation;
      const trouble = await runStages(setup);
      this.#starting = undefined;
      const restarted = setup.conversation.broken?.kind === "restarted";
      if (!restarted || run === runsPerStart) return this.#end(setup, trouble);
    }
  }

  submit(pdu: SubmitPdu, hooks: SubmitHooks): Promise<SendResult> {
    return this.#dialogue.submit(pdu, hooks);
  }

  async check(signal: AbortSignal): Promise<NetworkStatus | undefined> {
    const conversation = this.#converse(signal);
    if (this.#checks++ % checksPerName === 0) this.#operator = "";
    // Of a modem that is alive the first answer comes at once, whatever it says.
    const alive = await conversation.tell("AT");
    if (!alive || conversation.broken) return undefined;
    const { network } = await readNetwork(conversation, this.#operator);
    if (conversation.broken) return undefined;
    this.#operator = network.operator;
    return network;
  }

  collect(all: boolean, signal: AbortSignal): Promise<boolean> {
    return this.#intake.collect(all, signal);
  }

  async reset(rung: ResetRung, signal: AbortSignal): Promise<void> {
    this.#readyAt = undefined;
    const conversation = this.#converse(signal);
    switch (rung) {
      case "reinitialise":
        // The init sequence that follows is all there is to it.
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
    return {
      conversation: this.#converse(signal),
      options: this.#options,
      port: this.#port.path,
      identity: undefined,
      quirks: plainQuirks,
      network: undefined,
      storage: undefined,
      otherStorages: [],
      routing: undefined,
      acknowledges: false,
    };
  }

  #converse(signal: AbortSignal): Conversation {
    return new Conversation(this.#channel, {
      clock: this.#options.clock,
      signal: AbortSignal.any([signal, this.#closing.signal]),
    });
  }

  #end(setup: Setup, trouble: NotReady | undefined): StartResult {
    const { identity, network, quirks } = setup;
    this.#dialogue.family = quirks.errors;
    this.#intake.begin(setup);
    if (trouble || !identity || !network) {
      const { retry, reason } = trouble ?? unfinished;
      return { kind: "not-ready", retry, reason, identity };
    }
    this.#operator = network.operator;
    this.#readyAt = this.#options.clock.monotonic();
    return { kind: "ready", identity, network };
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
    switch (urc.means) {
      case "restart":
        return this.#onRestart(urc.text);
      case "ready":
        return this.#onReadiness(urc.text);
      case "trouble":
        this.#intake.take(urc);
        return this.#notice(`The modem says "${urc.text}"`);
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
  }

  // A modem that finds its baud rate by itself says no RDY, so this is all that it says of a restart.
  #onReadiness(by: string): void {
    if (this.#readyAt === undefined) return;
    const age = this.#options.clock.monotonic() - this.#readyAt;
    if (age < bootMs) return;
    this.#channel.restarted(by);
    this.#onRestart(by);
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
