import assert from "node:assert/strict";
import { claimOf, Desk, full } from "../../tests/support/hand_over_desk.ts";
import { settle } from "../../tests/support/manual_clock.ts";

Deno.test("the end of one SMS and the begin of the next are one write", async () => {
  const desk = new Desk([claimOf(1), claimOf(2)]);
  const { records } = desk;
  await desk.sendNext();
  const next = desk.reserve();
  await records.begin(next, 1);
  assert.deepEqual(desk.writes, [
    "claimed 1, started 1",
    "claimed 2, acknowledged 1, settled 1, started 2",
  ]);
  assert.deepEqual(desk.told, ["settled 1", "acknowledged 101"]);
  assert.equal(desk.clock.pending, 0);
});

Deno.test("without a prompt what is owed is on disk 3 ms later, and the next one is leased", async () => {
  const desk = new Desk([claimOf(1), claimOf(2)]);
  await desk.sendNext();
  const next = desk.reserve();
  await desk.clock.advance(2.9);
  assert.equal(desk.writes.length, 1);
  assert.equal(desk.reserved.size, 1);
  await desk.clock.advance(0.1);
  await settle();
  assert.equal(desk.writes[1], "claimed 2, acknowledged 1, settled 1");
  assert.equal(desk.reserved.size, 0);
  await desk.records.begin(next, 1);
  assert.equal(desk.writes[2], "started 2");
});

Deno.test("segments of one SMS are handed over, too", async () => {
  const desk = new Desk([]);
  const claim = claimOf(1);
  await desk.records.begin(claim, 1);
  desk.acknowledge(claim, 1);
  await desk.records.begin(claim, 2);
  assert.deepEqual(desk.writes, ["started 1", "acknowledged 1, started 1"]);
});

Deno.test("what is owed by whom a report may ask for is known until it is on disk", async () => {
  const desk = new Desk([claimOf(1)]);
  await desk.sendNext();
  assert.equal(desk.records.owes(101), true);
  assert.equal(desk.records.owes(102), false);
  await desk.records.flush();
  assert.equal(desk.records.owes(101), false);
  assert.deepEqual(desk.told, ["settled 1", "acknowledged 101"]);
});

Deno.test("one that is not to be sent any more is left, what is owed is on disk, and others may look for work", async () => {
  for (const latePrompt of [false, true]) {
    const desk = new Desk([claimOf(1), claimOf(2)]);
    await desk.sendNext();
    const next = desk.reserve();
    desk.gone.add(next);
    if (latePrompt) await desk.clock.advance(3);
    await assert.rejects(desk.records.begin(next, 1), /not to be sent by m1/);
    assert.equal(desk.records.holds(next), false);
    assert.equal(desk.reserved.size, 0);
    assert.equal(desk.freed, 1);
    assert.deepEqual(desk.told, ["settled 1", "acknowledged 101"]);
    await desk.records.flush();
    assert.equal(desk.writes.length, 2, "nothing more is owed");
  }
});

Deno.test("a disk that takes nothing keeps the PDU back, and forgets nothing that is owed", async () => {
  const desk = new Desk([claimOf(1), claimOf(2)]);
  await desk.sendNext();
  const next = desk.reserve();
  desk.failures = 1;
  await assert.rejects(desk.records.begin(next, 1), full);
  assert.equal(desk.records.holds(next), false);
  assert.equal(desk.reserved.size, 0);
  assert.equal(desk.freed, 1);
  assert.equal(desk.writes.length, 1);
  await desk.records.flush();
  assert.equal(desk.writes[1], "acknowledged 1, settled 1");
});

Deno.test("a prompt that comes while the disk takes nothing takes along what waits for it", async () => {
  const desk = new Desk([claimOf(1), claimOf(2)]);
  await desk.sendNext();
  const next = desk.reserve();
  desk.failures = 1;
  await desk.clock.advance(3);
  assert.equal(desk.writes.length, 1, "it waits for its next try");
  await desk.records.begin(next, 1);
  assert.equal(
    desk.writes[1],
    "claimed 2, acknowledged 1, settled 1, started 2",
  );
  await desk.clock.advance(1_000);
  assert.equal(desk.writes.length, 2, "there is nothing left to try");
});

Deno.test("a prompt waits for the write that is under way", async () => {
  const desk = new Desk([claimOf(1), claimOf(2)]);
  await desk.sendNext();
  const next = desk.reserve();
  const { promise, resolve } = Promise.withResolvers<void>();
  desk.slow = promise;
  const flushed = desk.records.flush();
  const begun = desk.records.begin(next, 1);
  await settle();
  assert.equal(desk.writes.length, 1);
  resolve();
  await Promise.all([flushed, begun]);
  assert.deepEqual(desk.writes.slice(1), [
    "claimed 2, acknowledged 1, settled 1",
    "started 2",
  ]);
});

Deno.test("what ended before its prompt is leased and settled in one write", async () => {
  const desk = new Desk([claimOf(1)]);
  const claim = desk.reserve();
  desk.settle(claim);
  assert.equal(desk.records.holds(claim), true);
  assert.throws(() => desk.reserve(), "first that is to be on disk");
  await desk.records.flush();
  assert.deepEqual(desk.writes, ["claimed 1, settled 1"]);
});

Deno.test("nothing is recorded of one that was given back: its lease may be another's", async () => {
  const desk = new Desk([claimOf(1), claimOf(1)]);
  const claim = desk.reserve();
  desk.settle(claim);
  desk.records.giveBack(claim);
  assert.equal(desk.reserved.size, 0);
  await desk.records.flush();
  assert.deepEqual(desk.writes, []);
  const again = desk.reserve();
  await desk.records.begin(again, 1);
  desk.records.giveBack(again);
  assert.equal(desk.records.holds(again), true, "a lease is not given back");
});
