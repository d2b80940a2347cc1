import assert from "node:assert/strict";
import fc from "fast-check";
import { Outbox } from "./outbox.ts";
import { SerialError } from "./port.ts";

/** A device that takes `budget` bytes in all, until it is given more. */
class Device {
  readonly taken: number[] = [];
  budget = 0;
  calls = 0;
  readonly outbox = new Outbox((bytes) => {
    this.calls++;
    const now = bytes.subarray(0, this.budget);
    this.budget -= now.length;
    this.taken.push(...now);
    return now.length;
  });
}

Deno.test("Outbox sends all bytes in order, however much the device takes at a time", async () => {
  const writes = fc.array(fc.uint8Array({ maxLength: 20 }));
  const budgets = fc.array(fc.integer({ min: 0, max: 30 }));
  await fc.assert(fc.asyncProperty(writes, budgets, async (chunks, takes) => {
    const device = new Device();
    const done = chunks.map((chunk) => device.outbox.write(chunk));
    const expected = chunks.flatMap((chunk) => [...chunk]);
    for (const take of [...takes, expected.length]) {
      device.budget += take;
      device.outbox.resume();
      assert.deepEqual(device.taken, expected.slice(0, device.taken.length));
    }
    await Promise.all(done);
    assert.deepEqual(device.taken, expected);
    assert.equal(device.outbox.blocked, false);
  }));
});

Deno.test("Outbox sends what the device takes before write() returns", () => {
  const device = new Device();
  device.budget = 10;
  device.outbox.write(Uint8Array.of(1, 2, 3));
  assert.deepEqual(device.taken, [1, 2, 3]);
  assert.equal(device.calls, 1);
});

Deno.test("Outbox keeps its own copy of what waits", async () => {
  const device = new Device();
  const bytes = Uint8Array.of(1, 2);
  const write = device.outbox.write(bytes);
  bytes.fill(9);
  device.budget = 2;
  device.outbox.resume();
  await write;
  assert.deepEqual(device.taken, [1, 2]);
});

Deno.test("Outbox counts what it is told to drop as written", async () => {
  const device = new Device();
  const write = device.outbox.write(Uint8Array.of(1));
  device.outbox.clear();
  await write;
  device.budget = 1;
  device.outbox.resume();
  assert.deepEqual(device.taken, []);
});

Deno.test("Outbox rejects what waits and what comes with the first failure", async () => {
  const device = new Device();
  const write = device.outbox.write(Uint8Array.of(1));
  device.outbox.fail(new SerialError("lost", "First"));
  device.outbox.fail(new SerialError("lost", "Second"));
  await assert.rejects(write, { message: "First" });
  device.budget = 1;
  await assert.rejects(device.outbox.write(new Uint8Array()), {
    message: "First",
  });
  await assert.rejects(device.outbox.write(Uint8Array.of(2)), {
    message: "First",
  });
  assert.deepEqual(device.taken, []);
});

Deno.test("Outbox rejects the write in which the device is found gone", async () => {
  let gone = false;
  const outbox: Outbox = new Outbox(() => {
    if (gone) outbox.fail(new SerialError("lost", "Gone"));
    return 0;
  });
  const writes = [1, 2].map((byte) => outbox.write(Uint8Array.of(byte)));
  gone = true;
  outbox.resume();
  for (const write of writes) await assert.rejects(write, { message: "Gone" });
  assert.equal(outbox.blocked, false);
});
