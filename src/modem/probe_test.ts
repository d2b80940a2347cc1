import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { probeModem } from "./probe.ts";
import { memoryPortPair } from "./serial/mod.ts";
import { simulateModem } from "./simulator.ts";
import { SimCard } from "./simulator_card.ts";
import { wellBehaved } from "./simulator_options.ts";
import { Phones } from "./simulator_phones.ts";

function pluggedIn(pin: string) {
  const [near, far] = memoryPortPair();
  const clock = new ManualClock();
  const card = new SimCard("card", { pin });
  const phones = new Phones({});
  simulateModem(far, { clock, card, phones, behaviour: wellBehaved });
  return { near, clock, card };
}

Deno.test("probeModem() tells who is there and where it stands", async () => {
  const { near, clock, card } = pluggedIn("");
  const probing = probeModem(near, clock);
  await clock.advance(0);
  const result = await probing;
  assert.ok(result.kind === "modem");
  assert.match(result.identity.imei, /^\d{15}$/);
  assert.equal(result.identity.iccid, card.iccid);
  assert.equal(result.lock, "READY");
  assert.deepEqual(result.sim?.storage, { memory: "SM", used: 0, total: 20 });
  assert.match(result.sim.number, /^\+1\d{3}55501\d\d$/);
  assert.match(result.sim.smsc, /^\+\d+$/);
  assert.equal(result.network?.registration, "home");
  assert.equal(result.network?.signalDbm, -71);
  assert.equal(clock.pending, 0);
  assert.equal((await near.read()).kind, "lost");
});

Deno.test("probeModem() tries no PIN", async () => {
  const { near, clock, card } = pluggedIn("1234");
  const probing = probeModem(near, clock);
  await clock.advance(0);
  const result = await probing;
  assert.ok(result.kind === "modem");
  assert.equal(result.lock, "SIM PIN");
  assert.equal(result.network, undefined);
  assert.equal(card.pinTriesLeft, 3);
});

Deno.test("probeModem() gives a port up that nobody answers on", async () => {
  const [near, far] = memoryPortPair();
  const clock = new ManualClock();
  const probing = probeModem(near, clock);
  await clock.advance(20_000);
  const result = await probing;
  assert.ok(result.kind === "silent");
  assert.match(result.reason, /Nothing answers AT/);
  assert.equal(clock.pending, 0);
  far.close();
});

Deno.test("probeModem() says so when the connection ends", async () => {
  const [near, far] = memoryPortPair();
  const clock = new ManualClock();
  const probing = probeModem(near, clock);
  far.close();
  await clock.advance(0);
  const result = await probing;
  assert.ok(result.kind === "silent");
  assert.doesNotMatch(result.reason, /Nothing answers AT/);
  assert.equal(clock.pending, 0);
});
