import assert from "node:assert/strict";
import { settle } from "../../../tests/support/manual_clock.ts";
import { type Clock, systemClock } from "../../model/mod.ts";
import { type PortPair, serialPortSuite } from "./port_suite.ts";
import { isTcp, openTcpPort, portOverWire, type Wire } from "./port_tcp.ts";

serialPortSuite("TCP port", async (): Promise<PortPair> => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const path = `tcp://127.0.0.1:${listener.addr.port}`;
  const [near, accepted] = await Promise.all([
    openTcpPort(path, { clock: systemClock }),
    listener.accept(),
  ]);
  const far = portOverWire("far", accepted);
  return {
    near,
    far,
    // Both ends' socket buffers grow to some 10 MB, net.ipv4.tcp_wmem and tcp_rmem.
    flood: 24_000_000,
    // Loopback delivers within the turn; the runtime reads in one of the next.
    async arrived() {
      for (let turn = 0; turn < 20; turn++) await settle();
    },
    close() {
      near.close();
      far.close();
      listener.close();
      return Promise.resolve();
    },
  };
});

Deno.test("isTcp() tells addresses from paths", () => {
  assert.equal(isTcp("tcp://moxa:4001"), true);
  assert.equal(isTcp("/dev/ttyUSB0"), false);
  assert.equal(isTcp("COM3"), false);
});

Deno.test("openTcpPort() says what is wrong with an address", async () => {
  const clock = systemClock;
  const names = ["tcp://", "tcp://host", "tcp://host:0", "tcp://host:70000"];
  for (const path of [...names, "tcp://a:b:1", "tcp://user@host:1"]) {
    await assert.rejects(openTcpPort(path, { clock }), {
      name: "SerialError",
      code: "missing",
      message: /is no address: write tcp:\/\/host:port/,
    });
  }
  await assert.rejects(openTcpPort("tcp://no.such.invalid:1", { clock }), {
    code: "missing",
    message: /^"tcp:\/\/no\.such\.invalid:1" cannot be reached \(.+\): check/,
  });
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const path = `tcp://127.0.0.1:${free.addr.port}`;
  free.close();
  await assert.rejects(openTcpPort(path, { clock }), {
    code: "missing",
    message: `Nobody listens at "${path}": start ser2net or the like there, ` +
      "or correct the address",
  });
});

Deno.test("openTcpPort() does not wait for ever, and closes a connection that comes too late", async () => {
  const impatient: Clock = {
    ...systemClock,
    after(delayMs, callback) {
      assert.equal(delayMs, 10_000);
      callback();
      return { cancel() {} };
    },
  };
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const path = `tcp://127.0.0.1:${listener.addr.port}`;
  await assert.rejects(openTcpPort(path, { clock: impatient }), {
    code: "missing",
    message: /does not answer within 10 s/,
  });
  const accepted = await listener.accept();
  assert.equal(await accepted.read(new Uint8Array(1)), null);
  accepted.close();
  listener.close();
});

Deno.test("openTcpPort() understands IPv6 addresses in brackets", async () => {
  let listener: Deno.TcpListener;
  try {
    listener = Deno.listen({ hostname: "::1", port: 0 });
  } catch {
    return; // a machine without IPv6
  }
  const port = await openTcpPort(`tcp://[::1]:${listener.addr.port}`, {
    clock: systemClock,
  });
  (await listener.accept()).close();
  const read = await port.read();
  assert.ok(read.kind === "lost");
  assert.match(read.reason, /^The other end closed the connection/);
  port.close();
  listener.close();
});

Deno.test("a TCP port takes in no more than its bound while nobody reads", async () => {
  let reads = 0;
  const { promise: never } = Promise.withResolvers<number>();
  const wire: Wire = {
    read(into) {
      reads += 1;
      return reads > 100 ? never : Promise.resolve(into.length);
    },
    write: () => never,
    close() {},
  };
  const port = portOverWire("tcp://fake:1", wire);
  await settle();
  assert.equal(reads, 4, "64 KB in pieces of 16 KB");
  const read = await port.read();
  assert.ok(read.kind === "data" && read.bytes.length === 65_536);
  await settle();
  assert.equal(reads, 8);
  port.close();
  assert.deepEqual(await port.read(), { kind: "lost", reason: "Closed" });
});

Deno.test("a TCP port writes on where the system took only a part, and is lost when it breaks", async () => {
  const written: number[] = [];
  const { promise: never } = Promise.withResolvers<number>();
  let broken = false;
  const wire: Wire = {
    read: () => never,
    write(bytes) {
      if (broken) return Promise.reject(new Error("Broken pipe"));
      const taken = bytes.subarray(0, 3);
      written.push(...taken);
      return Promise.resolve(taken.length);
    },
    close() {},
  };
  const port = portOverWire("tcp://fake:1", wire);
  await port.write(Uint8Array.of(1, 2, 3, 4, 5, 6, 7));
  await settle();
  assert.deepEqual(written, [1, 2, 3, 4, 5, 6, 7]);
  broken = true;
  await port.write(Uint8Array.of(8)).catch(() => {});
  await settle();
  const read = await port.read();
  assert.ok(read.kind === "lost");
  assert.equal(read.reason, "The connection broke (Broken pipe)");
  await assert.rejects(port.write(Uint8Array.of(9)), { code: "lost" });
});
