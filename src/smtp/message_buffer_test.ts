import fc from "fast-check";
import assert from "node:assert/strict";
import { ByteBudget } from "./byte_budget.ts";
import { MessageBuffer } from "./message_buffer.ts";

const room = new ByteBudget(Infinity).share();

Deno.test("MessageBuffer gives back all pieces in order", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 60 }));
  fc.assert(fc.property(pieces, (pieces) => {
    const buffer = new MessageBuffer(10_000, room);
    for (const piece of pieces) buffer.append(piece, 0, piece.length);
    assert.deepEqual([...buffer.take()], pieces.flatMap((piece) => [...piece]));
    assert.equal(buffer.loss, undefined);
  }));
});

Deno.test("MessageBuffer copies: its source may be overwritten", () => {
  const buffer = new MessageBuffer(10, room);
  const source = Uint8Array.of(1, 2, 3, 4);
  buffer.append(source, 1, 3);
  source.fill(0);
  assert.deepEqual([...buffer.take()], [2, 3]);
});

Deno.test("MessageBuffer holds exactly its limit", () => {
  const buffer = new MessageBuffer(4, room);
  buffer.append(new Uint8Array(3), 0, 3);
  buffer.append(new Uint8Array(1), 0, 1);
  assert.equal(buffer.loss, undefined);
  assert.equal(buffer.take().length, 4);
});

Deno.test("MessageBuffer forgets everything past its limit", () => {
  const buffer = new MessageBuffer(4, room);
  buffer.append(new Uint8Array(4), 0, 4);
  buffer.append(new Uint8Array(1), 0, 1);
  buffer.append(new Uint8Array(1), 0, 1);
  assert.equal(buffer.loss, "tooBig");
  assert.equal(buffer.take().buffer.byteLength, 0);
});

Deno.test("MessageBuffer never reserves more than its limit", () => {
  const buffer = new MessageBuffer(1_000, room);
  for (let n = 0; n < 10; n++) buffer.append(new Uint8Array(90), 0, 90);
  const taken = buffer.take();
  assert.equal(taken.length, 900);
  assert.ok(taken.buffer.byteLength <= 1_000);
});

Deno.test("MessageBuffer takes from the budget what it reserves, and gives it back when lost", () => {
  const budget = new ByteBudget(1_000);
  const buffer = new MessageBuffer(500, budget.share());
  buffer.append(new Uint8Array(100), 0, 100);
  assert.equal(budget.free, 900);
  buffer.append(new Uint8Array(1), 0, 1);
  assert.equal(budget.free, 800);
  buffer.append(new Uint8Array(400), 0, 400);
  assert.equal(buffer.loss, "tooBig");
  assert.equal(budget.free, 1_000);
});

Deno.test("MessageBuffer forgets everything when others leave no room", () => {
  const budget = new ByteBudget(100);
  const others = budget.share();
  others.take(50);
  const buffer = new MessageBuffer(1_000, budget.share());
  buffer.append(new Uint8Array(50), 0, 50);
  assert.equal(buffer.loss, undefined);
  buffer.append(new Uint8Array(1), 0, 1);
  assert.equal(buffer.loss, "noRoom");
  assert.equal(buffer.take().buffer.byteLength, 0);
  assert.equal(budget.free, 50);
  others.giveBack();
  buffer.append(new Uint8Array(1), 0, 1);
  assert.equal(buffer.loss, "noRoom");
  assert.equal(budget.free, 100);
});
