import assert from "node:assert/strict";
import fc from "fast-check";
import { deliveryStates, type HistoryEntry } from "../model/mod.ts";
import {
  Ground,
  resumeWaitMs,
  start,
  type StoreUnderTest,
  submission,
} from "./law_suite.ts";
import { command, type What } from "./model_commands_suite.ts";
import type { DeliveryOfModel } from "./model_delivery_suite.ts";
import type { Claim, MessageRecord, Transition } from "./store.ts";
import { type Shown, StoreModel } from "./store_model_suite.ts";
import type { Submission } from "./submission.ts";

/** Plays random histories on a store and on the model, and compares after each step. */
export async function modelLaw(
  open: () => Promise<StoreUnderTest>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { minLength: 20, maxLength: 100, size: "max" }),
      async (commands) => {
        const story = new Story(new Ground(await open()));
        try {
          for (const { passed, what } of commands) {
            await story.play(what, passed);
          }
          story.compare();
        } finally {
          await story.ground.end();
        }
      },
    ),
    { numRuns: 60 },
  );
}

/** A claim as its holder knows it. */
interface Held {
  readonly claim: Claim;
  begun: number | undefined;
  readonly acknowledged: Set<number>;
}

class Story {
  readonly ground: Ground;
  readonly #model = new StoreModel(resumeWaitMs);
  readonly #mails: Submission[] = [];
  readonly #held: Held[] = [];
  /** Which delivery, on which modem, each reference was given to. */
  readonly #references = new Map<string, string>();
  #now = start;

  constructor(ground: Ground) {
    this.ground = ground;
  }

  async play(what: What, passed: number): Promise<void> {
    this.#now += passed;
    await this.#do(what);
    const { store } = this.ground;
    const records = store.list({ limit: 10_000 }).toReversed();
    const shown: readonly Shown[] = records.map((it) => ({
      deliveryId: it.deliveryId,
      state: it.state,
      reason: it.reason,
      nextAttemptAt: it.nextAttemptAt,
      updatedAt: it.updatedAt,
      expiresAt: it.expiresAt,
      attempts: it.attempts,
      modem: it.modem,
      possibleDuplicate: it.possibleDuplicate,
      mergedInto: it.mergedInto,
    }));
    assert.deepEqual(shown, this.#model.shown());
    assert.equal(store.nextDueAt(), this.#model.nextDueAt());
    const counts = store.counts();
    for (const state of deliveryStates) {
      const expected = shown.filter((it) => it.state === state).length;
      assert.equal(counts[state], expected, state);
    }
  }

  /** Segments, and the whole history. */
  compare(): void {
    for (const { id } of this.#mails) {
      for (const record of this.ground.store.show(id)?.deliveries ?? []) {
        const model = this.#model.deliveries[record.deliveryId - 1];
        assert.ok(model);
        compareSegments(record, model);
        compareHistories(record.history, model);
      }
    }
  }

  async #do(what: What): Promise<void> {
    const { store } = this.ground;
    const now = this.#now;
    switch (what.kind) {
      case "accept":
        return this.#accept(what);
      case "claim":
        return this.#claim(what.modem);
      case "begin":
      case "acknowledge":
        return this.#send(what);
      case "withdraw":
        return this.#withdraw(what.pick);
      case "settle":
        return this.#settle(what);
      case "report":
        return this.#report(what);
      case "early":
        await store.confirmEarly(now);
        return this.#model.confirmEarly(now);
      case "reopen":
        return this.ground.crash();
      case "crash":
        await this.ground.crash();
        await this.ground.store.recover({ now, resolveAt: now + 5_000 });
        return this.#model.recover(now, now + 5_000);
      case "recover": {
        const times = { now, resolveAt: now + 5_000, leasesUntil: now };
        await store.recover(times);
        return this.#model.recover(now, now + 5_000, now);
      }
      case "sweep": {
        const { onUncertain } = what;
        await store.sweep({ now, onUncertain, limit: 1_000 });
        return this.#model.sweep(now, onUncertain);
      }
      case "setBack":
        this.#now -= what.byMs;
        await store.followClock(this.#now);
        return this.#model.setClockBack(this.#now);
      case "merge":
        return this.#merge(what);
      case "retry":
      case "cancel":
      case "hasten":
      case "again":
      case "unheard":
        return this.#operate(what);
    }
  }

  async #accept(
    what: (What & { kind: "accept" }) & Pick<Submission, "insteadOf">,
  ): Promise<void> {
    const { recipients, segmentCount, messageId, text } = what;
    const { wished, urgent, delayMs, windowMs } = what;
    const now = this.#now;
    const plain = submission({ acceptedAt: now, expiresAt: now + 500_000 });
    const mail = {
      ...plain,
      ...{ recipients, segmentCount, messageId },
      message: { ...plain.message, text },
      ...(what.insteadOf === undefined ? {} : { insteadOf: what.insteadOf }),
      ...(wished === undefined ? {} : {
        wishes: new Map([[wished, {
          ...(urgent ? { priority: "urgent" as const } : {}),
          sendAt: now + delayMs,
        }]]),
      }),
    };
    const since = windowMs && now - windowMs;
    const { repeated } = await this.ground.store.accept({
      submission: mail,
      ...(since === undefined ? {} : { repeats: { since } }),
    });
    assert.deepEqual(repeated, this.#model.accept(mail, since));
    this.#mails.push(mail);
  }

  async #merge(what: What & { kind: "merge" }): Promise<void> {
    const { recipient, picks } = what;
    const theirs = this.#model.deliveries
      .filter((it) => it.recipient === recipient);
    const ids = [...new Set(picks.flatMap((it) => pick(theirs, it)?.id ?? []))];
    const at = this.#now;
    const mail = submission({ acceptedAt: at, expiresAt: at + 500_000 });
    const merging = {
      ids,
      at,
      submission: { ...mail, recipients: [recipient] },
    };
    const merged = await this.ground.store.merge(merging);
    const expected = this.#model.merge(ids, merging.submission);
    assert.equal(merged !== undefined, expected);
    if (expected) this.#mails.push(merging.submission);
  }

  async #claim(modem: string): Promise<void> {
    const claim = await this.ground.tryClaim(this.#now, modem);
    const expected = this.#model.claim(modem, this.#now, this.#now + 1_000);
    const { deliveryId, acknowledged, attempt } = claim ?? {};
    assert.deepEqual(
      claim && { deliveryId, acknowledged, attempt },
      expected,
    );
    if (claim === undefined) return;
    this.#checkReference(claim);
    const held = new Set(claim.acknowledged);
    this.#held.push({ claim, begun: undefined, acknowledged: held });
  }

  /** A phone joins segments by sender and reference: no two messages to one recipient, and no two modems, share one. */
  #checkReference({ reference, segmentCount, ...claim }: Claim): void {
    if (segmentCount === 1) return assert.equal(reference, undefined);
    if (claim.acknowledged.length === segmentCount) return;
    assert.ok(reference !== undefined);
    const key = `${claim.recipient} ${reference}`;
    const owner = `${claim.deliveryId} ${claim.modem}`;
    assert.equal(this.#references.get(key) ?? owner, owner);
    this.#references.set(key, owner);
  }

  async #send(what: What & { pick: number }): Promise<void> {
    const held = pick(this.#held, what.pick);
    if (held === undefined) return;
    const { claim, begun, acknowledged } = held;
    const at = this.#now;
    if (what.kind === "acknowledge") {
      if (begun === undefined) return;
      const reference = begun % 3;
      const answer = { number: begun, reference, at };
      await this.ground.store.acknowledgeSegment(claim, answer);
      this.#model.acknowledge(claim, begun, answer);
      acknowledged.add(begun);
      held.begun = undefined;
      return;
    }
    const number = [1, 2, 3].find((it) => !acknowledged.has(it)) ?? 0;
    if (number === 0 || number > claim.segmentCount) return;
    const may = this.#model.begin(claim, number, {
      at,
      leaseUntil: at + 1_000,
    });
    if (!may) {
      return assert.rejects(this.ground.begin(claim, number, at));
    }
    await this.ground.begin(claim, number, at);
    held.begun = number;
  }

  async #withdraw(which: number): Promise<void> {
    const held = pick(this.#held, which);
    if (held?.begun === undefined) return;
    const { claim, begun: number } = held;
    await this.ground.store.record([{ kind: "withdrawn", claim, number }]);
    this.#model.withdraw(claim, number, this.#now);
    held.begun = undefined;
  }

  async #settle(what: What & { kind: "settle" }): Promise<void> {
    const held = pick(this.#held, what.pick);
    if (held === undefined) return;
    const transition = this.#transition(what, held);
    if (transition === undefined) return;
    const change = await this.ground.store.settle(
      held.claim,
      transition,
      this.#now,
    );
    const expected = this.#model.settle(held.claim, transition, this.#now);
    assert.equal(change?.to, expected);
    // Whoever has put it off lets go of it.
    if (transition.to === "queued" && transition.untried === true) {
      this.#held.splice(this.#held.indexOf(held), 1);
    }
  }

  #transition(
    what: What & { kind: "settle" },
    held: Held,
  ): Transition | undefined {
    const reason = "a reason";
    const later = this.#now + what.delayMs;
    const fresh = held.begun === undefined &&
      held.acknowledged.size === held.claim.acknowledged.length;
    switch (what.to) {
      case "queued":
        return {
          to: "queued",
          reason,
          nextAttemptAt: later,
          ...(what.pinned ? { resumeUntil: later + resumeWaitMs } : {}),
          ...(what.untried && fresh ? { untried: true } : {}),
        };
      case "sent":
        // A dispatcher says so only when every segment was taken.
        return held.acknowledged.size === held.claim.segmentCount
          ? { to: "sent" }
          : undefined;
      case "failed":
        return { to: "failed", reason };
      case "uncertain":
        return { to: "uncertain", reason, resolveAt: later };
    }
  }

  async #report(what: What & { kind: "report" }): Promise<void> {
    const { modem, reference, recipient, outcome, agoMs, reason } = what;
    const report = {
      sentAt: agoMs === undefined ? undefined : this.#now - agoMs,
      modem,
      reference,
      recipient,
      outcome,
      reason,
      receivedAt: this.#now,
      notBefore: 0,
    };
    const booked = await this.ground.store.confirm(report);
    const expected = this.#model.confirm(report);
    assert.equal(booked === undefined, expected === undefined);
    assert.equal(booked?.change?.deliveryId ?? expected, expected);
  }

  async #operate(
    what: What & {
      kind: "retry" | "cancel" | "hasten" | "again" | "unheard";
    },
  ): Promise<void> {
    const { store } = this.ground;
    const mail = pick(this.#mails, what.pick);
    if (mail === undefined) return;
    switch (what.kind) {
      case "retry":
        await store.retry(mail.id, this.#now);
        return this.#model.retry(mail, this.#now);
      case "cancel":
        await store.cancel(mail.id, this.#now);
        return this.#model.cancel(mail, this.#now);
      case "again":
        return this.#accept({
          ...{ kind: "accept", recipients: [what.recipient], segmentCount: 1 },
          ...{ text: "Pump 3 stopped", messageId: "", wished: undefined },
          ...{ urgent: false, delayMs: 0, windowMs: undefined },
          insteadOf: mail.id,
        });
      case "hasten": {
        const deliveries = store.show(mail.id)?.deliveries ?? [];
        await store.hasten(deliveries.map((it) => it.deliveryId), this.#now);
        return this.#model.hasten(mail, this.#now);
      }
      case "unheard":
        await store.markUnheard(mail.id);
        return this.#model.markUnheard(mail);
    }
  }
}

function pick<T>(from: readonly T[], index: number): T | undefined {
  return from.at(-1 - index % Math.max(1, from.length));
}

function compareSegments(
  { segments }: MessageRecord["deliveries"][0],
  model: DeliveryOfModel,
): void {
  const expected = [...model.segments].map(([number, it]) => ({
    number,
    pduStartedAt: it.startedAt,
    acknowledgedAt: it.acknowledgedAt,
    reference: it.reference,
    report: it.report,
  })).toSorted((a, b) => a.number - b.number);
  assert.deepEqual(segments, expected);
  const { acknowledged, unanswered, ...reported } = model.standing.segments;
  const answered = expected.filter((it) => it.acknowledgedAt !== undefined);
  assert.equal(acknowledged, answered.length);
  assert.equal(unanswered, expected.length - answered.length);
  for (const outcome of ["delivered", "failed"] as const) {
    const those = expected.filter((it) => it.report === outcome);
    assert.equal(reported[outcome], those.length, outcome);
  }
}

/** All that happened, and in its order but for what segments did: the network answers when it likes. */
function compareHistories(
  history: readonly HistoryEntry[],
  model: DeliveryOfModel,
): void {
  const isTrace = ({ what }: HistoryEntry) =>
    ["begun", "acknowledged", "reported"].includes(what);
  assert.deepEqual(history.filter((it) => !isTrace(it)), model.diary);
  const lines = (entries: readonly HistoryEntry[]) =>
    entries.map((it) => JSON.stringify(Object.entries(it).toSorted()))
      .toSorted();
  assert.deepEqual(lines(history.filter(isTrace)), lines(model.traces));
}
