import type { Clock, SendResult } from "../model/mod.ts";
import type { SubmitPdu } from "../sms/mod.ts";
import type {
  DriverEvent,
  ModemEvent,
  ModemStatus,
  Receive,
  SmsSender,
  SubmitHooks,
} from "./driver.ts";
import { Gate } from "./gate.ts";
import { InboundRounds } from "./inbound_rounds.ts";
import { type FleetModem, Link, type LinkOptions } from "./link.ts";
import { newRecovery, type RecoveryStep, step } from "./recovery.ts";
import {
  type RecoveryAction,
  type RecoveryEvent,
  recoveryTimes,
} from "./recovery_state.ts";
import { inWords } from "./recovery_words.ts";
import type { ReceivedSms } from "./received.ts";
import { isSimulated } from "./simulator_options.ts";

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
  readonly #mailbox: RecoveryEvent[] = [];
  readonly #stop = new AbortController();
  #recovery: RecoveryStep;
  #status: ModemStatus;
  #run: Promise<void> | undefined;
  #stopping = false;
  #wake: (() => void) | undefined;
  #lastSentAt = -Infinity;
  #sent = 0;
  #errors = 0;

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
      mayGo: () => this.usable,
      collect: (all) => this.#collect(all),
    });
    this.#recovery = newRecovery(this.#clock.monotonic());
    this.#status = {
      ...this.#facts(),
      ...inWords(this.#recovery.state),
      since: this.#clock.now(),
    };
  }

  get usable(): boolean {
    return this.#recovery.state.phase === "usable" &&
      this.#mailbox.length === 0 && !this.#stopping;
  }

  whenUsable(signal: AbortSignal): Promise<void> {
    return this.usable && !signal.aborted
      ? Promise.resolve()
      : this.#gate.wait(signal);
  }

  async submit(pdu: SubmitPdu, hooks: SubmitHooks): Promise<SendResult> {
    const result = await this.#link.submit(pdu, hooks, () => this.usable);
    if (result === undefined) return this.#unusable();
    this.#count(result);
    return result;
  }

  /** The modem as it is now. */
  get status(): ModemStatus {
    return { ...this.#status, ...this.#facts() };
  }

  /** Begins; to be called once. */
  start(): void {
    this.#run = this.#supervise();
    this.#rounds.start();
  }

  /** Ends: waits up to `patienceMs` for the SMS in flight, then closes the port. */
  async stop(patienceMs: number): Promise<void> {
    this.#stopping = true;
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
    this.#tell({ state: "stopped", detail: "Stopped" });
  }

  async #supervise(): Promise<void> {
    this.#tell(inWords(this.#recovery.state));
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
        return await this.#link.start(signal);
      case "check":
        return await this.#check(signal);
      case "reset":
        return await this.#link.reset(action.rung, signal);
      default:
        return action satisfies never;
    }
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
    this.#recovery = step(this.#recovery.state, event, moment);
    const before = this.#status.state;
    this.#tell(inWords(this.#recovery.state));
    if (this.usable) this.#gate.open();
    if (before !== "usable" && this.usable) this.#rounds.ring(true);
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
        return this.#observe({ ...event, modem: this.name });
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
      return await this.#link.collect(all, signal, () => this.usable);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!signal.aborted) this.#post({ kind: "lost", reason });
      return false;
    }
  }

  #count(result: SendResult): void {
    if (result.kind === "sent") {
      this.#sent += 1;
      this.#lastSentAt = this.#clock.monotonic();
      if (this.#hasHistory) {
        this.#take({ kind: "sent", at: this.#lastSentAt });
      }
      return;
    }
    this.#errors += 1;
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
    const { detail, state } = this.#status;
    return {
      kind: "retry",
      fault: "modem",
      reason: `Modem "${this.name}" is ${
        detail === "" ? state : `${state}: ${detail}`
      }`,
    };
  }

  #facts() {
    return {
      name: this.name,
      port: this.#modem.port,
      simulated: this.simulated,
      identity: this.#link.identity,
      network: this.#link.network,
      sent: this.#sent,
      errors: this.#errors,
    };
  }

  #tell(now: Pick<ModemStatus, "state" | "detail">): void {
    const before = this.#status;
    const changed = before.state !== now.state;
    const since = changed ? this.#clock.now() : before.since;
    this.#status = { ...this.#facts(), ...now, since };
    if (changed || before.detail !== now.detail) {
      this.#observe({ kind: "state", status: this.#status });
    }
  }
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
