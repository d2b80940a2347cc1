import type { DeliveryId, PhoneNumber, Timer } from "../model/mod.ts";
import {
  type EscalationFate,
  type EscalationRecord,
  type Store,
  StoreError,
  type Submission,
} from "../queue/mod.ts";
import { escalate, type EscalationMove } from "./escalation.ts";
import type { PeopleOf } from "./escalation_rules.ts";
import type { DeliveryEvent } from "./event.ts";
import { type OwnMessageOptions, ownSubmission } from "./own_message.ts";

/** What the escalator needs. */
export interface EscalatorOptions extends OwnMessageOptions {
  readonly peopleOf: PeopleOf;
  readonly observe: (event: DeliveryEvent) => void;
  /** Makes the dispatcher look at the queue. */
  readonly wake: (deliveries: number) => void;
}

const atOnce = 100;
/** The wall clock may be set meanwhile. */
const longestMs = 60_000;
/** It was when it has moved by more than this against the other. */
const settingMs = 1_000;
/** After trouble with the database the next try comes after this. */
const troubleWaitMs = 60_000;

/**
 * Has others get what nobody confirms. Nothing is known in memory that is not on disk: each step is one commit with its message, and a
 * restart goes on with what is due. Asks for nothing while no escalation is open.
 */
export class Escalator {
  readonly #store: Store;
  readonly #options: EscalatorOptions;
  /** Deliveries that will reach nobody, and are still to be looked at. */
  readonly #lost = new Set<DeliveryId>();
  /** Wall clock less the monotonic one, as last followed. */
  #offset = 0;
  /** When it was, monotonic. */
  #followedAt = 0;
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #state: "new" | "idle" | "busy" | "stopped" = "new";

  constructor(store: Store, options: EscalatorOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Takes up what an earlier run left open, also of what was lost in its last moment. Throws `StoreError`. */
  start(): void {
    this.#state = "idle";
    this.#noteClock();
    if (this.#store.escalations.nextAt() === undefined) {
      return this.#lost.clear();
    }
    this.#run(() => this.#lookAtAll());
  }

  /** To be called when one has begun. */
  poke(): void {
    if (this.#state !== "idle") return;
    // While none was open the clock was nobody's business.
    if (this.#timer === undefined) this.#noteClock();
    try {
      this.#arm();
    } catch (error) {
      // Its message is on disk: whoever mailed it must not be told that it is not.
      if (!(error instanceof StoreError)) throw error;
      this.#options.observe({ kind: "trouble", text: error.message });
      this.#armIn(troubleWaitMs);
    }
  }

  /** To be told of every change of a delivery. */
  notice(event: DeliveryEvent): void {
    if (event.kind !== "changed" || this.#state === "stopped") return;
    const { deliveryId, to } = event.change;
    const isLost = to === "failed" || to === "expired" || to === "cancelled";
    // Without a timer none is open.
    if (!isLost || (this.#timer === undefined && this.#state === "idle")) {
      return;
    }
    this.#lost.add(deliveryId);
    if (this.#state === "idle") this.#armIn(0);
  }

  /** Makes no more steps; resolves when the last one is on disk. */
  async stop(): Promise<void> {
    this.#state = "stopped";
    this.#timer?.cancel();
    await this.#running;
  }

  #arm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const due = this.#store.escalations.nextAt();
    if (due === undefined) return this.#lost.clear();
    const waitMs = this.#lost.size > 0 ? 0 : due - this.#options.clock.now();
    this.#armIn(Math.min(Math.max(0, waitMs), longestMs));
  }

  #armIn(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(
      delayMs,
      () => this.#run(() => this.#round()),
    );
  }

  #run(work: () => Promise<void>): void {
    if (this.#state !== "idle") return;
    this.#state = "busy";
    this.#running = this.#work(work);
  }

  async #work(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.#isStopped) return;
      this.#state = "idle";
      this.#arm();
    } catch (error) {
      const isTrouble = error instanceof StoreError;
      if (this.#isStopped || (isTrouble && error.code === "closed")) return;
      const { observe } = this.#options;
      // What one message makes us stumble over shall not end everything else, now and after each restart.
      if (isTrouble) observe({ kind: "trouble", text: error.message });
      else observe({ kind: "bug", error });
      this.#state = "idle";
      this.#armIn(troubleWaitMs);
    }
  }

  get #isStopped(): boolean {
    return this.#state === "stopped";
  }

  async #lookAtAll(): Promise<void> {
    // It may have been ahead in an earlier run.
    await this.#store.escalations.followClock(this.#options.clock.now());
    for (let after = 0; !this.#isStopped;) {
      const records = this.#store.escalations.open(after, atOnce);
      await this.#advanceAll(records);
      after = records.at(-1)?.id ?? 0;
      if (records.length < atOnce) return;
    }
  }

  async #round(): Promise<void> {
    const { escalations } = this.#store;
    await this.#followClock();
    for (const delivery of [...this.#lost]) {
      if (this.#isStopped) return;
      await this.#advanceAll(escalations.of(delivery));
      this.#lost.delete(delivery);
    }
    while (!this.#isStopped) {
      const now = this.#options.clock.now();
      const due = escalations.due(now, atOnce);
      await this.#advanceAll(due);
      if (due.length < atOnce) return;
    }
  }

  async #followClock(): Promise<void> {
    const by = Math.round(this.#currentOffset - this.#offset);
    if (Math.abs(by) <= settingMs) return this.#noteClock();
    const { clock } = this.#options;
    const withinMs = clock.monotonic() - this.#followedAt;
    const moved = { by, withinMs };
    await this.#store.escalations.followClock(clock.now(), moved);
    this.#noteClock();
  }

  #noteClock(): void {
    this.#offset = this.#currentOffset;
    this.#followedAt = this.#options.clock.monotonic();
  }

  get #currentOffset(): number {
    const { clock } = this.#options;
    return clock.now() - clock.monotonic();
  }

  // Each by itself, and all in one commit.
  async #advanceAll(records: readonly EscalationRecord[]): Promise<void> {
    await Promise.all(records.map((it) => this.#advance(it)));
  }

  async #advance(record: EscalationRecord): Promise<void> {
    const at = this.#options.clock.now();
    const move = escalate(record, at);
    if (move.kind === "wait") return;
    const { fate, people } = this.#fateOf(record, move, at);
    const made = await this.#store.escalations.settle(record, fate);
    // Something has happened meanwhile: it is still due, and looked at again.
    if (made === undefined) return;
    this.#tell(record, move, { people, fate, made });
  }

  #fateOf(
    record: EscalationRecord,
    move: Exclude<EscalationMove, { readonly kind: "wait" }>,
    at: number,
  ): { fate: EscalationFate; people: readonly PhoneNumber[] } {
    if (move.kind !== "next") {
      const reason = move.kind === "stop" ? move.why : move.kind;
      return { fate: { to: "ended", reason, at }, people: [] };
    }
    const people = this.#options.peopleOf(move.to, at);
    const { plan, reversePath, segmentCount, subject, text } = record;
    const submission = ownSubmission({
      text: plan.prefix + text,
      recipients: people,
      madeBy: "escalation",
      reversePath,
      subject,
      segments: Math.min(255, segmentCount + 1),
    }, this.#options);
    // Where nobody is on call the next one is.
    const fate: EscalationFate = submission === undefined
      ? { to: "next", dueAt: at, at }
      : { to: "next", dueAt: at + plan.afterMs, at, submission };
    return { fate, people };
  }

  #tell(
    { messageId: id, step, plan }: EscalationRecord,
    move: Exclude<EscalationMove, { readonly kind: "wait" }>,
    { people, fate, made }: {
      readonly people: readonly PhoneNumber[];
      readonly fate: EscalationFate;
      readonly made: readonly DeliveryId[];
    },
  ): void {
    const { observe, wake } = this.#options;
    const steps = plan.to.length * plan.rounds;
    observe({ kind: "escalation", id, move, step: step + 1, steps, people });
    const submission: Submission | undefined = fate.to === "next"
      ? fate.submission
      : undefined;
    if (submission === undefined) return;
    wake(made.length);
    observe({
      kind: "accepted",
      submission,
      deliveries: made,
      attachments: [],
    });
  }
}
