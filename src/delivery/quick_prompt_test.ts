import assert from "node:assert/strict";
import { claimOf, Desk, full } from "../../tests/support/hand_over_desk.ts";
import { settle } from "../../tests/support/manual_clock.ts";
import type { Claim } from "../queue/mod.ts";

Deno.test("for a modem that prompts quickly all is on disk with AT+CMGS, and its prompt waits for nothing", async () => {
  const { desk, next } = await quickDesk();
  desk.records.prompting(next, 1);
  await settle();
  assert.equal(
    desk.writes[1],
    "claimed 2, acknowledged 1, settled 1, started 2",
  );
  await desk.records.begin(next, 1);
  assert.equal(desk.writes.length, 2);
  assert.equal(desk.clock.pending, 0);
});

Deno.test("a modem is quick when its last prompt was there within 3 ms, or that long after the disk", async () => {
  const waits = [
    { promptMs: 2.9, quick: true },
    { promptMs: 3.1, quick: false },
    { promptMs: 20, diskMs: 17.1, quick: true },
    { promptMs: 20, diskMs: 16.9, quick: false },
    { promptMs: 20, diskMs: 50, quick: true },
  ];
  for (const { promptMs, diskMs = 0, quick } of waits) {
    const { desk, next } = await quickDesk();
    desk.slow = diskMs === 0 ? undefined : desk.clock.sleep(diskMs);
    desk.records.prompting(next, 1);
    await settle();
    await desk.clock.advance(promptMs);
    const begun = desk.records.begin(next, 1);
    await desk.clock.advance(50);
    await begun;
    desk.acknowledge(next, 1);
    desk.settle(next);
    await desk.records.flush();
    const { length } = desk.writes;
    desk.records.prompting(claimOf(3), 1);
    await settle();
    assert.equal(desk.writes.length > length, quick, `${promptMs} ms`);
  }
});

Deno.test("what was begun for a prompt that did not come is withdrawn before its end is recorded, and the next prompt is waited for", async () => {
  const { desk, next } = await quickDesk();
  desk.records.prompting(next, 1);
  await settle();
  desk.settle(next);
  const last = desk.reserve();
  desk.records.prompting(last, 1);
  await settle();
  assert.equal(desk.writes.length, 2, "it is not quick any more");
  await desk.records.begin(last, 1);
  assert.equal(
    desk.writes[2],
    "claimed 3, withdrawn 2, settled 2, started 3",
  );
});

Deno.test("what was begun for a prompt is withdrawn 3 ms after the disk was done, and begun anew when it comes after all", async () => {
  const { desk, next } = await quickDesk();
  desk.slow = desk.clock.sleep(20);
  desk.records.prompting(next, 1);
  await settle();
  await desk.clock.advance(20);
  assert.equal(desk.writes.length, 2);
  await desk.clock.advance(2.9);
  assert.equal(desk.writes.length, 2);
  await desk.clock.advance(0.1);
  assert.equal(desk.writes[2], "withdrawn 2");
  await desk.clock.advance(1_000);
  await desk.records.begin(next, 1);
  assert.equal(desk.writes[3], "started 2");
  assert.equal(desk.clock.pending, 0);
});

Deno.test("a busy modem that is asked for its prompt again has its segment begun anew", async () => {
  const { desk, next } = await quickDesk();
  desk.records.prompting(next, 1);
  await settle();
  desk.records.prompting(next, 1);
  await desk.records.begin(next, 1);
  assert.equal(desk.writes[2], "withdrawn 2, started 2");
});

Deno.test("a disk that takes nothing before the prompt keeps the PDU back when it comes", async () => {
  const { desk, next } = await quickDesk();
  desk.failures = 1;
  desk.records.prompting(next, 1);
  await settle();
  await assert.rejects(desk.records.begin(next, 1), full);
  assert.equal(desk.records.holds(next), false);
  await desk.records.flush();
  assert.equal(desk.writes[1], "acknowledged 1, settled 1");
});

Deno.test("one that is gone before its prompt keeps the PDU back, and nothing of it is withdrawn", async () => {
  const { desk, next } = await quickDesk();
  desk.gone.add(next);
  desk.records.prompting(next, 1);
  await settle();
  await assert.rejects(desk.records.begin(next, 1), /not to be sent by m1/);
  desk.records.withdraw();
  await desk.records.flush();
  assert.deepEqual(desk.writes.slice(1), ["acknowledged 1, settled 1"]);
});

/** A desk whose modem has sent one SMS with a quick prompt, and has the next one reserved. */
async function quickDesk(): Promise<
  { readonly desk: Desk; readonly next: Claim }
> {
  const desk = new Desk([claimOf(1), claimOf(2), claimOf(3)]);
  const first = desk.reserve();
  desk.records.prompting(first, 1);
  await desk.records.begin(first, 1);
  desk.acknowledge(first, 1);
  desk.settle(first);
  return { desk, next: desk.reserve() };
}
