import {
  type Clock,
  findTimeZone,
  type SendResult,
  type TimeZone,
} from "../model/mod.ts";
import type { SubmitPdu } from "../sms/mod.ts";
import { Allowance } from "./allowance.ts";
import { BalanceWatch } from "./balance_watch.ts";
import { Daily } from "./daily.ts";
import type {
  DriverEvent,
  ModemEvent,
  ModemStatus,
  Receive,
  SmsSender,
  SubmitHooks,
  UssdResult,
} from "./driver.ts";
import { Gate } from "./gate.ts";
import { InboundRounds } from "./inbound_rounds.ts";
import { type FleetModem, Link, type LinkOptions } from "./link.ts";
import type { ReceivedSms } from "./received.ts";
import { newRecovery, type RecoveryStep, step } from "./recovery.ts";
import {
  type RecoveryAction,
  type RecoveryEvent,
  recoveryTimes,
} from "./recovery_state.ts";
import { isSimulated } from "./simulator_options.ts";
import { StatusBoard } from "./status_board.ts";

/** A modem that has sent nothing for so long may be asked for other things. */
const idleMs = 5_000;

/** What a supervisor needs. */
export interface SupervisorOptions extends LinkOptions {
  readonly observe: (event: ModemEvent) => void;
  /** As in `FleetOptions`. */
  readonly receive?:
    | ((modem: string, sms: ReceivedSms) => Promise<void>)
    | undefined;
}

/**
 * Keeps one modem usable, for ever: does what `recovery.ts` asks for, and tells it what came of that. Things that happen
 * meanwhile wait in a mailbox until the present action is over, so that the recovery sees them in their order.
 */
export class Supervisor implements SmsSender {
  readonly name: string;
  readonly simulated: boolean;
  readonly #modem: FleetModem;
  readonly #clock: Clock;
  readonly #observe: (event: ModemEvent) => void;
  readonly #link: Link;
  readonly #rounds: InboundRounds;
  readonly #gate = new Gate();
  readonly #allowance: Allowance;
  readonly #board: StatusBoard;
  readonly #balance: BalanceWatch | undefined;
  readonly #daily: Daily | undefined;
  readonly #mailbox: RecoveryEvent[] = [];
  readonly #stop = new AbortController();
  #recovery: RecoveryStep;
  #run: Promise<void> | undefined;
  #stopping = false;
  #wake: (() => void) | undefined;
  #lastSentAt = -Infinity;
  /** USSD dialogues that run or wait. */
  #dialogues = 0;

  constructor(modem: FleetModem, options: SupervisorOptions) {
    this.name = modem.name;
    this.simulated = isSimulated(modem.port);
    this.#modem = modem;
    this.#clock = options.clock;
    this.#observe = options.observe;
    this.#link = new Link(modem, {
      ...options,
      observe: (event) => this.#onDriverEvent(event),
      receive: options.receive && this.#receiver(options.receive),
    });
    this.#rounds = new InboundRounds({
      clock: options.clock,
      mayGo: () => this.#well,
      collect: (all) => this.#collect(all),
    });
    const zone = options.zone ?? machineZone();
    this.#allowance = new Allowance(modem.name, modem.limits, {
      clock: this.#clock,
      zone,
      ...(options.ledger && { ledger: options.ledger }),
      changed: () => this.#onAllowance(),
    });
    this.#balance = modem.balance && new BalanceWatch(modem.balance, {
      clock: this.#clock,
      able: () => this.#well,
      idle: () => this.#isIdle,
      ask: (entries, signal) => this.ussd(entries, signal),
      alarm: (raised, text) => this.#board.alarm("balance", raised, text),
      notice: (text) => this.#onDriverEvent({ kind: "notice", text }),
    });
    this.#daily = modem.dailyResetMinute === undefined ? undefined : new Daily(
      modem.dailyResetMinute,
      () => this.#post({ kind: "refresh" }),
      { clock: this.#clock, zone },
    );
    const powered = modem.resetCommand !== undefined &&
      options.runReset !== undefined;
    this.#recovery = newRecovery(this.#clock.monotonic(), powered);
    this.#board = new StatusBoard(modem, this.#recovery.state, {
      clock: this.#clock,
      link: this.#link,
      allowance: this.#allowance,
      observe: options.observe,
    });
  }

  get usable(): boolean {
    if (!this.#well || this.#dialogues > 0) return false;
    return this.#allowance.hold?.urgentMayPass !== false;
  }

  get urgentOnly(): boolean {
    return this.#allowance.hold?.urgentMayPass === true;
  }

  whenUsable(signal: AbortSignal): Promise<void> {
    if (this.usable && !signal.aborted) return Promise.resolve();
    this.#balance?.makeWay();
    return this.#gate.wait(signal);
  }

  // Limits keep a message from being begun; one that is begun is finished, for half a text is charged and of no use.
  async submit(pdu: SubmitPdu, hooks: SubmitHooks): Promise<SendResult> {
    this.#balance?.makeWay();
    if (this.#allowance.gapLeftMs > 0) await this.#pace();
    const counted = this.#allowance.counted(hooks);
    const result = await this.#link.submit(
      pdu,
      counted.hooks,
      () => this.#well,
    );
    if (result === undefined) return this.#unusable();
    await counted.settle(result);
    this.#count(result);
    return result;
  }

  /** A USSD dialogue, after whatever the modem does; meanwhile other modems get the SMS. Never rejects. */
  async ussd(
    entries: readonly string[],
    signal: AbortSignal,
  ): Promise<UssdResult> {
    if (!this.#well) {
      return { kind: "failed", reason: this.#board.whyNot, answers: [] };
    }
    const either = AbortSignal.any([signal, this.#stop.signal]);
    this.#dialogues += 1;
    try {
      return await this.#link.ussd(entries, either);
    } finally {
      this.#dialogues -= 1;
      this.#openIfUsable();
    }
  }

  /** The modem as it is now. */
  get status(): ModemStatus {
    return this.#board.status(this.#recovery.state, this.#balance?.last);
  }

  /** Begins; to be called once. */
  start(): void {
    this.#run = this.#supervise();
    this.#rounds.start();
  }

  /** Ends: waits up to `patienceMs` for the SMS in flight, then closes the port. */
  async stop(patienceMs: number): Promise<void> {
    this.#stopping = true;
    this.#balance?.close();
    this.#daily?.close();
    this.#allowance.close();
    const patience = new AbortController();
    await Promise.race([
      this.#link.submitting ? this.#link.idle() : undefined,
      this.#clock.sleep(patienceMs, patience.signal).catch(() => {}),
    ]);
    patience.abort();
    this.#stop.abort();
    this.#link.close();
    this.#wake?.();
    await this.#run;
    await this.#rounds.stop();
    // A port that opened at this very moment.
    this.#link.close();
    this.#board.tellStopped();
  }

  async #supervise(): Promise<void> {
    this.#board.tell(this.#recovery.state);
    while (!this.#stop.signal.aborted) {
      const event = this.#mailbox.shift() ??
        await this.#perform(this.#recovery.action);
      if (!this.#stop.signal.aborted) this.#take(event);
    }
  }

  async #perform(action: RecoveryAction): Promise<RecoveryEvent> {
    const { signal } = this.#stop;
    switch (action.kind) {
      case "wait":
        return await this.#wait(action.delayMs);
      case "open":
        return await this.#link.open(signal);
      case "start":
        return await this.#start(signal);
      case "check":
        return await this.#check(signal);
      case "reset":
        return await this.#link.reset(action.rung, signal);
      case "power-cycle":
        return await this.#link.powerCycle(signal);
      default:
        return action satisfies never;
    }
  }

  async #start(signal: AbortSignal): Promise<RecoveryEvent> {
    const event = await this.#link.start(signal);
    this.#allowance.identify(this.#link.identity);
    return event;
  }

  async #wait(delayMs: number): Promise<RecoveryEvent> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#clock.after(delayMs, resolve);
    this.#wake = resolve;
    await promise;
    this.#wake = undefined;
    timer.cancel();
    // What woke it stays in the mailbox: taken out here, it would be forgotten for the moment until `#take`, and the modem
    // seem usable.
    return { kind: "elapsed" };
  }

  /** A modem that sends is well, and is not to be bothered between two SMS. */
  async #check(signal: AbortSignal): Promise<RecoveryEvent> {
    await this.#link.idle();
    const at = this.#lastSentAt;
    const { phase } = this.#recovery.state;
    const fresh = at + recoveryTimes.checkMs > this.#clock.monotonic();
    return phase === "usable" && fresh
      ? { kind: "sent", at }
      : await this.#link.check(signal);
  }

  #take(event: RecoveryEvent): void {
    const moment = {
      now: this.#clock.monotonic(),
      chance: this.#clock.random(),
    };
    const before = this.#recovery.state.phase;
    this.#recovery = step(this.#recovery.state, event, moment);
    this.#board.tell(this.#recovery.state);
    this.#openIfUsable();
    if (before !== "usable" && this.#well) this.#rounds.ring(true);
  }

  #openIfUsable(): void {
    if (this.usable) this.#gate.open();
  }

  #onAllowance(): void {
    if (this.#stopping) return;
    this.#board.tell(this.#recovery.state);
    this.#openIfUsable();
  }

  /** Keeps the gap also between the segments of a message. */
  async #pace(): Promise<void> {
    const { gapLeftMs } = this.#allowance;
    // Stopped while it waited, it finds the modem not usable.
    await this.#clock.sleep(gapLeftMs, this.#stop.signal).catch(() => {});
  }

  #post(event: RecoveryEvent): void {
    this.#mailbox.push(event);
    this.#wake?.();
  }

  #onDriverEvent(event: DriverEvent): void {
    switch (event.kind) {
      case "waiting":
        return this.#rounds.ring();
      case "notice":
      case "quirks":
        return this.#observe({ ...event, modem: this.name });
      case "sick":
        return this.#post({ kind: "fault", reason: event.reason });
      case "sim":
      case "restarted":
      case "lost":
        return this.#post(event);
      default:
        event satisfies never;
    }
  }

  /** Hands on what the modem has received, under the modem's name. */
  #receiver(receive: NonNullable<SupervisorOptions["receive"]>): Receive {
    return async (sms) => {
      if (sms.kind === "report") {
        const report = { ...sms.report, modem: this.name };
        this.#observe({ kind: "report", report });
      }
      await receive(this.name, sms);
    };
  }

  async #collect(all: boolean): Promise<boolean> {
    const { signal } = this.#stop;
    try {
      return await this.#link.collect(all, signal, () => this.#well);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) this.#post({ kind: "lost", reason });
      return false;
    }
  }

  #count(result: SendResult): void {
    this.#board.tell(this.#recovery.state);
    if (result.kind === "sent") {
      this.#board.sent += 1;
      this.#lastSentAt = this.#clock.monotonic();
      if (this.#hasHistory) {
        this.#take({ kind: "sent", at: this.#lastSentAt });
      }
      return;
    }
    this.#board.errors += 1;
    if (isModemFault(result)) {
      this.#post({ kind: "fault", reason: result.reason });
    }
  }

  /** Whether the recovery has anything to forget; it is not bothered with every SMS otherwise. */
  get #hasHistory(): boolean {
    const { state } = this.#recovery;
    return state.climbed > 0 || state.phase === "usable" && state.misses > 0;
  }

  #unusable(): SendResult {
    return { kind: "retry", fault: "modem", reason: this.#board.whyNot };
  }

  /** Whether it obeys and has a network, whatever its limits say. */
  get #well(): boolean {
    return this.#recovery.state.phase === "usable" &&
      this.#mailbox.length === 0 && !this.#stopping;
  }

  get #isIdle(): boolean {
    const quietMs = this.#clock.monotonic() - this.#lastSentAt;
    return !this.#link.submitting && quietMs >= idleMs;
  }
}

function machineZone(): TimeZone {
  const zone = findTimeZone("");
  if (zone === undefined) throw new Error("This machine has no time zone");
  return zone;
}

/** Whether the modem, not the message, is to blame: silence after a PDU counts, a message's own fault never. */
function isModemFault(
  result: Exclude<SendResult, { readonly kind: "sent" }>,
): boolean {
  switch (result.kind) {
    case "retry":
      return result.fault === "modem";
    case "uncertain":
      return true;
    case "rejected":
      return false;
    default:
      return result satisfies never;
  }
}
