import assert from "node:assert/strict";
import { parsePhoneNumber, type PhoneNumber } from "../model/mod.ts";
import { withoutDenied } from "./deny_list.ts";

const numbers = ["+46701234567", "+46702345678", "+46703456789"]
  .flatMap((it) => parsePhoneNumber(it) ?? []);
const [anna, bert, carl] = numbers;
assert.ok(anna && bert && carl);

const isIn = (list: readonly PhoneNumber[]) => (it: PhoneNumber) =>
  list.includes(it);

const group = {
  kind: "accepted",
  recipient: { kind: "phones", numbers: [anna, bert] },
  others: [{ kind: "phones", numbers: [carl], wishes: { flash: true } }],
  text: '3 numbers of "oncall"',
} as const;

Deno.test("a group reaches those of it who are not on the list, and the 250 says how many are", () => {
  assert.equal(withoutDenied(group, isIn([])), group);
  assert.deepEqual(withoutDenied(group, isIn([anna])), {
    ...group,
    recipient: { kind: "phones", numbers: [bert] },
    text: '3 numbers of "oncall", without 1 on the deny list',
  });
  assert.deepEqual(withoutDenied(group, isIn([anna, bert])), {
    ...group,
    recipient: group.others[0],
    others: [],
    text: '3 numbers of "oncall", without 2 on the deny list',
  });
});

Deno.test("who is left alone with the list is refused, in words", () => {
  const verdict = withoutDenied(group, isIn(numbers));
  assert.ok(verdict.kind === "refused");
  const { code, enhanced, text } = verdict.refusal;
  assert.deepEqual([code, enhanced], [550, "5.7.1"]);
  assert.match(text, /^All of 3 want no SMS/);
  const one = withoutDenied({
    kind: "accepted",
    recipient: { kind: "phones", numbers: [anna] },
    text: anna,
  }, isIn([anna]));
  assert.ok(one.kind === "refused");
  assert.match(
    one.refusal.text,
    /^\+46701234567 wants no SMS .*START|start word/,
  );
});
