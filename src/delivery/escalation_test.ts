import assert from "node:assert/strict";
import fc from "fast-check";
import { type DeliveryState, deliveryStates } from "../model/mod.ts";
import { escalate, type EscalationFacts } from "./escalation.ts";

const facts: EscalationFacts = {
  plan: {
    afterMs: 600,
    until: "delivered",
    word: "",
    to: ["boss", "oncall"],
    rounds: 2,
    prefix: "",
  },
  step: 0,
  dueAt: 1_000,
  deliveries: [{ state: "sent", own: true }],
  answers: [],
};
const answer = { ...facts.plan, until: "answer" } as const;

function states(...of: readonly DeliveryState[]) {
  return { deliveries: of.map((state) => ({ state, own: true })) };
}

function withStep(own: DeliveryState, made: DeliveryState) {
  return {
    deliveries: [{ state: own, own: true }, { state: made, own: false }],
  };
}

Deno.test("escalate() goes to the next one when it is due, through all rounds", () => {
  assert.deepEqual(escalate(facts, 999), { kind: "wait" });
  const steps = [0, 1, 2, 3, 4].map((step) =>
    escalate({ ...facts, step }, 1_000)
  );
  assert.deepEqual(steps, [
    { kind: "next", to: "boss" },
    { kind: "next", to: "oncall" },
    { kind: "next", to: "boss" },
    { kind: "next", to: "oncall" },
    { kind: "exhausted" },
  ]);
});

Deno.test("escalate() stops for the first confirmation, and does not wait for what is lost", () => {
  const rows: readonly (readonly [Partial<EscalationFacts>, string])[] = [
    [states("sent", "delivered"), "stop"],
    [states("failed", "delivered"), "stop"],
    [states("delivered"), "stop"],
    [states("queued"), "wait"],
    [states("held"), "wait"],
    [states("uncertain", "failed"), "wait"],
    [states("failed"), "next"],
    [states("failed", "expired"), "next"],
    [states("expired", "cancelled"), "next"],
    [{ ...states("failed"), step: 4 }, "exhausted"],
    [states("cancelled", "cancelled"), "stop"],
    [withStep("cancelled", "sent"), "stop"],
    [withStep("sent", "cancelled"), "wait"],
    [{ ...states("delivered"), plan: answer }, "wait"],
    [{ plan: answer, answers: ["On my way"] }, "stop"],
    [{ ...states("failed"), plan: answer, answers: ["Yes"] }, "stop"],
    [{ answers: ["OK"] }, "wait"],
  ];
  for (const [changes, kind] of rows) {
    const move = escalate({ ...facts, ...changes }, 999);
    assert.equal(move.kind, kind, JSON.stringify(changes));
  }
  const cancelled = escalate({ ...facts, ...states("cancelled") }, 0);
  assert.deepEqual(cancelled, { kind: "stop", why: "cancelled" });
});

Deno.test("escalate() takes the wanted word in any case, and as a word", () => {
  const rows = [
    ["OK", true],
    [" ok, I go", true],
    ["Ok", true],
    ["okay", false],
    ["not ok", false],
    ["", false],
  ] as const;
  for (const [text, counts] of rows) {
    const plan = { ...answer, word: "OK" };
    const { kind } = escalate({ ...facts, plan, answers: [text] }, 0);
    assert.equal(kind === "stop", counts, text);
  }
});

Deno.test("whatever happens: nothing goes on once it is confirmed, and each step is made once, in order", () => {
  const happening = fc.record({
    state: fc.constantFrom(...deliveryStates),
    answers: fc.array(fc.constantFrom("OK", "What?"), { maxLength: 1 }),
    passed: fc.integer({ min: 0, max: 900 }),
  });
  const plans = fc.record({
    afterMs: fc.constant(600),
    until: fc.constantFrom("delivered" as const, "answer" as const),
    word: fc.constantFrom("", "OK"),
    to: fc.array(fc.string(), { minLength: 1, maxLength: 4 }),
    rounds: fc.integer({ min: 1, max: 3 }),
    prefix: fc.constant(""),
  });
  fc.assert(
    fc.property(
      plans,
      fc.array(happening, { maxLength: 40 }),
      (plan, happenings) => {
        let now = 0;
        let walk: EscalationFacts = { ...facts, plan, dueAt: 600 };
        const made: string[] = [];
        for (const { state, answers, passed } of happenings) {
          now += passed;
          const { deliveries } = walk;
          walk = {
            ...walk,
            answers: [...walk.answers, ...answers],
            deliveries: [...deliveries.slice(1), { state, own: true }],
          };
          const move = escalate(walk, now);
          if (move.kind === "wait") {
            assert.ok(now < walk.dueAt);
            continue;
          }
          if (move.kind !== "next") break;
          made.push(move.to);
          walk = { ...walk, step: walk.step + 1, dueAt: now + plan.afterMs };
        }
        const all = Array.from({ length: plan.rounds }, () => plan.to).flat();
        assert.deepEqual(made, all.slice(0, made.length));
      },
    ),
  );
});
