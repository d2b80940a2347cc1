import assert from "node:assert/strict";
import { settle } from "../../../tests/support/manual_clock.ts";
import { type Clock, systemClock } from "../../model/mod.ts";
import { type PortPair, serialPortSuite } from "./port_suite.ts";
import {
  type Connection,
  isTcp,
  openTcpPort,
  portOverWire,
  type Wire,
} from "./port_tcp.ts";
import type { SerialPort } from "./port.ts";

/** A connection that counts what has passed, at both of its ends. */
class Counted implements Connection {
  arrived = 0;
  written = 0;
  readonly settings: string[] = [];
  readonly #wire: Deno.TcpConn;

  constructor(wire: Deno.TcpConn) {
    this.#wire = wire;
  }

  async read(into: Uint8Array): Promise<number | null> {
    const count = await this.#wire.read(into);
    this.arrived += count ?? 0;
    return count;
  }

  async write(bytes: Uint8Array): Promise<number> {
    const count = await this.#wire.write(bytes);
    this.written += count;
    return count;
  }

  close(): void {
    this.#wire.close();
  }

  setNoDelay(on: boolean): void {
    this.settings.push(`no delay ${on}`);
    this.#wire.setNoDelay(on);
  }

  setKeepAlive(on: boolean): void {
    this.settings.push(`keep alive ${on}`);
    this.#wire.setKeepAlive(on);
  }
}

/** A port over loopback and the device server's end of it. */
async function overLoopback() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const wires: Counted[] = [];
  const counted = (wire: Deno.TcpConn) => {
    wires.push(new Counted(wire));
    return wires.at(-1)!;
  };
  const [near, far] = await Promise.all([
    openTcpPort(`tcp://127.0.0.1:${listener.addr.port}`, {
      clock: systemClock,
      connect: async (address) => counted(await Deno.connect(address)),
    }),
    listener.accept().then((wire) => portOverWire("far", counted(wire))),
  ]);
  return { listener, near, far, wires };
}

serialPortSuite("TCP port", async (): Promise<PortPair> => {
  const { listener, near, far, wires } = await overLoopback();
  const sum = (of: (wire: Counted) => number) =>
    wires.reduce((total, wire) => total + of(wire), 0);
  // What a port takes is not yet written, so count what the test gives.
  let given = 0;
  const counting = (port: SerialPort): SerialPort => ({
    path: port.path,
    read: () => port.read(),
    flush: () => port.flush(),
    setLines: (lines) => port.setLines(lines),
    close: () => port.close(),
    write(bytes) {
      given += bytes.length;
      return port.write(bytes);
    },
  });
  return {
    near: counting(near),
    far: counting(far),
    // Both ends' socket buffers grow to some 10 MB, net.ipv4.tcp_wmem and tcp_rmem.
    flood: 24_000_000,
    async arrived() {
      while (sum((wire) => wire.arrived) < given) await settle();
      // The port takes in what its wire has just brought.
      await settle();
    },
    close() {
      near.close();
      far.close();
      listener.close();
      return Promise.resolve();
    },
  };
});

Deno.test("openTcpPort() asks for no delay and for keep-alive", async () => {
  const { listener, near, far, wires } = await overLoopback();
  const settings = wires.flatMap((wire) => wire.settings);
  assert.deepEqual(settings, ["no delay true", "keep alive true"]);
  near.close();
  far.close();
  listener.close();
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
