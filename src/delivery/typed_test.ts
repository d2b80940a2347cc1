import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { createRules, UsageBook } from "../policy/mod.ts";
import { Door } from "./door.ts";
import { readTyped, type TypedOptions } from "./typed.ts";

const [anna, bert] = ["+46701234567", "+46707654321"];
const now = 1_000_000;

function read(texts: readonly string[], options: TypedOptions = {}) {
  const clock = new ManualClock();
  const door = new Door({
    recipient: {
      shortCodes: false,
      bareDigits: "refuse",
      country: "SE",
      localClock: undefined,
    },
    allowAt: () => [],
    rules: createRules({
      users: ["*"],
      senders: ["*"],
      recipientDomains: ["*"],
      allowNumbers: [],
      denyNumbers: ["+4690"],
    }),
    usage: new UsageBook({
      ...{ perClient: [], perUser: [], perSender: [], perRecipient: [] },
      total: [],
    }),
    clock,
  });
  return readTyped(texts, door, { now, ...options });
}

function wishesOf(...given: Parameters<typeof read>) {
  const reading = read(...given);
  assert.ok(reading.kind === "read", JSON.stringify(reading));
  return [...reading.to.wishes ?? []];
}

Deno.test("each number gets it once, however it is written", () => {
  const reading = read([anna, "070-123 45 67", bert]);
  assert.ok(reading.kind === "read");
  assert.deepEqual(reading.to, { recipients: [anna, bert] });
});

Deno.test("what is wished holds for all, but for whom the address says otherwise", () => {
  assert.deepEqual(wishesOf([anna], { flash: true, sendAt: now + 1 }), [
    [anna, { flash: true, sendAt: now + 1 }],
  ]);
  const at = now + 5;
  assert.deepEqual(wishesOf([`${anna}+urgent`, bert], { sendAt: at }), [
    [anna, { priority: "urgent", sendAt: at }],
    [bert, { sendAt: at }],
  ]);
  assert.deepEqual(wishesOf([anna], { sendAt: now }), [], "past is now");
  assert.deepEqual(wishesOf([anna], { flash: false }), []);
});

Deno.test("one that is wrong spoils all", () => {
  const account = { address: "192.0.2.1" };
  const rows: readonly (readonly [readonly string[], TypedOptions, RegExp])[] =
    [
      [[anna, "x y"], {}, /x y/],
      [[anna, "postmaster"], {}, /postmaster/],
      [[], {}, /phone number/],
      [[anna], { sendAt: now + 31 * 86_400_000 }, /30 days/],
      [[anna, "+46901234567"], { account }, /deny_numbers/],
    ];
  for (const [texts, options, why] of rows) {
    const reading = read(texts, options);
    assert.ok(reading.kind === "refused", texts.join());
    assert.match(reading.refusal.text, why);
  }
  assert.equal(read(["+46901234567"]).kind, "read", "the operator may");
});
