import assert from "node:assert/strict";
import fc from "fast-check";
import {
  fault,
  home,
  lost,
  nowhere,
  ready,
  Walk,
} from "../../tests/support/recovery_walk.ts";
import { newRecovery, type RecoveryStep, step } from "./recovery.ts";
import { type RecoveryEvent, recoveryTimes } from "./recovery_state.ts";
import { inWords, nextInWords } from "./recovery_words.ts";

const events: fc.Arbitrary<RecoveryEvent> = fc.oneof(
  fc.constantFrom<RecoveryEvent>(
    { kind: "opened" },
    { kind: "open-failed", reason: "missing" },
    { kind: "not-ready", retry: "later", reason: "silent" },
    { kind: "not-ready", retry: "operator", reason: "PIN" },
    { kind: "not-ready", retry: "sim", reason: "no SIM" },
    { kind: "open-failed", reason: "gone", missing: true },
    { kind: "reset" },
    { kind: "power-cycled" },
    { kind: "sim", present: true },
    { kind: "sim", present: false },
    { kind: "refresh" },
    { kind: "restarted", by: "RDY" },
    { kind: "elapsed" },
    fault,
    lost,
  ),
  fc.constantFrom(home, nowhere, undefined)
    .map((network) => ({ kind: "checked", network }) as const),
  fc.constantFrom(home, nowhere)
    .map((network) => ({ kind: "ready", network }) as const),
  fc.nat(1e6).map((at) => ({ kind: "sent", at }) as const),
);
const moments = fc.array(
  fc.record({
    event: events,
    passedMs: fc.nat(400_000),
    chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  }),
  { maxLength: 60 },
);

/** Where any history at all leaves a modem. */
function after(
  history: ReturnType<typeof moments.generate>["value"],
  powered: boolean,
) {
  let now = 0;
  let last = newRecovery(now, powered);
  for (const { event, passedMs, chance } of history) {
    now += passedMs;
    last = step(last.state, event, { now, chance });
  }
  return { last, now };
}

Deno.test("step() always has a next action, no further away than the longest rest", () => {
  fc.assert(fc.property(moments, fc.boolean(), (history, powered) => {
    const { last } = after(history, powered);
    if (last.action.kind !== "wait") return;
    assert.ok(last.action.delayMs > 0);
    assert.ok(last.action.delayMs <= recoveryTimes.longestBlockMs + 1e6);
  }));
});

Deno.test("step() makes a modem usable from anywhere once it is well again", () => {
  fc.assert(fc.property(moments, fc.boolean(), (history, powered) => {
    const { last, now } = after(history, powered);
    const walk = healthy(last, now);
    assert.equal(walk.state.phase, "usable");
    assert.equal(inWords(walk.state).state, "usable");
  }));
});

Deno.test("step() says what comes next and when, unless all is well", () => {
  fc.assert(fc.property(moments, fc.boolean(), (history, powered) => {
    const { state, action } = after(history, powered).last;
    const next = nextInWords(state);
    assert.equal(next === undefined, state.phase === "usable");
    assert.ok(next === undefined || next.text.length > 10);
    if (next && action.kind === "wait") assert.equal(next.at, state.until);
  }));
});

/** What a modem that is not well makes of an action. */
function poorAnswer(kind: RecoveryStep["action"]["kind"], dice: number) {
  const answers: Readonly<Record<typeof kind, readonly RecoveryEvent[]>> = {
    wait: [{ kind: "elapsed" }, { kind: "elapsed" }, fault, lost],
    open: [
      { kind: "opened" },
      { kind: "opened" },
      { kind: "open-failed", reason: "gone", missing: true },
      { kind: "open-failed", reason: "busy" },
    ],
    start: [
      ready,
      { kind: "not-ready", retry: "later", reason: "silent" },
      { kind: "not-ready", retry: "sim", reason: "no SIM" },
      lost,
    ],
    check: [
      { kind: "checked", network: undefined },
      { kind: "checked", network: nowhere },
      { kind: "checked", network: home },
      lost,
    ],
    reset: [{ kind: "reset" }],
    "power-cycle": [{ kind: "power-cycled" }],
  };
  const some = answers[kind];
  return some[Math.floor(dice * some.length)] ?? some[0]!;
}

const dice = fc.array(
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  { minLength: 400, maxLength: 400 },
);

Deno.test("step() never runs in circles, however a modem fails and however fast", () => {
  fc.assert(
    fc.property(dice, fc.boolean(), (throws, powered) => {
      let now = 0;
      let last = newRecovery(now, powered);
      // What is done in no time at all: nothing may be done often without waiting.
      let atOnce = 0;
      for (const dice of throws) {
        const { action } = last;
        const event = poorAnswer(action.kind, dice);
        if (action.kind === "wait") {
          atOnce = 0;
          // Something happened before the time was up.
          if (event.kind === "elapsed") now += action.delayMs;
        } else {
          atOnce += 1;
        }
        assert.ok(atOnce <= 4, `${atOnce} actions without a pause`);
        last = step(last.state, event, { now, chance: 0 });
      }
      // 400 events that each came at once: an hour is the least that waits must have made of them, less what faults cut short.
      assert.ok(now > 60_000);
    }),
    { numRuns: 300 },
  );
});

Deno.test("step() climbs the ladder in its order, whatever fails on the way", () => {
  const failures = fc.constantFrom<RecoveryEvent>(
    { kind: "not-ready", retry: "later", reason: "silent" },
    ready,
  );
  fc.assert(fc.property(
    fc.array(failures, { minLength: 12, maxLength: 40 }),
    fc.boolean(),
    (answers, powered) => {
      const walk = Walk.usable(powered).take(fault);
      const rungs: string[] = [];
      for (const answer of answers) {
        const { phase } = walk;
        if (phase === "blocked") break;
        const action = walk.due();
        if (action === "start") {
          walk.take(answer);
          if (answer === ready) walk.take(fault);
        } else {
          if (action === "open" && walk.phase !== "climbing") {
            // After the power came back.
            assert.equal(rungs.at(-1), "power-cycle");
          } else rungs.push(action);
          walk.take(
            action === "open"
              ? { kind: "opened" }
              : action === "power-cycle"
              ? { kind: "power-cycled" }
              : { kind: "reset" },
          );
        }
      }
      assert.deepEqual(
        rungs,
        [
          "reinitialise",
          "radio-cycle",
          "restart",
          "open",
          ...(powered ? ["power-cycle"] : []),
        ].slice(0, rungs.length),
      );
      assert.ok(rungs.length >= 4);
    },
  ));
});

/** Follows the actions of a modem that answers each as it should, until it is usable: at most five actions. */
function healthy(from: RecoveryStep, at: number): RecoveryStep {
  let last = from;
  let now = at;
  for (let actions = 0; actions < 5 && last.state.phase !== "usable";) {
    const { action } = last;
    if (action.kind === "wait") now += action.delayMs;
    else actions += 1;
    last = step(last.state, wellAnswer(action.kind), { now, chance: 0.5 });
  }
  return last;
}

function wellAnswer(kind: RecoveryStep["action"]["kind"]): RecoveryEvent {
  switch (kind) {
    case "wait":
      return { kind: "elapsed" };
    case "open":
      return { kind: "opened" };
    case "start":
      return ready;
    case "check":
      return { kind: "checked", network: home };
    case "reset":
      return { kind: "reset" };
    case "power-cycle":
      return { kind: "power-cycled" };
    default:
      return kind satisfies never;
  }
}
