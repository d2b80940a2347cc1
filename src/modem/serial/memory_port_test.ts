import assert from "node:assert/strict";
import { inboxBound } from "./inbox.ts";
import { memoryPortPair } from "./memory_port.ts";
import { serialPortSuite } from "./port_suite.ts";

serialPortSuite("memory port", () => {
  const [near, far] = memoryPortPair();
  const close = () => {
    near.close();
    far.close();
    return Promise.resolve();
  };
  return Promise.resolve({ near, far, close });
});

Deno.test("memory port: unplug() loses both ends, what has arrived is still read", async () => {
  const [near, far] = memoryPortPair();
  await far.write(Uint8Array.of(1, 2));
  const pending = far.read();
  near.unplug();
  const reason = "The device is gone, unplugged";
  assert.deepEqual(await pending, { kind: "lost", reason });
  assert.deepEqual(await near.read(), {
    kind: "data",
    bytes: Uint8Array.of(1, 2),
  });
  assert.deepEqual(await near.read(), { kind: "lost", reason });
});

Deno.test("memory port: the far end hears that the near one was closed", async () => {
  const [near, far] = memoryPortPair();
  near.close();
  assert.deepEqual(await far.read(), {
    kind: "lost",
    reason: "The far end was closed",
  });
});

Deno.test("memory port: each way holds its bound and not a byte more", async () => {
  const [near, far] = memoryPortPair();
  await near.write(new Uint8Array(inboxBound));
  let written = false;
  const write = near.write(Uint8Array.of(7)).then(() => written = true);
  await far.write(Uint8Array.of(1));
  await near.read();
  assert.equal(written, false);
  const first = await far.read();
  assert.ok(first.kind === "data" && first.bytes.length === inboxBound);
  await write;
  assert.deepEqual(await far.read(), {
    kind: "data",
    bytes: Uint8Array.of(7),
  });
});

Deno.test("memory port: flush at one end lets the other's writer go on", async () => {
  const [near, far] = memoryPortPair();
  const write = near.write(new Uint8Array(inboxBound + 1).fill(7));
  far.flush();
  await write;
  assert.deepEqual(await far.read(), {
    kind: "data",
    bytes: Uint8Array.of(7),
  });
});
