import type { Clock, Timer } from "../model/mod.ts";
import type { ModemReport, SmsSender } from "../modem/mod.ts";
import {
  type Change,
  type Claim,
  type Store,
  StoreError,
} from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import { ReportBook } from "./reports.ts";
import type { RetryPolicy } from "./retry.ts";
import { type Outcome, sendClaim, type SendingOptions } from "./worker.ts";

/** What the dispatcher needs to know of the config. */
export interface DispatcherOptions {
  readonly policy: RetryPolicy;
  readonly onUncertain: "resend" | "hold";
  /** How long a status report may take, milliseconds. */
  readonly reportTimeoutMs: number;
  readonly clock: Clock;
  readonly observe: (event: DeliveryEvent) => void;
}

/** Longer than any time-out of a driver for one segment (prompt 30 s, answer 120 s, busy repeats). */
const leaseMs = 10 * 60_000;
/** How long after a refused write the next try comes. */
const troubleWaitMs = 1000;
/** The same trouble is told again after this long. */
const toldAgainMs = 60_000;
/** What is due but cannot be sent now is looked at again this often. */
const overdueWaitMs = 1000;
const sweepRows = 500;

/**
 * Gives due deliveries to usable modems: one worker a modem, each claiming what it can send, so that a slow or sick modem
 * holds up nothing but itself. Also moves what time has overtaken, and books status reports.
 */
export class Dispatcher {
  readonly #store: Store;
  readonly #senders: readonly SmsSender[];
  readonly #options: DispatcherOptions;
  readonly #sending: SendingOptions;
  readonly #reports: ReportBook;
  readonly #stopping = new AbortController();
  readonly #hurry = new AbortController();
  /** Counts `wake` calls, so that a worker notices one that came while its claim was under way. */
  #arrivals = 0;
  /** Workers with nothing to do, longest idle first, each by the function that wakes it. */
  #idle: (() => void)[] = [];
  #workers: readonly Promise<void>[] = [];
  #alarm: Timer | undefined;
  #alarmAt = Infinity;
  /** The trouble that was told last, and when. */
  #told: { readonly text: string; readonly at: number } | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(
    store: Store,
    senders: readonly SmsSender[],
    options: DispatcherOptions,
  ) {
    this.#store = store;
    this.#senders = senders;
    this.#options = options;
    this.#reports = new ReportBook(
      store,
      options.reportTimeoutMs,
      (change, modem) =>
        this.#changed(change, senders.find(({ name }) => name === modem)),
    );
    this.#sending = {
      ...options,
      leaseMs,
      hurry: this.#hurry.signal,
      acknowledged: (modem, reference) =>
        this.#book(this.#reports.early(modem, reference, options.clock.now())),
      persist: (write) => this.#persist(write),
    };
  }

  /** Brings back what a crash left behind, then starts a worker for each modem. Throws `StoreError`. */
  async start(): Promise<void> {
    const now = this.#options.clock.now();
    const resolveAt = now + this.#options.policy.uncertainWaitMs;
    const changes = await this.#store.recover({ now, resolveAt });
    for (const change of changes) this.#changed(change);
    this.#workers = this.#senders.map((sender) => this.#work(sender));
    this.#setAlarm();
  }

  /** Wakes as many idle workers as there is new work for. */
  wake(deliveries: number): void {
    this.#arrivals += 1;
    for (const wake of this.#idle.splice(0, deliveries)) wake();
    // With every worker busy or no modem usable, time may still overtake the new delivery.
    if (this.#alarm === undefined) this.#setAlarm();
  }

  /** Books a status report. */
  report(report: ModemReport): void {
    this.#book([report]);
  }

  /**
   * Claims nothing more and resolves when every message in flight is settled. Once `hurry` aborts, each modem ends with
   * the segment that it is sending. May be called once.
   */
  async stop(hurry: AbortSignal): Promise<void> {
    const onHurry = () => this.#hurry.abort();
    if (hurry.aborted) onHurry();
    else hurry.addEventListener("abort", onHurry, { once: true });
    this.#stopping.abort();
    this.#alarm?.cancel();
    for (const wake of this.#idle.splice(0)) wake();
    await Promise.all([...this.#workers, this.#sweeping]);
    hurry.removeEventListener("abort", onHurry);
  }

  async #work(sender: SmsSender): Promise<void> {
    try {
      await this.#serve(sender);
    } catch (error) {
      // A stop that could wait no longer: what is not on record will be uncertain.
      if (!(error instanceof StoreError)) throw error;
    }
  }

  async #serve(sender: SmsSender): Promise<void> {
    const { signal } = this.#stopping;
    let settled: Promise<unknown> = Promise.resolve();
    while (!signal.aborted) {
      await usable(sender, signal);
      if (signal.aborted) break;
      const arrivals = this.#arrivals;
      // Asked for before the last settlement is awaited, so that both share one commit.
      const claiming = this.#claim(sender);
      await settled;
      const claim = await claiming;
      if (claim === undefined) {
        await this.#rest(arrivals);
      } else {
        const outcome = await this.#send(sender, claim);
        settled = this.#settle(sender, claim, outcome);
      }
    }
    await settled;
  }

  async #claim(sender: SmsSender): Promise<Claim | undefined> {
    const now = this.#options.clock.now();
    try {
      return await this.#store.claim({
        modem: sender.name,
        now,
        leaseUntil: now + leaseMs,
      });
    } catch (error) {
      await this.#trouble(error);
      return undefined;
    }
  }

  #send(sender: SmsSender, claim: Claim): Promise<Outcome> {
    return sendClaim(this.#store, sender, claim, this.#sending);
  }

  async #settle(
    sender: SmsSender,
    claim: Claim,
    { transition, recorded }: Outcome,
  ): Promise<void> {
    const at = this.#options.clock.now();
    const settling = this.#persist(() =>
      this.#store.settle(claim, transition, at)
    );
    const [change] = await Promise.all([settling, recorded]);
    if (change !== undefined) this.#changed(change, sender);
    if (transition.to !== "sent") this.#setAlarm();
  }

  // Resolves when there may be work again: at once when some has come since the claim that found none was asked for.
  async #rest(arrivals: number): Promise<void> {
    if (this.#stopping.signal.aborted || arrivals !== this.#arrivals) return;
    const woken = new Promise<void>((resolve) => this.#idle.push(resolve));
    this.#setAlarm();
    await woken;
  }

  // The alarm rings when a delivery falls due, expires, or an uncertain one is to be decided.
  #setAlarm(): void {
    if (this.#stopping.signal.aborted) return;
    const now = this.#options.clock.now();
    const due = this.#store.nextDueAt();
    if (due === undefined) return;
    const at = due > now ? due : now + overdueWaitMs;
    if (this.#alarm !== undefined && this.#alarmAt <= at) return;
    this.#alarm?.cancel();
    this.#alarmAt = at;
    this.#alarm = this.#options.clock.after(at - now, () => {
      this.#alarm = undefined;
      this.#sweeping = this.#ring();
    });
  }

  async #ring(): Promise<void> {
    try {
      await this.#sweep();
    } catch (error) {
      await this.#trouble(error);
    }
    for (const wake of this.#idle.splice(0)) wake();
    this.#setAlarm();
  }

  async #sweep(): Promise<void> {
    const { clock, onUncertain, policy } = this.#options;
    const now = clock.now();
    const resolveAt = now + policy.uncertainWaitMs;
    const changes = [
      ...await this.#store.recover({ now, resolveAt, leasesUntil: now }),
      ...await this.#store.sweep({ now, onUncertain, limit: sweepRows }),
    ];
    for (const change of changes) this.#changed(change);
  }

  #changed(change: Change, sender?: SmsSender): void {
    this.#options.observe({
      kind: "changed",
      change,
      ...(sender === undefined
        ? {}
        : { modem: sender.name, simulated: sender.simulated }),
    });
  }

  // What the modem has done cannot be undone, so its record is tried until it is on disk, however long that takes; until then the
  // worker takes nothing new. Only a stop in a hurry gives it up.
  async #persist<T>(write: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (isClosed(error) || this.#hurry.signal.aborted) throw error;
        await this.#trouble(error);
      }
    }
  }

  async #trouble(error: unknown): Promise<void> {
    if (!(error instanceof StoreError)) throw error;
    const { clock, observe } = this.#options;
    const news = error.message !== this.#told?.text ||
      clock.monotonic() - this.#told.at >= toldAgainMs;
    if (news) {
      this.#told = { text: error.message, at: clock.monotonic() };
      observe({ kind: "trouble", text: error.message });
    }
    // Rejects only when there is no time left to wait.
    await clock.sleep(troubleWaitMs, this.#hurry.signal).catch(() => {});
  }

  #book(reports: readonly ModemReport[]): void {
    for (const report of reports) {
      this.#persist(() => this.#reports.book(report)).catch((error) => {
        // The report of a message that was sent is lost with the database; the message is not.
        if (!(error instanceof StoreError)) throw error;
      });
    }
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof StoreError && error.code === "closed";
}

async function usable(sender: SmsSender, signal: AbortSignal): Promise<void> {
  try {
    await sender.whenUsable(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
