import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { SerialError, type SerialPort } from "./port.ts";

/** Two ports joined so that what is written to one is read from the other. Closing `far` unplugs `near`. */
export interface PortPair {
  readonly near: SerialPort;
  readonly far: SerialPort;
  /** More bytes than all that lies between the ends can hold; a million when left out. */
  readonly flood?: number;
  /** Resolves when all that was written has reached the other end; left out where writing is as good as arriving. */
  arrived?(): Promise<void>;
  /** Closes both ports and what they hang on. */
  close(): Promise<void>;
}

const million = 1_000_000;

/** The contract of `SerialPort`: registers the tests that every implementation passes. */
export function serialPortSuite(
  name: string,
  makePair: () => Promise<PortPair>,
): void {
  const test = (what: string, body: (pair: PortPair) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      const pair = await makePair();
      try {
        await body(pair);
      } finally {
        await pair.close();
      }
    });
  testBytes(test);
  testOwnership(test);
  testWaiting(test);
  testFlush(test);
  testLoss(test);
}

type Test = (what: string, body: (pair: PortPair) => Promise<void>) => void;

function testBytes(test: Test): void {
  test("every byte value passes unchanged, both ways", async ({ near, far }) => {
    const all = Uint8Array.from({ length: 256 }, (_, value) => value);
    await near.write(all);
    assert.deepEqual(await readBytes(far, 256), all);
    await far.write(all);
    assert.deepEqual(await readBytes(near, 256), all);
  });

  test("nothing is echoed", async ({ near, far }) => {
    await near.write(utf8("AT\r"));
    await readBytes(far, 3);
    await far.write(utf8("OK\r\n"));
    assert.deepEqual(await readBytes(near, 4), utf8("OK\r\n"));
  });

  test("any chunking of writes gives the same bytes", async ({ near, far }) => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 300 }), {
      maxLength: 9,
    });
    const property = fc.asyncProperty(chunks, async (written) => {
      const whole = joined(written);
      const writes = written.map((chunk) => near.write(chunk));
      assert.deepEqual(await readBytes(far, whole.length), whole);
      await Promise.all(writes);
    });
    await fc.assert(property, { numRuns: 30 });
  });

  test("a megabyte passes each way at once", async ({ near, far }) => {
    const [there, back] = [pattern(1_000_000, 7), pattern(1_000_000, 11)];
    const [, , atFar, atNear] = await Promise.all([
      near.write(there),
      far.write(back),
      readBytes(far, there.length),
      readBytes(near, back.length),
    ]);
    assert.ok(equal(atFar, there));
    assert.ok(equal(atNear, back));
  });
}

function testOwnership(test: Test): void {
  test("what was read belongs to the reader", async ({ near, far }) => {
    await near.write(utf8("first"));
    const first = await readBytes(far, 5);
    await near.write(utf8("other"));
    await readBytes(far, 5);
    assert.deepEqual(first, utf8("first"));
  });

  test("what was written may be changed afterwards", async ({ near, far }) => {
    const bytes = pattern(300_000, 7);
    const written = near.write(bytes);
    bytes.fill(0);
    const [received] = await Promise.all([readBytes(far, 300_000), written]);
    assert.ok(equal(received, pattern(300_000, 7)));
  });

  test("an empty write is done at once", async ({ near, far }) => {
    await near.write(new Uint8Array());
    await near.write(utf8("x"));
    assert.deepEqual(await readBytes(far, 1), utf8("x"));
  });
}

function testWaiting(test: Test): void {
  test("a read waits for the next byte", async ({ near, far }) => {
    const read = near.read();
    await far.write(utf8("A"));
    assert.deepEqual(await read, { kind: "data", bytes: utf8("A") });
  });

  test("a second read at a time is refused", async ({ near, far }) => {
    const read = near.read();
    await assert.rejects(near.read(), /pending already/);
    await far.write(utf8("A"));
    assert.equal((await read).kind, "data");
  });

  test("a write waits while nobody reads, the other way stays free", async ({ near, far, flood = million }) => {
    let written = false;
    const write = near.write(pattern(flood, 7)).then(() => written = true);
    for (let turn = 0; turn < 10; turn++) {
      await far.write(utf8("x"));
      await readBytes(near, 1);
    }
    assert.equal(written, false);
    const received = await readBytes(far, flood);
    await write;
    assert.ok(equal(received, pattern(flood, 7)));
  });

  test("writes keep their order while they wait", async ({ near, far }) => {
    const writes = Array.from(
      { length: 50 },
      (_, at) => near.write(new Uint8Array(10_000).fill(at)),
    );
    const received = await readBytes(far, 500_000);
    await Promise.all(writes);
    assert.ok(received.every((byte, at) => byte === Math.floor(at / 10_000)));
  });

  test("lines that are not there may be set", async ({ near, far }) => {
    near.setLines({ dtr: false, rts: true });
    near.setLines({});
    await near.write(utf8("x"));
    assert.deepEqual(await readBytes(far, 1), utf8("x"));
  });
}

function testFlush(test: Test): void {
  test("flush drops what was not read, at either end", async ({ near, far, arrived }) => {
    await near.write(utf8("old"));
    await arrived?.();
    far.flush();
    await near.write(utf8("new"));
    assert.deepEqual(await readBytes(far, 3), utf8("new"));
    await far.write(utf8("old"));
    await arrived?.();
    near.flush();
    await far.write(utf8("new"));
    assert.deepEqual(await readBytes(near, 3), utf8("new"));
  });

  test("flush drops bytes that were taken in but not read", async ({ near, far, arrived }) => {
    await near.write(utf8("1"));
    await readBytes(far, 1);
    await near.write(utf8("2"));
    await arrived?.();
    await far.write(utf8("x"));
    await readBytes(near, 1); // by now "2" has come, too
    far.flush();
    await near.write(utf8("3"));
    assert.deepEqual(await readBytes(far, 1), utf8("3"));
  });

  test("flush ends a write that waits", async ({ near, far, flood = million }) => {
    const write = near.write(pattern(flood, 7));
    near.flush();
    await write;
    far.flush();
    await near.write(utf8("!"));
    const read = await far.read();
    assert.ok(read.kind === "data" && read.bytes.includes(0x21));
  });
}

function testLoss(test: Test): void {
  test("close ends a pending read, and may be called twice", async ({ near }) => {
    const read = near.read();
    near.close();
    near.close();
    assert.deepEqual(await read, { kind: "lost", reason: "Closed" });
    assert.deepEqual(await near.read(), { kind: "lost", reason: "Closed" });
  });

  test("a closed port takes no bytes, everything else is quiet", async ({ near }) => {
    near.close();
    await assert.rejects(near.write(utf8("x")), isLost);
    near.flush();
    near.setLines({ dtr: true });
  });

  test("close rejects a write that waits", async ({ near, flood = million }) => {
    const write = near.write(pattern(flood, 7));
    near.close();
    await assert.rejects(write, isLost);
  });

  test("unplugging ends a pending read at once, and every later one", async ({ near, far }) => {
    const read = near.read();
    far.close();
    const lost = await read;
    assert.ok(lost.kind === "lost" && lost.reason !== "Closed");
    assert.deepEqual(await near.read(), lost);
    await assert.rejects(near.write(utf8("x")), isLost);
    near.close();
    assert.deepEqual(await near.read(), lost);
  });

  test("unplugging rejects a write that waits", async ({ near, far, flood = million }) => {
    const write = near.write(pattern(flood, 7));
    const rejected = assert.rejects(write, isLost);
    far.close();
    await rejected;
    assert.equal((await near.read()).kind, "lost");
  });

  test("what was taken in before the loss is read before it", async ({ near, far }) => {
    await far.write(utf8("+CMGS: 7\r\n"));
    const first = await near.read();
    far.close();
    assert.deepEqual(first, { kind: "data", bytes: utf8("+CMGS: 7\r\n") });
    assert.equal((await near.read()).kind, "lost");
  });
}

/** Reads exactly `count` bytes; more than that fails. */
export async function readBytes(
  port: SerialPort,
  count: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let size = 0; size < count;) {
    const read = await port.read();
    if (read.kind === "lost") throw new Error(`Port lost: ${read.reason}`);
    chunks.push(read.bytes);
    size += read.bytes.length;
  }
  const whole = joined(chunks);
  assert.equal(whole.length, count);
  return whole;
}

function isLost(error: unknown): boolean {
  return error instanceof SerialError && error.code === "lost";
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

// Plain loops, and no arrays of numbers: these are megabytes, and some machines are emulated.
function pattern(length: number, step: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = at * step + (at >> 8);
  return bytes;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks));
}

// `deepEqual` of a megabyte takes seconds.
function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
