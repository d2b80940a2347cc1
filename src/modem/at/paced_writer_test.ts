import assert from "node:assert/strict";
import { ManualClock, settle } from "../../../tests/support/manual_clock.ts";
import { memoryPortPair } from "../serial/mod.ts";
import { PacedWriter } from "./paced_writer.ts";

function writing(chunk: number) {
  const [near, far] = memoryPortPair();
  const clock = new ManualClock();
  const failures: unknown[] = [];
  const writer = new PacedWriter(near, {
    clock,
    failed: (error) => failures.push(error),
  });
  writer.chunk = chunk;
  const pieces: string[] = [];
  const listen = async () => {
    for (;;) {
      const read = await far.read();
      if (read.kind === "lost") return;
      pieces.push(new TextDecoder().decode(read.bytes));
    }
  };
  listen();
  return { clock, failures, near, pieces, writer };
}

Deno.test("PacedWriter writes all at once unless there is a limit", async () => {
  const { clock, pieces, writer } = writing(0);
  writer.write("AT+CMGS=24\r");
  await settle();
  assert.deepEqual(pieces, ["AT+CMGS=24\r"]);
  assert.equal(clock.pending, 0);
});

Deno.test("PacedWriter gives the modem 10 ms for each piece, and keeps the order", async () => {
  const { clock, pieces, writer } = writing(4);
  writer.write("0123456789");
  writer.write("AB");
  await settle();
  assert.deepEqual(pieces, ["0123"]);
  await clock.advance(9);
  assert.deepEqual(pieces, ["0123"]);
  await clock.advance(11);
  assert.deepEqual(pieces, ["0123", "4567", "89AB"]);
  writer.write("C");
  await settle();
  assert.deepEqual(pieces.join(""), "0123456789ABC");
});

Deno.test("PacedWriter forgets what is dropped, and leaves no timer", async () => {
  const { clock, pieces, writer } = writing(2);
  writer.write("012345");
  await clock.advance(10);
  writer.drop();
  await clock.advance(100);
  writer.write("X");
  await settle();
  assert.deepEqual(pieces, ["01", "23", "X"]);
  assert.equal(clock.pending, 0);
});

Deno.test("PacedWriter says when the port takes nothing more", async () => {
  const { failures, near, writer } = writing(0);
  near.unplug();
  writer.write("AT\r");
  await settle();
  assert.equal(failures.length, 1);
});
