import assert from "node:assert/strict";
import { ReadBuffers, readBufferSize } from "./read_buffers.ts";

Deno.test("a buffer has one user at a time, and is used again", () => {
  const buffers = new ReadBuffers();
  const first = buffers.take();
  assert.equal(first.length, readBufferSize);
  assert.notEqual(buffers.take(), first);
  buffers.giveBack(first);
  assert.equal(buffers.take(), first);
  assert.notEqual(buffers.take(), first);
});

Deno.test("buffers of another size are dropped, and so are too many", () => {
  const buffers = new ReadBuffers();
  const large = new Uint8Array(65_536);
  buffers.giveBack(large);
  assert.notEqual(buffers.take(), large);
  const given: readonly Uint8Array[] = Array.from(
    { length: 200 },
    () => new Uint8Array(readBufferSize),
  );
  for (const buffer of given) buffers.giveBack(buffer);
  const taken = given.map(() => buffers.take());
  assert.equal(taken.filter((buffer) => given.includes(buffer)).length, 64);
});
