import type { DeliveryId } from "../model/mod.ts";
import type { ModemReport, SmsSender } from "../modem/mod.ts";
import {
  type Change,
  type Claim,
  type Store,
  StoreError,
} from "../queue/mod.ts";
import { Claiming } from "./claiming.ts";
import { Crew, type Post } from "./crew.ts";
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
import { Trouble } from "./trouble.ts";
import { noTimeRules } from "./time_rules.ts";
import {
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
  readonly #options: DispatcherOptions;
  readonly #reports: ReportBook;
  readonly #stopping = new AbortController();
  readonly #hurry = new AbortController();
  readonly #desk: PoolDesk;
  readonly #standby: Standby;
  readonly #claiming: Claiming;
  readonly #crew: Crew;
  /** What some modem holds that is not on record. */
  readonly #reserved = new Set<DeliveryId>();
  readonly #gatekeeper: Gatekeeper;
  readonly #housekeeper: Housekeeper;
  readonly #outages = new Outages();
  /** What runs besides the modems. */
  #running: Promise<unknown> | undefined;
  /** What follows from changed options. */
  #following: Promise<void> = Promise.resolve();
  readonly #trouble: Trouble;
  /** How its loops get on. */
  readonly pulse: Pulse;

  constructor(
    store: Store,
    senders: readonly SmsSender[],
    options: DispatcherOptions,
  ) {
    this.#store = store;
    this.#options = options;
    const { clock, observe, routing = noRouting } = options;
    this.pulse = new Pulse(clock);
    this.#trouble = new Trouble(options, this.#hurry.signal, this.pulse);
    this.#crew = new Crew(senders, this.#stopping.signal);
    this.#desk = new PoolDesk(this.#crew.senders, routing, clock);
    this.#standby = new Standby(this.#desk);
    this.#claiming = new Claiming({
      ...{ store, options, desk: this.#desk, standby: this.#standby },
      ...{ trouble: this.#trouble, reserved: this.#reserved },
    });
    this.#reports = new ReportBook(
      store,
      options,
      (change, modem) => this.#changed(change, this.#crew.keyed(modem)),
    );
    const changed = (change: Change) => this.#changed(change);
    this.#gatekeeper = new Gatekeeper(store, {
      ...{ clock, observe, changed },
      get rules() {
        return options.timeRules ?? noTimeRules;
      },
      get summary() {
        return options.summary;
      },
      persist: (write) => this.#trouble.persist(write),
    });
    this.#housekeeper = new Housekeeper(store, {
      ...{ clock, changed },
      get onUncertain() {
        return options.onUncertain;
      },
      get uncertainWaitMs() {
        return options.policy.uncertainWaitMs;
      },
      reconsider: () => this.#gatekeeper.reconsider(),
      ring: () => this.#standby.wakeAll(),
      trouble: (error) => this.#trouble.wait(error),
      pulse: this.pulse,
      signal: this.#stopping.signal,
    });
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
    this.#running = Promise.all([
      this.#housekeeper.run(),
      this.#routeAnew(lost),
    ]);
    for (const sender of this.#crew.senders) this.#begin(sender);
  }

  /** Puts a modem to work that came later. */
  add(sender: SmsSender): void {
    this.#crew.join(sender);
    if (this.#runs) this.#begin(sender);
  }

  /** Gives a modem nothing more; resolves when it has sent the message that it is sending, and that is on record. */
  async remove(sender: SmsSender): Promise<void> {
    await this.#crew.dismiss(sender, () => this.#standby.wakeAll());
    this.#desk.forget(sender);
    this.pulse.leave(sender);
    this.#standby.wakeAll();
  }

  /**
   * Goes by options that have changed: what waits is judged anew by the rules of time, and routed anew where its route leads nowhere any
   * more. What is being sent is not disturbed.
   */
  follow(): void {
    this.#desk.follow(this.#options.routing ?? noRouting, []);
    if (!this.#runs) return;
    this.#following = this.#following.then(() => this.#putInOrder());
  }

  get #runs(): boolean {
    return this.#running !== undefined && !this.#stopping.signal.aborted;
  }

  async #putInOrder(): Promise<void> {
    const routes = async () => await this.#store.routes();
    try {
      const lost = this.#desk.learn(await this.#trouble.persist(routes));
      await this.#trouble.persist(() => this.#gatekeeper.prepare());
      await this.#gatekeeper.reconsider();
      await this.#routeAnew(lost);
    } catch (error) {
      // Given up for the stop; the next start does the same.
      if (!(error instanceof StoreError)) throw error;
    }
    this.#housekeeper.poke();
  }

  /** Wakes as many idle workers as there is new work for, some of it with these routes. */
  wake(deliveries: number, routes: readonly string[] = []): void {
    this.#claiming.arrived();
    const found = this.#standby.wakeFor(deliveries, routes);
    this.#housekeeper.notice({ soon: !found });
  }

  /** A modem may have come or gone: by that it is told how long others must wait for it. */
  look(): void {
    this.#desk.look();
  }

  /** Books a status report; resolves when it is on disk. Throws `StoreError`. */
  async report(report: ModemReport): Promise<void> {
    const sender = this.#crew.named(report.modem);
    if (sender === undefined) return;
    // What it speaks of may have left this very moment.
    const records = this.#crew.recordsOf(sender);
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
    await Promise.all([this.#running, this.#following, this.#crew.gone()]);
    hurry.removeEventListener("abort", onHurry);
  }

  #begin(sender: SmsSender): void {
    const records = this.#recordsOf(sender);
    this.#crew.begin({ sender, records }, (post) => this.#work(post));
  }

  async #work(post: Post): Promise<void> {
    while (!post.signal.aborted) {
      try {
        await this.#serve(post);
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
      persist: (write) =>
        this.#trouble.persist(this.pulse.steps(sender, write)),
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
  async #serve(hand: Post): Promise<void> {
    const { signal } = hand;
    // After one that came to nothing the next is claimed, so that nobody asks a modem for prompts in vain while the disk is full.
    let smooth = true;
    while (!signal.aborted) {
      this.pulse.begin(hand.sender);
      const reserved = smooth ? this.#claiming.reserve(hand) : undefined;
      const claim = reserved ?? await this.#claimNext(hand);
      if (claim) smooth = await this.#deliver(hand, claim);
    }
    await hand.records.flush();
  }

  /** Claims a delivery; undefined after a rest, when there was none, and when the modem had to become usable first. */
  async #claimNext(
    { sender, records, signal }: Post,
  ): Promise<Claim | undefined> {
    const recorded = records.flush();
    if (!sender.usable) {
      // Whoever waits for the next flush hears of trouble.
      recorded.catch(() => {});
      // Woken for work that it cannot do now: somebody else may.
      this.#standby.wake(1);
      this.pulse.rest(sender);
      await usableAgain(sender, signal);
      return undefined;
    }
    const { arrivals } = this.#claiming;
    // Asked for before what is owed is awaited, so that both share one commit.
    const [claim] = await Promise.all([
      this.#claiming.claim(sender),
      recorded,
    ]);
    if (claim === undefined && !await this.#release(sender)) {
      await this.#rest(sender, { arrivals, signal });
    }
    return claim;
  }

  /** Sends what was claimed or reserved, and settles it; false when it was not this modem's to send in the end. */
  async #deliver(hand: Post, claim: Claim): Promise<boolean> {
    this.#outages.taken(claim.deliveryId);
    if (!this.#gatekeeper.admits(claim)) {
      // Kept back by a rule of time: the next one is claimed.
      await this.#gatekeeper.turnAway(claim, hand.records.surrender(claim));
      this.#housekeeper.poke();
      return false;
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

  // A bug that one message meets shall not stop the others, nor come back with the same message for ever.
  async #send(hand: Post, claim: Claim): Promise<Outcome> {
    const sending = this.#sendingNow(hand);
    try {
      return await sendClaim(hand, claim, sending);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      this.#options.observe({ kind: "bug", error });
      // What follows is read from the records.
      await hand.records.flush();
      return outcomeOfBug(claim, sending);
    }
  }

  /** By these one message is sent from its first part to its last. */
  #sendingNow(hand: Post): SendingOptions {
    const { clock, policy, validUntilExpiry = false } = this.#options;
    const [store, hurry] = [this.#store, this.#hurry.signal];
    const lookAhead = () => this.#claiming.lookAhead(hand);
    return { clock, policy, validUntilExpiry, store, hurry, lookAhead };
  }

  async #settle(
    { sender, records }: Post,
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
    await this.#trouble.persist(() => this.#store.hasten(ids, now));
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

  // Resolves when there may be work again: at once when some has come since the claim that found none was asked for.
  async #rest(
    sender: SmsSender,
    { arrivals, signal }: Pick<Post, "signal"> & { readonly arrivals: number },
  ): Promise<void> {
    if (signal.aborted || arrivals !== this.#claiming.arrivals) return;
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

  #bookEarly(acknowledged?: Acknowledged): void {
    const { clock } = this.#options;
    const book = () => this.#reports.bookEarly(clock.now(), acknowledged);
    this.#trouble.persist(book).catch((error) => {
      // They stay where they are for the next start.
      if (!(error instanceof StoreError)) throw error;
    });
  }
}
