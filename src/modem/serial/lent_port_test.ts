import assert from "node:assert/strict";
import { PortLender } from "./lent_port.ts";
import { memoryPortPair } from "./memory_port.ts";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("PortLender: who closes a lent port ends his part, and the next goes on with it", async () => {
  const [near, far] = memoryPortPair();
  const lender = new PortLender(near);
  const first = lender.lend();
  await far.write(bytes("one"));
  assert.deepEqual(await first.read(), { kind: "data", bytes: bytes("one") });
  const pending = first.read();
  first.close();
  assert.deepEqual(await pending, { kind: "lost", reason: "Closed" });
  assert.equal((await first.read()).kind, "lost");
  // What comes between two users is there for the next, though the first one asked for it.
  await far.write(bytes("two"));
  const owner = lender.give();
  assert.deepEqual(await owner.read(), { kind: "data", bytes: bytes("two") });
  await owner.write(bytes("three"));
  assert.deepEqual(await far.read(), { kind: "data", bytes: bytes("three") });
  const last = owner.read();
  owner.close();
  assert.deepEqual(await last, { kind: "lost", reason: "Closed" });
  assert.equal((await far.read()).kind, "lost");
});

Deno.test("PortLender: the loss of the port reaches whoever has it", async () => {
  const [near, far] = memoryPortPair();
  const lender = new PortLender(near);
  const user = lender.lend();
  const read = user.read();
  far.unplug();
  assert.equal((await read).kind, "lost");
  user.close();
  assert.equal((await lender.give().read()).kind, "lost");
});
