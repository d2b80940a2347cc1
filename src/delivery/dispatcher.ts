import type { Clock } from "../model/mod.ts";
import type { ModemReport, SmsSender } from "../modem/mod.ts";
import {
  type Change,
  type Claim,
  type Store,
  StoreError,
} from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import { Gatekeeper } from "./gatekeeper.ts";
import { Housekeeper } from "./housekeeper.ts";
import type { SummaryForm } from "./merged_submission.ts";
import { modemKey } from "./modem_key.ts";
import { type Acknowledged, ReportBook } from "./reports.ts";
import { Outages } from "./outages.ts";
import type { RetryPolicy } from "./retry.ts";
import { noTimeRules, type TimeRules } from "./time_rules.ts";
import {
  type Outcome,
  outcomeOfBug,
  sendClaim,
  type SendingOptions,
} from "./worker.ts";

/** What the dispatcher needs to know of the config. */
export interface DispatcherOptions {
  readonly policy: RetryPolicy;
  readonly onUncertain: "resend" | "hold";
  /** How long a status report may take, milliseconds. */
  readonly reportTimeoutMs: number;
  /** Absent: none. */
  readonly timeRules?: TimeRules;
  /** How stale messages become one; needed where the rules want that. */
  readonly summary?: SummaryForm;
  /** Whether the network shall try no longer than until an SMS expires; absent: no. */
  readonly validUntilExpiry?: boolean;
  readonly clock: Clock;
  readonly observe: (event: DeliveryEvent) => void;
}

/** Its half, which a segment has at least, is longer than any answer_timeout of a modem's quirks: 10 minutes. */
const leaseMs = 30 * 60_000;
/** How long after a refused write the next try comes. */
const troubleWaitMs = 1000;
/** The same trouble is told again after this long. */
const toldAgainMs = 60_000;

/**
 * Gives due deliveries to usable modems: one worker a modem, each claiming what it can send, so that a slow or sick modem
 * holds up nothing but itself. Also moves what time has overtaken, and books status reports.
 */
export class Dispatcher {
  readonly #store: Store;
  readonly #senders: SmsSender[];
  readonly #options: DispatcherOptions;
  readonly #sending: SendingOptions;
  readonly #reports: ReportBook;
  readonly #stopping = new AbortController();
  readonly #hurry = new AbortController();
  /** Counts `wake` calls, so that a worker notices one that came while its claim was under way. */
  #arrivals = 0;
  /** Workers with nothing to do, longest idle first, each with the function that wakes it. */
  readonly #idle = new Map<SmsSender, () => void>();
  readonly #gatekeeper: Gatekeeper;
  readonly #housekeeper: Housekeeper;
  readonly #outages = new Outages();
  /** Everything that runs until the stop. */
  #running: Promise<void>[] = [];
  /** The trouble that was told last, and when. */
  #told: { readonly text: string; readonly at: number } | undefined;

  constructor(
    store: Store,
    senders: readonly SmsSender[],
    options: DispatcherOptions,
  ) {
    this.#store = store;
    this.#senders = [...senders];
    this.#options = options;
    this.#reports = new ReportBook(
      store,
      options.reportTimeoutMs,
      (change, modem) =>
        this.#changed(
          change,
          this.#senders.find((it) => modemKey(it) === modem),
        ),
    );
    this.#gatekeeper = new Gatekeeper(store, {
      ...options,
      rules: options.timeRules ?? noTimeRules,
      changed: (change) => this.#changed(change),
      persist: (write) => this.#persist(write),
    });
    this.#housekeeper = new Housekeeper(store, {
      ...options,
      reconsider: () => this.#gatekeeper.reconsider(),
      uncertainWaitMs: options.policy.uncertainWaitMs,
      changed: (change) => this.#changed(change),
      ring: () => this.#wakeAll(),
      trouble: (error) => this.#trouble(error),
      signal: this.#stopping.signal,
    });
    this.#sending = {
      ...options,
      store,
      leaseMs,
      hurry: this.#hurry.signal,
      acknowledged: (segment) => {
        if (this.#reports.waits(options.clock.now())) this.#bookEarly(segment);
      },
      persist: (write) => this.#persist(write),
    };
  }

  /** Brings back what a crash left behind, then starts a worker for each modem. Throws `StoreError`. */
  async start(): Promise<void> {
    const now = this.#options.clock.now();
    const resolveAt = now + this.#options.policy.uncertainWaitMs;
    // It may have been ahead in an earlier run.
    await this.#store.followClock(now);
    await this.#gatekeeper.prepare();
    const changes = await this.#store.recover({ now, resolveAt });
    for (const change of changes) this.#changed(change);
    // Whose reports came before the end of an earlier run.
    this.#bookEarly();
    this.#running = [
      this.#housekeeper.run(),
      ...this.#senders.map((sender) => this.#work(sender)),
    ];
  }

  /** Puts a modem to work that was found later. */
  add(sender: SmsSender): void {
    this.#senders.push(sender);
    const runs = this.#running.length > 0 && !this.#stopping.signal.aborted;
    if (runs) this.#running.push(this.#work(sender));
  }

  /** Wakes as many idle workers as there is new work for. */
  wake(deliveries: number): void {
    this.#arrivals += 1;
    this.#wakeIdle(deliveries);
    this.#housekeeper.notice();
  }

  /** Books a status report; resolves when it is on disk. Throws `StoreError`. */
  async report(report: ModemReport): Promise<void> {
    const sender = this.#senders.find(({ name }) => name === report.modem);
    if (sender === undefined) return;
    try {
      await this.#reports.book({ ...report, modem: modemKey(sender) });
    } catch (error) {
      this.#tellTrouble(error);
      throw error;
    }
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
    this.#wakeAll();
    await Promise.all(this.#running);
    hurry.removeEventListener("abort", onHurry);
  }

  async #work(sender: SmsSender): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#serve(sender);
      } catch (error) {
        // In a stop that can wait no longer, what is not on record will be uncertain; at any other time the worker goes on, and
        // the delivery that it had returns with its lease.
        await this.#trouble(error);
      }
    }
  }

  async #serve(sender: SmsSender): Promise<void> {
    const { signal } = this.#stopping;
    let settled: Promise<unknown> = Promise.resolve();
    while (!signal.aborted) {
      // Woken for work that it cannot do now: somebody else may.
      if (!sender.usable) this.#wakeIdle(1);
      await usable(sender, signal);
      if (signal.aborted) break;
      const arrivals = this.#arrivals;
      // Asked for before the last settlement is awaited, so that both share one commit.
      const claiming = this.#claim(sender);
      await settled;
      const claim = await claiming;
      if (claim === undefined) {
        if (await this.#release(sender)) continue;
        await this.#rest(sender, arrivals);
      } else {
        this.#outages.taken(claim.deliveryId);
        if (!this.#gatekeeper.admits(claim)) {
          await this.#gatekeeper.turnAway(claim);
          this.#housekeeper.poke();
          continue;
        }
        const outcome = await this.#send(sender, claim);
        settled = this.#settle(sender, claim, outcome);
        // It is awaited above, perhaps only after the modem has become usable again.
        settled.catch(() => {});
      }
    }
    await settled;
  }

  // A modem that rests because it is sick does not hear of new work; its worker is woken only where too few others are, to claim as
  // soon as the modem is well.
  #wakeIdle(count: number): void {
    const well = [...this.#idle.keys()]
      .filter(({ usable, urgentOnly }) => usable && !urgentOnly);
    const woken = well.slice(0, count);
    if (woken.length < count) return this.#wakeAll();
    for (const sender of woken) this.#wakeOne(sender);
  }

  #wakeAll(): void {
    for (const sender of [...this.#idle.keys()]) this.#wakeOne(sender);
  }

  #wakeOne(sender: SmsSender): void {
    const wake = this.#idle.get(sender);
    this.#idle.delete(sender);
    wake?.();
  }

  async #claim(sender: SmsSender): Promise<Claim | undefined> {
    const now = this.#options.clock.now();
    try {
      return await this.#store.claim({
        modem: modemKey(sender),
        now,
        leaseUntil: now + leaseMs,
        ...(sender.urgentOnly && { urgentOnly: true }),
      });
    } catch (error) {
      await this.#trouble(error);
      return undefined;
    }
  }

  // A bug that one message meets shall not stop the others, nor come back with the same message for ever.
  async #send(sender: SmsSender, claim: Claim): Promise<Outcome> {
    try {
      return await sendClaim(sender, claim, this.#sending);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      this.#options.observe({ kind: "bug", error });
      return outcomeOfBug(claim, this.#sending);
    }
  }

  async #settle(
    sender: SmsSender,
    claim: Claim,
    { transition, recorded, fault }: Outcome,
  ): Promise<void> {
    const at = this.#options.clock.now();
    const { deliveryId } = claim;
    const { to } = transition;
    if (to === "sent") this.#outages.sent(sender);
    const requeued = to === "queued";
    this.#outages.failed(sender, deliveryId, { fault, requeued });
    const settling = this.#persist(async () => {
      const change = await this.#store.settle(claim, transition, at);
      // Told at once, before a report that was booked in the same commit.
      if (change !== undefined) this.#changed(change, sender);
    });
    await Promise.all([settling, recorded]);
    if (to === "sent") await this.#release(sender);
    else this.#housekeeper.poke();
  }

  /**
   * Makes due what waits for no other reason than that this modem was out of order; false when there is nothing. To be called when it
   * has sent something, or has nothing else to do: a message that brings its modem down must not always be its first.
   */
  async #release(sender: SmsSender): Promise<boolean> {
    const ids = this.#outages.waitingFor(sender);
    if (ids.length === 0) return false;
    const now = this.#options.clock.now();
    await this.#persist(() => this.#store.hasten(ids, now));
    this.#outages.released(ids);
    this.#wakeIdle(ids.length);
    return true;
  }

  // Resolves when there may be work again: at once when some has come since the claim that found none was asked for.
  async #rest(sender: SmsSender, arrivals: number): Promise<void> {
    if (this.#stopping.signal.aborted || arrivals !== this.#arrivals) return;
    const woken = new Promise<void>((resolve) =>
      this.#idle.set(sender, resolve)
    );
    this.#housekeeper.poke();
    await woken;
  }

  #changed(change: Change, sender?: SmsSender): void {
    this.#options.observe({
      kind: "changed",
      change,
      ...(sender === undefined
        ? {}
        : { modem: sender.name, simulated: sender.simulated }),
    });
    // What a report could not be matched with while it had no reference and was no doubt.
    if (change.to === "uncertain") this.#bookEarly();
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
    this.#tellTrouble(error);
    // Rejects only when there is no time left to wait.
    await this.#options.clock.sleep(troubleWaitMs, this.#hurry.signal)
      .catch(() => {});
  }

  #tellTrouble(error: unknown): void {
    if (!(error instanceof StoreError)) throw error;
    const { clock, observe } = this.#options;
    const news = error.message !== this.#told?.text ||
      clock.monotonic() - this.#told.at >= toldAgainMs;
    if (news) {
      this.#told = { text: error.message, at: clock.monotonic() };
      observe({ kind: "trouble", text: error.message });
    }
  }

  #bookEarly(acknowledged?: Acknowledged): void {
    const { clock } = this.#options;
    const book = () => this.#reports.bookEarly(clock.now(), acknowledged);
    this.#persist(book).catch((error) => {
      // They stay where they are for the next start.
      if (!(error instanceof StoreError)) throw error;
    });
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
