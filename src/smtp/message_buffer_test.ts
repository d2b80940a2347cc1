import fc from "fast-check";
import assert from "node:assert/strict";
import { MessageBuffer } from "./message_buffer.ts";

Deno.test("MessageBuffer gives back all pieces in order", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 60 }));
  fc.assert(fc.property(pieces, (pieces) => {
    const buffer = new MessageBuffer(10_000);
    for (const piece of pieces) buffer.append(piece, 0, piece.length);
    assert.deepEqual([...buffer.take()], pieces.flatMap((piece) => [...piece]));
    assert.equal(buffer.overflowed, false);
  }));
});

Deno.test("MessageBuffer copies: its source may be overwritten", () => {
  const buffer = new MessageBuffer(10);
  const source = Uint8Array.of(1, 2, 3, 4);
  buffer.append(source, 1, 3);
  source.fill(0);
  assert.deepEqual([...buffer.take()], [2, 3]);
});

Deno.test("MessageBuffer holds exactly its limit", () => {
  const buffer = new MessageBuffer(4);
  buffer.append(new Uint8Array(3), 0, 3);
  buffer.append(new Uint8Array(1), 0, 1);
  assert.equal(buffer.overflowed, false);
  assert.equal(buffer.take().length, 4);
});

Deno.test("MessageBuffer forgets everything past its limit", () => {
  const buffer = new MessageBuffer(4);
  buffer.append(new Uint8Array(4), 0, 4);
  buffer.append(new Uint8Array(1), 0, 1);
  buffer.append(new Uint8Array(1), 0, 1);
  assert.equal(buffer.overflowed, true);
  assert.equal(buffer.take().buffer.byteLength, 0);
});

Deno.test("MessageBuffer never reserves more than its limit", () => {
  const buffer = new MessageBuffer(1_000);
  for (let n = 0; n < 10; n++) buffer.append(new Uint8Array(90), 0, 90);
  const taken = buffer.take();
  assert.equal(taken.length, 900);
  assert.ok(taken.buffer.byteLength <= 1_000);
});
