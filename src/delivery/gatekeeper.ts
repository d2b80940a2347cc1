import {
  type Clock,
  type DeliveryId,
  newMessageId,
  type PhoneNumber,
} from "../model/mod.ts";
import {
  type Change,
  type Claim,
  type Place,
  type PutOff,
  type Store,
  StoreError,
  type Submission,
  type Waiting,
} from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import { type Admission, gate } from "./gate.ts";
import {
  type Gathered,
  mergedSubmission,
  type SummaryForm,
  wantedAt,
} from "./merged_submission.ts";
import type { TimeRules } from "./time_rules.ts";

/** What the gatekeeper needs. Rules and summary may change: they are read where they are used. */
export interface GatekeeperOptions {
  readonly clock: Clock;
  readonly rules: TimeRules;
  /** How a summary of stale messages is made; needed where they are merged. */
  readonly summary?: SummaryForm | undefined;
  readonly changed: (change: Change) => void;
  readonly observe: (event: DeliveryEvent) => void;
  /** Tries a write until it is on disk. */
  readonly persist: <T>(write: () => Promise<T>) => Promise<T>;
}

// One commit and one look at the queue are so large: what waits besides goes on in between.
const atOnce = 500;
/** When a summary was so often overtaken by what it speaks of, its deliveries are looked at again after this long. */
const mostTries = 3;
const overtakenMs = 1000;
const atStart: Place = { expiresAt: 0, deliveryId: 0 };
const surplusReason =
  "Left out of the summary of stale messages: too many newer ones waited for the same number (on_stale)";

/**
 * Keeps back what rules of time do not let go, and sees to it that the queue does not stall on it: with one that is kept back, all others at
 * the head of the queue are looked at that would be next.
 */
export class Gatekeeper {
  readonly #store: Store;
  readonly #options: GatekeeperOptions;
  /** Where the next page begins. */
  #place = atStart;
  /** Deliveries with which the rules met a bug: they go out, which is better than to be lost or to come back for ever. */
  readonly #excused = new Set<DeliveryId>();

  constructor(store: Store, options: GatekeeperOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** Whether a delivery may be given to a modem now. */
  admits(claim: Claim): boolean {
    if (this.#excused.has(claim.deliveryId)) return true;
    try {
      return this.#ask(claim).kind === "send";
    } catch (error) {
      this.#excuse(claim, error);
      return true;
    }
  }

  /** Makes the queue ready for the rules, which may be others than in the last run. */
  async prepare(): Promise<void> {
    const { quiet, stale } = this.#options.rules;
    await this.#store.backlog.prepare({
      quiet: quiet.any,
      merge: stale?.policy === "merge",
    });
  }

  /**
   * Does with a delivery that was not admitted, and with its likes, as the rules say. It goes back to the queue where it was leased, and
   * need not where it was only looked at.
   */
  async turnAway(
    claim: Claim,
    { leased = true }: { readonly leased?: boolean } = {},
  ): Promise<void> {
    try {
      await this.#turnAway(claim, leased);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      this.#excuse(claim, error);
    }
  }

  async #turnAway(claim: Claim, leased: boolean): Promise<void> {
    const admission = this.#ask(claim);
    const now = this.#options.clock.now();
    if (leased) await this.#putBack(claim, admission, now);
    switch (admission.kind) {
      case "send":
        return;
      case "putOff":
        if (leased) this.#tell(claim, admission);
        else await this.#putOff([claim], now);
        return await this.#clearPage(now);
      case "drop":
        await this.#drop([claim], admission.reason);
        return await this.#clearPage(now);
      case "merge":
        return await this.#merge(claim.recipient);
      default:
        return admission satisfies never;
    }
  }

  /**
   * Asks anew about all that a rule of time made wait: the rules may have changed with the config, or the clock was set. In small steps,
   * between which others write.
   */
  async reconsider(): Promise<void> {
    const { clock, persist } = this.#options;
    const { backlog } = this.#store;
    for (let after = 0;;) {
      const page = backlog.putOffs(after, atOnce);
      const last = page.at(-1);
      if (last === undefined) return;
      const now = clock.now();
      const moves = page.flatMap((it) => {
        const admission = this.#ask(it);
        const due = Math.min(it.nextAttemptAt, now);
        const move = admission.kind === "putOff"
          ? moveOf(it, admission)
          : { id: it.deliveryId, until: due, reason: "" };
        return move.until === it.nextAttemptAt ? [] : [move];
      });
      // Also without any: others get their turn.
      await persist(() => backlog.putOff(moves, now));
      after = last.deliveryId;
    }
  }

  #excuse({ deliveryId }: Claim, error: unknown): void {
    this.#excused.add(deliveryId);
    this.#options.observe({ kind: "bug", error });
  }

  #ask(it: Claim | Waiting): Admission {
    const { clock, rules } = this.#options;
    return gate(it, clock.now(), rules);
  }

  async #putBack(
    claim: Claim,
    admission: Admission,
    now: number,
  ): Promise<void> {
    const back: PutBack = admission.kind === "putOff"
      ? admission
      : { until: now, reason: "" };
    const { until: nextAttemptAt, reason, expiresAt } = back;
    await this.#options.persist(() =>
      this.#store.settle(claim, {
        to: "queued",
        untried: true,
        nextAttemptAt,
        reason,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      }, now)
    );
  }

  /** Looks at the next of all that waits: what would be claimed and turned away need not be claimed first. */
  async #clearPage(now: number): Promise<void> {
    const page = this.#store.backlog.page(this.#place, atOnce);
    this.#place = page.length < atOnce ? atStart : page.at(-1) ?? atStart;
    const due = page.filter((it) => it.nextAttemptAt <= now);
    await this.#putOff(due, now);
    const dropped = Map.groupBy(due, (it) => {
      const admission = this.#ask(it);
      return admission.kind === "drop" ? admission.reason : "";
    });
    for (const [reason, those] of dropped) {
      if (reason !== "") await this.#drop(those, reason);
    }
  }

  /** Puts off those of these that are to be. */
  async #putOff(all: readonly (Claim | Waiting)[], now: number): Promise<void> {
    const kept = all.flatMap((it) => {
      const admission = this.#ask(it);
      return admission.kind === "putOff" ? [{ it, admission }] : [];
    });
    if (kept.length === 0) return;
    const moves = kept.map(({ it, admission }) => moveOf(it, admission));
    const moved = new Set(
      await this.#options.persist(() => this.#store.backlog.putOff(moves, now)),
    );
    for (const { it, admission } of kept) {
      if (moved.has(it.deliveryId)) this.#tell(it, admission);
    }
  }

  async #drop(
    all: readonly (Claim | Waiting)[],
    reason: string,
  ): Promise<void> {
    const { changed, clock, persist } = this.#options;
    const ids = all.map((it) => it.deliveryId);
    const why = { reason, at: clock.now() };
    const changes = await persist(() => this.#store.backlog.expire(ids, why));
    changes.forEach(changed);
  }

  /**
   * Makes one SMS of all that is stale and waits for a number. Too many for one commit: the oldest, which the text would have no room for,
   * expire before in steps.
   */
  async #merge(recipient: PhoneNumber): Promise<void> {
    const { changed, clock, persist } = this.#options;
    for (let tries = 0; tries < mostTries; tries++) {
      const gathered = await this.#gather(recipient);
      const submission = this.#summaryOf(gathered);
      if (submission === undefined) return;
      const ids = gathered.stale.map((it) => it.deliveryId);
      const merged = await persist(() =>
        this.#store.merge({ ids, submission, at: clock.now() })
      );
      if (merged === undefined) continue;
      merged.changes.forEach(changed);
      return;
    }
    // Another modem works on them as well; whoever of both comes next will find fewer.
    await this.#rest(recipient);
  }

  async #gather(recipient: PhoneNumber): Promise<Gathered> {
    const stale: Waiting[] = [];
    let others = 0;
    let since = Infinity;
    const now = this.#options.clock.now();
    const limit = atOnce;
    for (let after = 0;;) {
      const page = this.#store.backlog.to(recipient, { after, limit, now });
      stale.push(...page.filter((it) => this.#ask(it).kind === "merge"));
      const surplus = stale.splice(0, Math.max(0, stale.length - atOnce));
      for (const it of surplus) since = Math.min(since, wantedAt(it));
      if (surplus.length > 0) await this.#drop(surplus, surplusReason);
      others += surplus.length;
      const last = page.at(-1);
      if (last === undefined || page.length < atOnce) {
        return { stale, others, since };
      }
      after = last.deliveryId;
    }
  }

  #summaryOf(gathered: Gathered): Submission | undefined {
    const { clock, rules, summary } = this.#options;
    const { stale } = rules;
    if (gathered.stale.length === 0 || stale === undefined) return undefined;
    if (summary === undefined) {
      throw new Error("Stale messages are to be merged, and nobody says how");
    }
    return mergedSubmission(gathered, {
      ...summary,
      id: newMessageId(clock),
      now: clock.now(),
      lifeMs: stale.afterMs,
    });
  }

  async #rest(recipient: PhoneNumber): Promise<void> {
    const { clock, persist } = this.#options;
    const { backlog } = this.#store;
    const now = clock.now();
    const until = now + overtakenMs;
    const moves = backlog.to(recipient, { after: 0, limit: atOnce, now })
      .filter((it) => this.#ask(it).kind === "merge")
      .map((it) => ({ id: it.deliveryId, until, reason: "" }));
    await persist(() => backlog.putOff(moves, now));
  }

  #tell(
    { messageId: id, recipient }: Claim | Waiting,
    { until, reason }: PutOffAdmission,
  ): void {
    this.#options.observe({ kind: "putOff", id, recipient, until, reason });
  }
}

type PutOffAdmission = Extract<Admission, { readonly kind: "putOff" }>;
type PutBack = Omit<PutOffAdmission, "kind">;

function moveOf(
  { deliveryId: id }: Claim | Waiting,
  { until, expiresAt, reason }: PutOffAdmission,
): PutOff {
  return {
    ...{ id, until, reason },
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
