import assert from "node:assert/strict";
import fc from "fast-check";
import { deliveryStates } from "../model/mod.ts";
import {
  anna,
  bert,
  Ground,
  resumeWaitMs,
  start,
  type StoreUnderTest,
  submission,
} from "./law_suite.ts";
import type { Claim, Transition } from "./store.ts";
import { StoreModel } from "./store_model_suite.ts";
import type { Submission } from "./submission.ts";

const modems = ["m1", "m2", "m3"] as const;

const times = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(0, 1) },
  { weight: 2, arbitrary: fc.constantFrom(900, 7_000) },
  { weight: 1, arbitrary: fc.constant(resumeWaitMs + 1) },
);

// Weighed so that deliveries are few and go through many hands: the awkward states lie deep.
const whats = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("accept" as const),
      recipients: fc.array(fc.constantFrom(anna, bert), {
        minLength: 1,
        maxLength: 2,
      }),
      segmentCount: fc.integer({ min: 1, max: 3 }),
      text: fc.constantFrom("Pump 3 stopped", "Pump 4 stopped"),
      messageId: fc.constantFrom("", "<1@plant.example>"),
      wished: fc.constantFrom(undefined, anna, bert),
      urgent: fc.boolean(),
      delayMs: fc.constantFrom(0, 900, 7_000),
      windowMs: fc.constantFrom(undefined, 1_000, 1_000_000),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("claim" as const),
      modem: fc.constantFrom(...modems),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constantFrom("begin" as const, "acknowledge" as const),
      pick: fc.nat(2),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("settle" as const),
      pick: fc.nat(2),
      to: fc.constantFrom("queued", "sent", "failed", "uncertain"),
      delayMs: fc.constantFrom(0, 5_000),
      pinned: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("report" as const),
      modem: fc.constantFrom(...modems),
      reference: fc.nat(2),
      recipient: fc.constantFrom(anna, bert),
      agoMs: fc.constantFrom(undefined, 0, 1, 7_000, 130_000),
      outcome: fc.constantFrom("delivered", "trying", "failed"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("crash" as const, "recover" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("early" as const) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("sweep" as const),
      onUncertain: fc.constantFrom("resend", "hold"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "retry" as const,
        "cancel" as const,
        "hasten" as const,
      ),
      pick: fc.nat(9),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("unheard" as const),
      pick: fc.nat(2),
    }),
  },
);

/** One thing that happens, after some time has passed. Numbers pick among what there is, the newest first. */
const command = fc.record({ passed: times, what: whats });

type What = typeof command extends fc.Arbitrary<infer T>
  ? T extends { what: infer W } ? W : never
  : never;

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
    const shown = records.map((it) => ({
      deliveryId: it.deliveryId,
      state: it.state,
      nextAttemptAt: it.nextAttemptAt,
      expiresAt: it.expiresAt,
      attempts: it.attempts,
      modem: it.modem,
      possibleDuplicate: it.possibleDuplicate,
    }));
    assert.deepEqual(shown, this.#model.shown());
    assert.equal(store.nextDueAt(), this.#model.nextDueAt());
    const counts = store.counts();
    for (const state of deliveryStates) {
      const expected = shown.filter((it) => it.state === state).length;
      assert.equal(counts[state], expected, state);
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
      case "settle":
        return this.#settle(what);
      case "report":
        return this.#report(what);
      case "early":
        await store.confirmEarly(now);
        return this.#model.confirmEarly();
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
      case "retry":
      case "cancel":
      case "hasten":
      case "unheard":
        return this.#operate(what);
    }
  }

  async #accept(what: What & { kind: "accept" }): Promise<void> {
    const { recipients, segmentCount, messageId, text } = what;
    const { wished, urgent, delayMs, windowMs } = what;
    const now = this.#now;
    const plain = submission({ acceptedAt: now, expiresAt: now + 500_000 });
    const mail = {
      ...plain,
      ...{ recipients, segmentCount, messageId },
      message: { ...plain.message, text },
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
  }

  #transition(
    what: What & { kind: "settle" },
    held: Held,
  ): Transition | undefined {
    const reason = "a reason";
    const later = this.#now + what.delayMs;
    switch (what.to) {
      case "queued":
        return {
          to: "queued",
          reason,
          nextAttemptAt: later,
          ...(what.pinned ? { resumeUntil: later + resumeWaitMs } : {}),
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
    const { modem, reference, recipient, outcome, agoMs } = what;
    const report = {
      sentAt: agoMs === undefined ? undefined : this.#now - agoMs,
      modem,
      reference,
      recipient,
      outcome,
      reason: "a report",
      receivedAt: this.#now,
      notBefore: 0,
    };
    const booked = await this.ground.store.confirm(report);
    const expected = this.#model.confirm(report);
    assert.equal(booked === undefined, expected === undefined);
    assert.equal(booked?.change?.deliveryId ?? expected, expected);
  }

  async #operate(
    what: What & { kind: "retry" | "cancel" | "hasten" | "unheard" },
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
        return this.#model.cancel(mail);
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
