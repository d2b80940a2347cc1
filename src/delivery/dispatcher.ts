import type { DeliveryId } from "../model/mod.ts";
import type { ModemReport, SmsSender } from "../modem/mod.ts";
import {
  type Change,
  type Claim,
  type Store,
  StoreError,
} from "../queue/mod.ts";
import { type DispatcherOptions, leaseMs } from "./dispatcher_options.ts";
import { HandOver } from "./hand_over.ts";
import { Gatekeeper } from "./gatekeeper.ts";
import { Housekeeper } from "./housekeeper.ts";
import { modemKey } from "./modem_key.ts";
import { Pulse } from "./pulse.ts";
import { type Acknowledged, ReportBook } from "./reports.ts";
import { Outages } from "./outages.ts";
import { noRouting, PoolDesk } from "./pool_desk.ts";
import { Standby, usableAgain } from "./standby.ts";
import { routeStranded } from "./stranded.ts";
import { isClosed, Trouble } from "./trouble.ts";
import { noTimeRules } from "./time_rules.ts";
import {
  type Hand,
  type Outcome,
  outcomeOfBug,
  sendClaim,
  type SendingOptions,
} from "./worker.ts";

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
  readonly #desk: PoolDesk;
  readonly #standby: Standby;
  /** Where each modem's work is recorded. */
  readonly #records = new Map<SmsSender, HandOver>();
  /** What some modem holds that is not on record. */
  readonly #reserved = new Set<DeliveryId>();
  readonly #gatekeeper: Gatekeeper;
  readonly #housekeeper: Housekeeper;
  readonly #outages = new Outages();
  /** Everything that runs until the stop. */
  #running: Promise<void>[] = [];
  readonly #trouble: Trouble;
  /** How its loops get on. */
  readonly pulse: Pulse;

  constructor(
    store: Store,
    senders: readonly SmsSender[],
    options: DispatcherOptions,
  ) {
    this.#store = store;
    this.#senders = [...senders];
    this.#options = options;
    const { clock, routing = noRouting } = options;
    this.#trouble = new Trouble(options, this.#hurry.signal);
    this.pulse = new Pulse(clock);
    this.#desk = new PoolDesk(this.#senders, routing, clock);
    this.#standby = new Standby(this.#desk);
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
      ring: () => this.#standby.wakeAll(),
      trouble: (error) => this.#trouble.wait(error),
      pulse: this.pulse,
      signal: this.#stopping.signal,
    });
    this.#sending = { ...options, store, hurry: this.#hurry.signal };
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
    const lost = this.#desk.learn(this.#store.routes());
    // Whose reports came before the end of an earlier run.
    this.#bookEarly();
    this.#running = [
      this.#housekeeper.run(),
      this.#routeAnew(lost),
      ...this.#senders.map((sender) => this.#work(sender)),
    ];
  }

  /** Puts a modem to work that was found later. */
  add(sender: SmsSender): void {
    this.#senders.push(sender);
    const runs = this.#running.length > 0 && !this.#stopping.signal.aborted;
    if (runs) this.#running.push(this.#work(sender));
  }

  /** Wakes as many idle workers as there is new work for, some of it with these routes. */
  wake(deliveries: number, routes: readonly string[] = []): void {
    this.#arrivals += 1;
    const found = this.#standby.wakeFor(deliveries, routes);
    this.#housekeeper.notice({ soon: !found });
  }

  /** A modem may have come or gone: by that it is told how long others must wait for it. */
  look(): void {
    this.#desk.look();
  }

  /** Books a status report; resolves when it is on disk. Throws `StoreError`. */
  async report(report: ModemReport): Promise<void> {
    const sender = this.#senders.find(({ name }) => name === report.modem);
    if (sender === undefined) return;
    // What it speaks of may have left this very moment.
    const records = this.#records.get(sender);
    if (records?.owes(report.reference)) records.flush().catch(() => {});
    try {
      await this.#reports.book({ ...report, modem: modemKey(sender) });
    } catch (error) {
      this.#trouble.tell(error);
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
    this.#standby.wakeAll();
    await Promise.all(this.#running);
    hurry.removeEventListener("abort", onHurry);
  }

  async #work(sender: SmsSender): Promise<void> {
    const records = this.#recordsOf(sender);
    this.#records.set(sender, records);
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#serve({ sender, records });
      } catch (error) {
        // In a stop that can wait no longer, what is not on record will be uncertain; at any other time the worker goes on, and
        // the delivery that it had returns with its lease.
        await this.#trouble.wait(error);
      }
    }
  }

  #recordsOf(sender: SmsSender): HandOver {
    return new HandOver(modemKey(sender), {
      store: this.#store,
      clock: this.#options.clock,
      leaseMs,
      reserved: this.#reserved,
      persist: (write) => this.#persist(this.pulse.steps(sender, write)),
      changed: (change) => {
        this.#changed(change, sender);
        // It may be due before anything else that the housekeeper knows of.
        if (change.to !== "sent") this.#housekeeper.poke();
      },
      acknowledged: (segment) => {
        if (this.#reports.waits(this.#options.clock.now())) {
          this.#bookEarly(segment);
        }
      },
      freed: () => this.wake(1),
    });
  }

  /** One delivery after the other: reserved when that is possible, since it costs one sync less than a claim. */
  async #serve(hand: Hand): Promise<void> {
    const { signal } = this.#stopping;
    // After one that came to nothing the next is claimed, so that nobody asks a modem for prompts in vain while the disk is full.
    let smooth = true;
    while (!signal.aborted) {
      this.pulse.begin(hand.sender);
      const reserved = smooth ? this.#reserve(hand) : undefined;
      const claim = reserved ?? await this.#claimNext(hand);
      if (claim) smooth = await this.#deliver(hand, claim);
    }
    await hand.records.flush();
  }

  #reserve({ sender, records }: Hand): Claim | undefined {
    const wanted = sender.usable ? this.#wantedBy(sender) : undefined;
    if (wanted === undefined) return undefined;
    try {
      return this.#given(sender, records.reserve(wanted));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      // The claim that follows will tell.
      return undefined;
    }
  }

  /** Claims a delivery; undefined after a rest, when there was none, and when the modem had to become usable first. */
  async #claimNext({ sender, records }: Hand): Promise<Claim | undefined> {
    const recorded = records.flush();
    if (!sender.usable) {
      // Whoever waits for the next flush hears of trouble.
      recorded.catch(() => {});
      // Woken for work that it cannot do now: somebody else may.
      this.#standby.wake(1);
      this.pulse.rest(sender);
      await usableAgain(sender, this.#stopping.signal);
      return undefined;
    }
    const arrivals = this.#arrivals;
    // Asked for before what is owed is awaited, so that both share one commit.
    const [claim] = await Promise.all([this.#claim(sender), recorded]);
    if (claim === undefined && !await this.#release(sender)) {
      await this.#rest(sender, arrivals);
    }
    return claim;
  }

  /** Sends what was claimed or reserved, and settles it; false when it was not this modem's to send in the end. */
  async #deliver(hand: Hand, claim: Claim): Promise<boolean> {
    this.#outages.taken(claim.deliveryId);
    if (!this.#gatekeeper.admits(claim)) {
      return await this.#turnAway(hand, claim);
    }
    try {
      const outcome = await this.#send(hand, claim);
      if (!hand.records.holds(claim)) return false;
      await this.#settle(hand, claim, outcome);
      return true;
    } catch (error) {
      hand.records.giveBack(claim);
      throw error;
    }
  }

  /** Keeps back what a rule of time does not let go; false, so that the next one is claimed. */
  async #turnAway({ records }: Hand, claim: Claim): Promise<false> {
    const leased = !records.isReserved(claim);
    records.giveBack(claim);
    await this.#gatekeeper.turnAway(claim, { leased });
    this.#housekeeper.poke();
    return false;
  }

  /** What this modem may be given at this moment; undefined: nothing. */
  #wantedBy(sender: SmsSender): ReturnType<PoolDesk["request"]> | undefined {
    const gate = this.#options.gate?.() ?? "all";
    if (gate === "none") return undefined;
    const request = this.#desk.request(sender);
    return gate === "urgent" ? { ...request, urgentOnly: true } : request;
  }

  async #claim(sender: SmsSender): Promise<Claim | undefined> {
    const now = this.#options.clock.now();
    const wanted = this.#wantedBy(sender);
    if (wanted === undefined) return undefined;
    try {
      const claim = await this.#store.claim({
        ...wanted,
        now,
        leaseUntil: now + leaseMs,
        except: this.#reserved,
      });
      return this.#given(sender, claim);
    } catch (error) {
      await this.#trouble.wait(error);
      return undefined;
    }
  }

  // A bug that one message meets shall not stop the others, nor come back with the same message for ever.
  async #send(hand: Hand, claim: Claim): Promise<Outcome> {
    try {
      return await sendClaim(hand, claim, this.#sending);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      this.#options.observe({ kind: "bug", error });
      // What follows is read from the records.
      await hand.records.flush();
      return outcomeOfBug(claim, this.#sending);
    }
  }

  async #settle(
    { sender, records }: Hand,
    claim: Claim,
    { transition, fault }: Outcome,
  ): Promise<void> {
    const { to } = transition;
    if (to === "sent") this.#outages.sent(sender);
    const requeued = to === "queued";
    this.#outages.failed(sender, claim.deliveryId, { fault, requeued });
    const at = this.#options.clock.now();
    records.owe({ kind: "settled", claim, transition, at });
    if (to !== "sent" || this.#outages.waitingFor(sender).length === 0) return;
    await records.flush();
    await this.#release(sender);
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
    this.#standby.wake(ids.length);
    return true;
  }

  async #routeAnew(lost: readonly string[]): Promise<void> {
    const trouble = (error: unknown) => this.#trouble.wait(error);
    const { signal } = this.#stopping;
    const [store, desk] = [this.#store, this.#desk];
    await routeStranded(lost, { store, desk, trouble, signal });
    this.#standby.wakeAll();
  }

  #given(sender: SmsSender, claim: Claim | undefined): Claim | undefined {
    if (claim !== undefined && this.#desk.given(sender, claim)) {
      this.#arrivals += 1;
      this.#standby.wakeAll();
    }
    return claim;
  }

  // Resolves when there may be work again: at once when some has come since the claim that found none was asked for.
  async #rest(sender: SmsSender, arrivals: number): Promise<void> {
    if (this.#stopping.signal.aborted || arrivals !== this.#arrivals) return;
    const woken = this.#standby.rest(sender);
    this.pulse.rest(sender);
    this.#housekeeper.poke();
    await woken;
  }

  #changed(change: Change, sender?: SmsSender): void {
    this.#options.observe({
      kind: "changed",
      change,
      ...(sender && { modem: sender.name, simulated: sender.simulated }),
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
        await this.#trouble.wait(error);
      }
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
