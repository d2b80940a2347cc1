import assert from "node:assert/strict";
import fc from "fast-check";
import type { Wishes } from "../model/mod.ts";
import {
  type Left,
  phone,
  StormBench,
} from "../../tests/support/storm_bench.ts";
import { told } from "../../tests/support/storm_story.ts";
import type { StormOptions } from "./storm_plan.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Whatever may happen to a queue in a storm. */
type Happening =
  | {
    readonly what: "mail";
    readonly word: string;
    readonly to: readonly number[];
    readonly wishes: Wishes;
    readonly from: string;
  }
  | { readonly what: "pass"; readonly ms: number }
  | { readonly what: "crash" | "release" | "cancel" | "retry" }
  | { readonly what: "jump"; readonly ms: number };

const mail = fc.record({
  what: fc.constant("mail" as const),
  word: fc.constantFrom("pump", "door"),
  to: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), {
    minLength: 1,
    maxLength: 2,
  }),
  wishes: fc.constantFrom<Wishes[]>({}, {}, {}, {}, { priority: "urgent" }, {
    flash: true,
  }),
  from: fc.constantFrom("a@plant.example", "b@plant.example"),
});
const passing = fc.record({
  what: fc.constant("pass" as const),
  ms: fc.integer({ min: 1, max: 20 * minute }),
});
const disturbance = fc.oneof(
  fc.record({
    what: fc.constantFrom(
      ...["crash", "release", "cancel", "retry"] as const,
    ),
  }),
  fc.record({
    what: fc.constant("jump" as const),
    ms: fc.integer({ min: -10 * hour, max: 10 * hour }),
  }),
);

const options = fc.record({
  windowMs: fc.constantFrom(0, 5 * minute, 20 * minute),
  first: fc.constantFrom("now" as const, "wait" as const),
  perRecipient: fc.constantFrom([], [{ count: 2, per: "hour" as const }]),
  perSender: fc.constantFrom([], [{ count: 3, per: "hour" as const }]),
  whenOver: fc.constantFrom(...["queue", "merge", "refuse"] as const),
  breaker: fc.constantFrom(undefined, { count: 4, lengthMs: 10 * minute }),
  urgentPasses: fc.boolean(),
}).map(({ breaker, ...rest }): Partial<StormOptions> => ({
  ...rest,
  ...(breaker && { breaker }),
}));

async function play(
  bench: StormBench,
  happenings: readonly Happening[],
): Promise<void> {
  for (const [number, happening] of happenings.entries()) {
    await happen(bench, happening, number);
  }
}

async function happen(
  bench: StormBench,
  happening: Happening,
  number: number,
): Promise<void> {
  const { clock, store, keeper } = bench;
  const newest = () => store.list({ state: "queued", limit: 1 })[0];
  switch (happening.what) {
    case "mail": {
      const { word, to, wishes, from } = happening;
      await bench.accept(`${word} ${number}`, to.map(phone), { wishes, from });
      return await bench.send();
    }
    case "pass":
      return await bench.pass(happening.ms, 5 * minute);
    case "crash":
      return await bench.crash();
    case "jump":
      return clock.jump(clock.now() + happening.ms);
    case "release":
      await keeper.release();
      return;
    case "retry":
    case "cancel": {
      const { messageId } = newest() ?? {};
      if (messageId) await store[happening.what](messageId, clock.now());
    }
  }
}

/** Nothing waits any more, and each mail is told of in exactly one SMS that has left. */
function assertConserved(bench: StormBench): void {
  const deliveries = bench.store.list({ limit: 100_000 });
  const sent = new Set(bench.left.map(({ deliveryId }) => deliveryId));
  assert.equal(sent.size, bench.left.length, "sent twice");
  const served = Map.groupBy(
    deliveries.filter(({ state }) => state === "merged"),
    ({ mergedInto }) => mergedInto,
  );
  for (const { deliveryId, state, messageId } of deliveries) {
    if (state === "merged" || state === "cancelled") continue;
    assert.equal(state, "sent");
    assert.ok(sent.has(deliveryId), "never left");
    const { madeBy, message } = bench.store.show(messageId) ?? {};
    if (madeBy !== "merge") continue;
    const count = served.get(deliveryId)?.length;
    assert.equal(told(message?.text ?? ""), count, message?.text);
  }
  assert.equal(bench.store.counts().queued, 0);
}

Deno.test("whatever happens, each text is told in exactly one SMS, alone or in a number", async () => {
  await fc.assert(
    fc.asyncProperty(
      options,
      fc.array(
        fc.oneof(
          { weight: 6, arbitrary: mail },
          { weight: 3, arbitrary: passing },
          { weight: 2, arbitrary: disturbance },
        ),
        { maxLength: 40 },
      ),
      async (options, happenings) => {
        await using bench = await StormBench.open(options);
        await play(bench, happenings);
        await bench.drain();
        assertConserved(bench);
      },
    ),
    { numRuns: 15 },
  );
});

/** Whether any stretch of that length has more than so many; its end is not in it. */
function mostWithin(lengthMs: number, left: readonly Left[]): number {
  return Math.max(
    0,
    ...left.map(({ at }) =>
      left.filter((it) => it.at >= at && it.at < at + lengthMs).length
    ),
  );
}

Deno.test("of texts alike no window has more than two SMS, or one where the first waits; the last is the newest", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("now" as const, "wait" as const),
      fc.array(fc.integer({ min: 0, max: 8 * minute }), { maxLength: 30 }),
      async (first, pauses) => {
        await using bench = await StormBench.open({ first });
        for (const [number, pause] of pauses.entries()) {
          await bench.accept(`pump ${number}`);
          await bench.pass(pause, minute);
        }
        await bench.drain();
        // What is due leaves at the next step of time.
        const most = mostWithin(5 * minute - minute, bench.left);
        assert.ok(most <= (first === "now" ? 2 : 1), `${most}`);
        const numbers = bench.left.map(({ text }) =>
          Number(/\d+/.exec(text)?.[0])
        );
        assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b));
        assert.equal(numbers.at(-1) ?? -1, pauses.length - 1);
        assertConserved(bench);
      },
    ),
    { numRuns: 15 },
  );
});

Deno.test("no hour has more SMS than the caps allow but for urgent ones", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...["queue", "merge", "refuse"] as const),
      fc.array(fc.tuple(mail, fc.integer({ min: 0, max: 15 * minute })), {
        maxLength: 30,
      }),
      async (whenOver, mails) => {
        await using bench = await StormBench.open({
          windowMs: 0,
          perRecipient: [{ count: 2, per: "hour" }],
          perSender: [{ count: 4, per: "hour" }],
          whenOver,
        });
        for (const [number, [it, pause]] of mails.entries()) {
          await happen(bench, it, number);
          await bench.pass(pause, 5 * minute);
        }
        await bench.drain();
        assertConserved(bench);
        const ordinary = bench.left.filter((it) => !it.urgent);
        for (
          const group of Map.groupBy(ordinary, (it) => it.recipient).values()
        ) {
          assert.ok(mostWithin(hour - 10 * minute, group) <= 2);
        }
      },
    ),
    { numRuns: 15 },
  );
});
