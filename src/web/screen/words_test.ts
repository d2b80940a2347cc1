import assert from "node:assert/strict";
import { deliveryStates } from "../../model/mod.ts";
import {
  counted,
  isDeliveryState,
  oneLine,
  plural,
  signalBars,
  signalWord,
  stateWords,
} from "./words.ts";

Deno.test("every state of the queue has its words, and nothing else has", () => {
  assert.deepEqual(Object.keys(stateWords), [...deliveryStates]);
  assert.ok(deliveryStates.every(isDeliveryState));
  for (const text of ["", "Queued", "toString"]) {
    assert.ok(!isDeliveryState(text));
  }
  const labels = Object.values(stateWords).map((it) => it.label);
  assert.equal(new Set(labels).size, labels.length);
});

Deno.test("numbers are grouped, and one is not many", () => {
  assert.equal(counted(1_234_567), "1,234,567");
  assert.equal(plural(0, "message"), "0 messages");
  assert.equal(plural(1, "message"), "1 message");
  assert.equal(plural(2, "reply", "replies"), "2 replies");
});

Deno.test("a text of others stays in its line and cannot turn it around", () => {
  assert.equal(oneLine("  a\r\n\tb\u0000c\u2028d "), "a b c d");
  assert.equal(oneLine("pay\u202egpj.exe\u2066x"), "paygpj.exex");
  for (const kept of ["Überdruck €", "مرحبا", "👩‍🔧 ok", "<b>"]) {
    assert.equal(oneLine(kept), kept);
  }
});

Deno.test("signal is told as phones do", () => {
  const rows = [[-51, 4], [-75, 4], [-76, 3], [-95, 2], [-105, 1], [-113, 0]];
  for (const [dbm, bars] of rows) assert.equal(signalBars(dbm), bars);
  assert.equal(signalBars(undefined), 0);
  assert.equal(signalWord(undefined), "unknown");
  assert.equal(signalWord(-60), "very good");
  assert.equal(signalWord(-120), "very weak");
});
