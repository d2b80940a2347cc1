import assert from "node:assert/strict";
import fc from "fast-check";
import type { Entry } from "./entry.ts";
import {
  anna,
  bert,
  Ground,
  start,
  type StoreUnderTest,
  submission,
} from "./law_suite.ts";
import type { Claim, Transition } from "./store.ts";

const modem = fc.constantFrom("m1", "m2");

/** What happens; a `turn` is the end of what a modem sends and the begin of what it sends next. */
const happening = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("accept" as const),
      recipient: fc.constantFrom(anna, bert),
      priority: fc.constantFrom("urgent" as const, "normal" as const),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("turn" as const),
      modem,
      to: fc.constantFrom("sent", "queued", "failed", "uncertain"),
      /** What comes between the peek and the record. */
      between: fc.constantFrom(undefined, undefined, "cancel", "expire"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const) }) },
);

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** Plays the same history on two stores: one has each turn's entries together, the other one by one. */
export async function togetherLaw(
  open: () => Promise<StoreUnderTest>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 10, maxLength: 40, size: "max" }),
      async (history) => {
        const twins = [new Ground(await open()), new Ground(await open())];
        const [together, oneByOne] = twins.map((it) => new Player(it));
        assert.ok(together && oneByOne);
        try {
          for (const one of history) {
            const next = together.look(one);
            await together.play(one, () => together.record(one, next));
            await oneByOne.play(one, () => oneByOne.recordEach(one, next));
            assert.deepEqual(together.seen, oneByOne.seen);
          }
        } finally {
          for (const ground of twins) await ground.end();
        }
      },
    ),
    { numRuns: 40 },
  );
}

/** One store, and what its modems are sending. */
class Player {
  readonly #ground: Ground;
  readonly #sending = new Map<string, Claim>();
  #now = start;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** All that can be seen of it, but for the ids of the mails. */
  get seen(): unknown {
    const { store } = this.#ground;
    const records = store.list({ limit: 1_000 }).map((it) => {
      const { deliveries } = this.#ground.show({ id: it.messageId });
      return deliveries.map(({ messageId: _, ...rest }) => rest);
    });
    return { records, counts: store.counts(), due: store.nextDueAt() };
  }

  /** What a turn's modem would be given next. */
  look(one: Happening): Claim | undefined {
    if (one.kind !== "turn") return undefined;
    const { store } = this.#ground;
    return store.peek({ modem: one.modem, now: this.#now });
  }

  async play(one: Happening, turn: () => Promise<void>): Promise<void> {
    switch (one.kind) {
      case "accept": {
        const { recipient, priority } = one;
        const mail = submission({
          acceptedAt: this.#now,
          recipients: [recipient],
          wishes: new Map([[recipient, { priority }]]),
        });
        await this.#ground.store.accept({ submission: mail });
        return;
      }
      case "wait":
        this.#now += 5_000;
        return;
      case "turn":
        return await turn();
    }
  }

  /** The whole turn as one commit. */
  async record(one: Happening, next: Claim | undefined): Promise<void> {
    if (one.kind !== "turn") return;
    await this.#between(one, next);
    const { store } = this.#ground;
    const entries = [
      ...(next
        ? [{ kind: "claimed", claim: next, ...this.#lease } as const]
        : []),
      ...this.#end(one),
      ...(next ? this.#begin(next) : []),
    ];
    const { claimed } = await store.record(entries);
    this.#follow(one.modem, claimed[0]);
  }

  /** The same by the calls that do one thing each. */
  async recordEach(one: Happening, next: Claim | undefined): Promise<void> {
    if (one.kind !== "turn") return;
    await this.#between(one, next);
    const { store } = this.#ground;
    const { modem } = one;
    const record = next && store.list({ limit: 1_000 })
      .find(({ deliveryId }) => deliveryId === next.deliveryId);
    const claim = record?.state === "queued"
      ? await store.claim({ modem, now: this.#now, ...this.#lease })
      : undefined;
    for (const entry of this.#end(one)) {
      if (entry.kind === "settled") {
        await store.settle(entry.claim, entry.transition, entry.at);
      } else if (entry.kind === "acknowledged") {
        await store.acknowledgeSegment(entry.claim, entry);
      }
    }
    for (const entry of claim ? this.#begin(claim) : []) {
      await store.startSegment(entry.claim, entry);
    }
    this.#follow(modem, claim);
  }

  async #between(
    { between }: Happening & { readonly kind: "turn" },
    next: Claim | undefined,
  ): Promise<void> {
    const { store } = this.#ground;
    if (between === undefined || next === undefined) return;
    if (between === "expire") {
      const now = next.expiresAt;
      await store.sweep({ now, onUncertain: "hold", limit: 1_000 });
      return;
    }
    const found = store.list({ limit: 1_000 })
      .find(({ deliveryId }) => deliveryId === next.deliveryId);
    if (found) await store.cancel(found.messageId, this.#now);
  }

  get #lease() {
    return { at: this.#now, leaseUntil: this.#now + 600_000 };
  }

  #end(one: Happening & { readonly kind: "turn" }): readonly Entry[] {
    const claim = this.#sending.get(one.modem);
    if (claim === undefined) return [];
    const at = this.#now;
    const transition = transitionOf(one.to, at);
    return [
      ...(one.to === "sent"
        ? [
          { kind: "acknowledged", claim, number: 1, reference: 9, at } as const,
        ]
        : []),
      { kind: "settled", claim, transition, at },
    ];
  }

  #begin(claim: Claim) {
    return [{ kind: "started", claim, number: 1, ...this.#lease } as const];
  }

  #follow(modem: string, claim: Claim | undefined): void {
    if (claim === undefined) this.#sending.delete(modem);
    else this.#sending.set(modem, claim);
  }
}

function transitionOf(to: string, at: number): Transition {
  const reason = "a reason";
  switch (to) {
    case "queued":
      return { to, nextAttemptAt: at + 5_000, reason };
    case "failed":
      return { to, reason };
    case "uncertain":
      return { to, reason, resolveAt: at + 60_000 };
    default:
      return { to: "sent" };
  }
}
