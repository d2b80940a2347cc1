import assert from "node:assert/strict";
import fc from "fast-check";
import { Inbox, inboxBound } from "./inbox.ts";

Deno.test("Inbox gives out what came, in order, whenever it is read", async () => {
  const steps = fc.array(fc.option(fc.uint8Array({ minLength: 1 })));
  await fc.assert(fc.asyncProperty(steps, async (chunksAndReads) => {
    const inbox = new Inbox();
    const [pushed, read]: number[][] = [[], []];
    for (const chunk of chunksAndReads) {
      if (chunk !== null) {
        pushed!.push(...chunk);
        inbox.push(chunk);
      } else if (inbox.room < inboxBound) {
        const got = await inbox.read();
        if (got.kind === "data") read!.push(...got.bytes);
        assert.deepEqual(read, pushed);
      }
    }
    inbox.end("Gone");
    const rest = await inbox.read();
    if (rest.kind === "data") read!.push(...rest.bytes);
    assert.deepEqual(read, pushed);
    assert.deepEqual(await inbox.read(), { kind: "lost", reason: "Gone" });
  }));
});

Deno.test("Inbox hands bytes straight to a reader that waits", async () => {
  const inbox = new Inbox();
  const read = inbox.read();
  inbox.push(new Uint8Array());
  inbox.push(Uint8Array.of(1));
  assert.equal(inbox.room, inboxBound);
  assert.deepEqual(await read, { kind: "data", bytes: Uint8Array.of(1) });
});

Deno.test("Inbox tells how much more fits, and keeps what comes beyond", async () => {
  const inbox = new Inbox();
  inbox.push(new Uint8Array(inboxBound - 1));
  assert.equal(inbox.room, 1);
  inbox.push(Uint8Array.of(1, 2, 3));
  assert.equal(inbox.room, 0);
  const read = await inbox.read();
  assert.ok(read.kind === "data" && read.bytes.length === inboxBound + 2);
  assert.equal(inbox.room, inboxBound);
});

Deno.test("Inbox keeps its first end and takes nothing after it", async () => {
  const inbox = new Inbox();
  const pending = inbox.read();
  inbox.end("Unplugged");
  inbox.end("Closed");
  inbox.push(Uint8Array.of(1));
  const lost = { kind: "lost", reason: "Unplugged" };
  assert.deepEqual(await pending, lost);
  assert.deepEqual(await inbox.read(), lost);
});

Deno.test("Inbox drops what waits when cleared", async () => {
  const inbox = new Inbox();
  inbox.push(Uint8Array.of(1));
  inbox.clear();
  inbox.push(Uint8Array.of(2));
  assert.deepEqual(await inbox.read(), {
    kind: "data",
    bytes: Uint8Array.of(2),
  });
});
