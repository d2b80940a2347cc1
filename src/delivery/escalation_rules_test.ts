import assert from "node:assert/strict";
import type { PhoneNumber } from "../model/mod.ts";
import { anna, bert, submission } from "../../tests/support/submissions.ts";
import { type EscalationRule, escalationsOf } from "./escalation_rules.ts";

const plan = {
  afterMs: 600,
  until: "delivered",
  word: "",
  to: ["boss"],
  rounds: 1,
  prefix: "",
} as const;

const rule: EscalationRule = { for: "*", from: ["*"], plan };
const at = submission().acceptedAt;

/** Anna is on call until a second after the start, then Bert. */
function peopleOf(text: string, when: number): readonly PhoneNumber[] {
  if (text === "oncall") return when < at + 1_000 ? [anna] : [bert];
  return [anna, bert].filter((it) => it === text);
}

Deno.test("each recipient escalates by the first rule that is for him", () => {
  const own = { ...plan, afterMs: 900 };
  const rules = [
    { ...rule, for: ["oncall"], plan: own },
    { ...rule, from: ["other.example"] },
    rule,
  ];
  const both = submission({ recipients: [anna, bert] });
  assert.deepEqual(escalationsOf(both, rules, peopleOf), [
    { plan: own, recipients: [anna], dueAt: at + 900, fixed: false },
    { plan, recipients: [bert], dueAt: at + 600, fixed: false },
  ]);
});

Deno.test("senders are those of [policy] senders, recipients names and numbers", () => {
  const rows = [
    [{ from: ["plc@plant.example"] }, 1],
    [{ from: ["plant.example"] }, 1],
    [{ from: ["<>"] }, 0],
    [{ for: [anna] }, 1],
    [{ for: [bert] }, 0],
    [{ for: [bert, "nobody", "oncall"] }, 1],
  ] as const;
  for (const [changes, count] of rows) {
    const rules = [{ ...rule, ...changes }];
    const found = escalationsOf(submission(), rules, peopleOf);
    assert.equal(found.length, count, JSON.stringify(changes));
  }
});

Deno.test("a message for later waits from then, and is for who is on call then", () => {
  const sendAt = at + 5_000;
  const later = submission({
    recipients: [bert],
    wishes: new Map([[bert, { sendAt }]]),
  });
  const rules = [{ ...rule, for: ["oncall"] }];
  assert.deepEqual(escalationsOf(later, rules, peopleOf), [{
    plan,
    recipients: [bert],
    dueAt: sendAt + 600,
    fixed: true,
  }]);
  assert.deepEqual(
    escalationsOf(submission({ recipients: [bert] }), rules, peopleOf),
    [],
  );
});
