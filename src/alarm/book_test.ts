import assert from "node:assert/strict";
import fc from "fast-check";
import type { AlarmRecord } from "../queue/mod.ts";
import {
  type AlarmAction,
  type AlarmBook,
  calmMs,
  differences,
  notAhead,
  shifted,
  step,
  stepAll,
} from "./book.ts";
import type { Observation } from "./observation.ts";

const minute = 60_000;
const rules = {
  afterMs: () => 5 * minute,
  clearAfterMs: 2 * minute,
  remindEveryMs: 240 * minute,
};
const key = "modem:roof";
const wrong: Observation = {
  kind: "wrong",
  key,
  condition: "modem",
  text: "Modem roof is unplugged",
};
const well: Observation = {
  kind: "well",
  key,
  text: "Modem roof is back",
  waiting: 3,
};
const unknown: Observation = { kind: "unknown", key };
const gone: Observation = { kind: "gone", key, text: "Modem roof is gone" };
const looks = { wrong, well, unknown, gone };

/** Walks through looks, each so many minutes after the last one, and tells what followed: minute, kind and whether by SMS. */
class Walk {
  book: AlarmBook = new Map();
  now = 1_000_000 * minute;
  canSend = true;
  readonly actions: (AlarmAction & { readonly at: number })[] = [];
  readonly #start = this.now;

  look(look: keyof typeof looks, afterMinutes: number): this {
    this.now += afterMinutes * minute;
    const { now, canSend } = this;
    const next = step(this.book, looks[look], { now, rules, canSend });
    this.book = next.book;
    this.actions.push(...next.actions.map((it) => ({ ...it, at: now })));
    return this;
  }

  get told(): readonly string[] {
    return this.actions.map(({ kind, sms, at }) =>
      `${(at - this.#start) / minute} ${kind}${sms ? " sms" : ""}`
    );
  }

  get record(): AlarmRecord | undefined {
    return this.book.get(key);
  }
}

Deno.test("an alarm is told once it has lasted, again after each interval, and once when it is over", () => {
  const walk = new Walk().look("wrong", 0).look("wrong", 4).look("wrong", 1)
    .look("wrong", 239).look("wrong", 1).look("wrong", 300)
    .look("well", 1).look("well", 1).look("well", 1).look("well", 500);
  assert.deepEqual(walk.told, [
    "5 raised sms",
    "245 reminder sms",
    "545 reminder sms",
    "548 cleared sms",
  ]);
  assert.equal(walk.actions.at(-1)?.record.waited, 3);
  assert.equal(walk.book.size, 0);
});

Deno.test("what is well again in time is never told, and what comes and goes is", () => {
  const short = new Walk().look("wrong", 0).look("well", 4).look("well", 2);
  assert.deepEqual([short.told, short.book.size], [[], 0]);
  const restless = new Walk();
  for (let at = 0; at < 4; at++) restless.look("wrong", 1).look("well", 1);
  assert.deepEqual(restless.told, ["7 raised sms"]);
});

Deno.test("an alarm without a modem to send it waits for one, and speaks of it once", () => {
  const walk = new Walk();
  walk.canSend = false;
  walk.look("wrong", 0).look("wrong", 5).look("wrong", 1);
  walk.canSend = true;
  walk.look("wrong", 1).look("wrong", 1);
  assert.deepEqual(walk.told, ["5 raised", "7 late sms"]);
  walk.canSend = false;
  walk.look("wrong", 240);
  walk.look("well", 1).look("well", 2);
  assert.deepEqual(walk.told.slice(2), ["248 reminder", "251 cleared sms"]);
});

Deno.test("what comes back soon must be well for longer each time", () => {
  const minutes = [0, 1, 2, 3, 4].map((flaps) => calmMs(flaps, rules) / minute);
  assert.deepEqual(minutes, [2, 8, 32, 128, 240]);
  const walk = new Walk();
  // Six minutes out of order, six well, for a day.
  for (let at = 0; at < 120; at++) {
    walk.look("wrong", 1).look("wrong", 5).look("well", 1).look("well", 5);
  }
  assert.deepEqual(walk.told.slice(0, 3), [
    "6 raised sms",
    "12 cleared sms",
    "18 raised sms",
  ]);
  assert.ok(walk.told.length <= 9, walk.told.join());
});

Deno.test("of what is there no more an alarm is closed, and nothing else is told", () => {
  const raised = new Walk().look("wrong", 0).look("wrong", 5).look("gone", 1)
    .look("gone", 1);
  assert.deepEqual(raised.told, ["5 raised sms", "6 cleared sms"]);
  const pending = new Walk().look("wrong", 0).look("gone", 1);
  assert.deepEqual([pending.told, pending.book.size], [[], 0]);
});

Deno.test("a look that changes nothing gives the same book, so that nothing is written", () => {
  const walk = new Walk().look("well", 0).look("unknown", 1);
  const empty = walk.book;
  assert.equal(walk.look("well", 1).book, empty);
  const pending = walk.look("wrong", 1).book;
  assert.equal(walk.look("wrong", 1).book, pending);
  assert.equal(walk.look("unknown", 1).book, pending);
  const raised = walk.look("wrong", 5).book;
  assert.equal(walk.look("wrong", 5).look("unknown", 1).book, raised);
  const calm = walk.look("well", 1).book;
  assert.equal(walk.look("well", 1).book, calm);
  assert.deepEqual(differences(raised, calm).kept, [walk.record]);
  assert.deepEqual(differences(calm, empty), { kept: [], forgotten: [key] });
  const more = { ...wrong, waiting: 9 };
  const context = { now: walk.now, rules, canSend: true };
  const known = step(raised, more, context).book;
  assert.deepEqual(differences(raised, known), { kept: [], forgotten: [] });
  const back = step(known, well, context).book.get(key);
  assert.ok(back?.phase === "raised" && back.waited === 9);
});

Deno.test("a clock that was set makes nothing last longer", () => {
  const walk = new Walk().look("wrong", 0).look("wrong", 5);
  const year = 365 * 1440 * minute;
  walk.book = shifted(walk.book, year);
  walk.now += year;
  walk.look("wrong", 1).look("well", 1);
  assert.equal(walk.actions.length, 1);
  const back = notAhead(walk.book, walk.now - year);
  for (const record of back.values()) {
    assert.ok(record.since <= walk.now - year);
  }
});

Deno.test("several things are looked at in one go", () => {
  const other = { ...wrong, key: "disk", condition: "disk" } as const;
  const now = 1_000;
  const atOnce = { ...rules, afterMs: () => 0 };
  const context = { now, rules: atOnce, canSend: true };
  const { actions, book } = stepAll(new Map(), [wrong, other], context);
  assert.deepEqual(actions.map((it) => it.record.key), [key, "disk"]);
  assert.equal(book.size, 2);
});

const walks = fc.array(
  fc.tuple(
    fc.constantFrom("wrong", "wrong", "well", "well", "unknown", "gone"),
    fc.integer({ min: 0, max: 30 }),
    fc.boolean(),
  ),
  { maxLength: 300 },
);

function walked(
  looks: readonly (readonly [string, number, boolean])[],
): Walk {
  const walk = new Walk();
  for (const [look, minutes, canSend] of looks) {
    walk.canSend = canSend;
    walk.look(look as keyof typeof looks & "wrong", minutes);
  }
  return walk;
}

Deno.test("whatever comes: raised, then reminders one an interval, then one all-clear", () => {
  fc.assert(fc.property(walks, (looks) => {
    let told: number | undefined;
    let late = false;
    for (const { kind, at, sms } of walked(looks).actions) {
      switch (kind) {
        case "raised":
          assert.equal(told, undefined);
          [told, late] = [at, !sms];
          break;
        case "reminder":
          assert.ok(told !== undefined && at - told >= rules.remindEveryMs);
          [told, late] = [at, !sms];
          break;
        case "late":
          assert.ok(told !== undefined && late && sms);
          late = false;
          break;
        default:
          assert.notEqual(told, undefined);
          told = undefined;
      }
    }
  }));
});

Deno.test("whatever comes: no interval has more than a handful of alarms", () => {
  const fast = fc.array(
    fc.tuple(fc.constantFrom("wrong", "well"), fc.integer({ min: 0, max: 12 })),
    { minLength: 200, maxLength: 600 },
  );
  fc.assert(
    fc.property(fast, (looks) => {
      const walk = new Walk();
      for (const [look, minutes] of looks) {
        walk.look(look as "wrong" | "well", minutes);
      }
      const raised = walk.actions.filter((it) => it.kind === "raised")
        .map((it) => it.at);
      for (const at of raised) {
        const within = raised.filter((it) =>
          it >= at && it < at + rules.remindEveryMs
        );
        assert.ok(within.length <= 5, `${within.length} of ${raised.length}`);
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("whatever comes: a record that went to disk and back goes on as if nothing had been", () => {
  fc.assert(fc.property(walks, walks, (before, after) => {
    const walk = walked(before);
    const restarted = walked(before);
    restarted.book = notAhead(new Map(walk.book), restarted.now);
    for (const [look, minutes] of after) {
      for (const each of [walk, restarted]) {
        each.look(look as "wrong", minutes);
      }
    }
    assert.deepEqual(restarted.told, walk.told);
  }));
});
