import assert from "node:assert/strict";
import { RigMemory } from "../../tests/support/gsm_rig.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { Secret } from "../model/mod.ts";
import { PinLedger } from "./pin_ledger.ts";

function ledger(memory: RigMemory, sim = "iccid:1", pin = "1234"): PinLedger {
  const clock = new ManualClock();
  return new PinLedger({ memory, clock }, { sim, pin: new Secret(pin) });
}

Deno.test("PinLedger allows one attempt, and another one after each that was accepted", async () => {
  const memory = new RigMemory();
  for (let i = 0; i < 3; i++) {
    const one = ledger(memory);
    assert.equal(one.allowed, true);
    await one.recordAttempt();
    assert.equal(one.allowed, false);
    assert.equal(ledger(memory).allowed, false);
    await one.recordAcceptance();
  }
  await ledger(memory).recordAttempt();
  assert.equal(ledger(memory).allowed, false);
});

Deno.test("PinLedger keeps SIMs and PINs apart", async () => {
  const memory = new RigMemory();
  await ledger(memory).recordAttempt();
  assert.equal(ledger(memory, "iccid:2").allowed, true);
  assert.equal(ledger(memory, "iccid:1", "4321").allowed, true);
  assert.equal(ledger(memory).allowed, false);
});

Deno.test("PinLedger shows the PIN to nobody, and the same PIN differently for each SIM", async () => {
  const memory = new RigMemory();
  await ledger(memory).recordAttempt();
  await ledger(memory, "iccid:2").recordAttempt();
  const hashes = memory.records.map((it) => it.split(" ")[1]);
  assert.ok(hashes.every((it) => /^[0-9a-f]{32}$/.test(it ?? "")));
  assert.equal(new Set(hashes).size, 2);
});
