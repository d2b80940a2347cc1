import assert from "node:assert/strict";
import { systemClock } from "../../model/mod.ts";
import { modemLine, request } from "./linux_abi.ts";
import { NotingLibc } from "./noting_libc.ts";
import { Poller } from "./poller.ts";
import { openLinuxPort } from "./port_linux.ts";
import { readBytes } from "./port_suite.ts";
import { openLinuxPty, type PseudoTerminal } from "./pty_linux.ts";
import { LinuxSerialPorts } from "./serial_ports.ts";

const baudRate = 115_200;

interface Bench {
  readonly ports: LinuxSerialPorts;
  readonly pty: PseudoTerminal;
  readonly folder: string;
}

async function withPty(body: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const ports = new LinuxSerialPorts(systemClock, folder);
  try {
    await body({ ports, pty: ports.openPty(), folder });
  } finally {
    await ports.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a port that is open cannot be opened again, and the error names us", () =>
  withPty(async ({ ports, pty: { slavePath } }) => {
    const first = await ports.open(slavePath, { baudRate });
    await assert.rejects(ports.open(slavePath, { baudRate }), {
      name: "SerialError",
      code: "busy",
      message: new RegExp(
        `^Port "${slavePath}" is in use by this process itself \\(.+, pid ${Deno.pid}\\): `,
      ),
    });
    first.close();
    (await ports.open(slavePath, { baudRate })).close();
  }));

Deno.test("a closed port can be opened again at once, while the wait for it is pending", () =>
  withPty(async ({ ports, pty: { port: far, slavePath } }) => {
    for (let turn = 0; turn < 50; turn++) {
      const near = await ports.open(slavePath, { baudRate });
      const read = near.read();
      await near.write(Uint8Array.of(turn));
      assert.deepEqual(await readBytes(far, 1), Uint8Array.of(turn));
      near.close();
      assert.equal((await read).kind, "lost");
    }
  }));

Deno.test("a missing port, and what is no port, say what to do", () =>
  withPty(async ({ ports, folder }) => {
    await assert.rejects(ports.open(`${folder}/ttyUSB9`, { baudRate }), {
      code: "missing",
      message: /^No port ".*ttyUSB9": check that the modem is plugged in/,
    });
    await Deno.writeTextFile(`${folder}/file`, "");
    for (const path of ["/dev/null", folder, `${folder}/file`]) {
      await assert.rejects(ports.open(path, { baudRate }), {
        code: "not-serial",
        message:
          `"${path}" is not a serial port: run "cellpost modems" to list the ports`,
      });
    }
  }));

Deno.test("a baud rate that no port has is refused", () =>
  withPty(async ({ ports, pty: { slavePath } }) => {
    for (const rate of [0, -1, 1.5, NaN, 5_000_000]) {
      await assert.rejects(ports.open(slavePath, { baudRate: rate }), {
        code: "refused",
        message: /cannot run at .* baud: give a whole number/,
      });
    }
    (await ports.open(slavePath, { baudRate: 31_250, rtsCts: true })).close();
  }));

Deno.test("a lock file of a living process keeps us out, one of a dead process does not", () =>
  withPty(async ({ ports, pty: { slavePath }, folder }) => {
    const lockFile = `${folder}/LCK..${slavePath.slice("/dev/pts/".length)}`;
    await Deno.writeTextFile(lockFile, `${Deno.ppid}`.padStart(10) + "\n");
    await assert.rejects(ports.open(slavePath, { baudRate }), {
      code: "busy",
      message: new RegExp(`\\(pid ${Deno.ppid}\\): stop that program`),
    });
    await Deno.writeTextFile(lockFile, "2147483646\n");
    (await ports.open(slavePath, { baudRate })).close();
  }));

Deno.test("what came before the port was opened is not read", () =>
  withPty(async ({ ports, pty: { port: far, slavePath } }) => {
    await far.write(Uint8Array.of(1));
    const near = await ports.open(slavePath, { baudRate });
    await far.write(Uint8Array.of(2));
    assert.deepEqual(await readBytes(near, 1), Uint8Array.of(2));
  }));

Deno.test("a reader that is late makes the device wait and loses nothing", () =>
  withPty(async ({ ports, pty: { port: far, slavePath } }) => {
    const near = await ports.open(slavePath, { baudRate });
    const sent = Uint8Array.from({ length: 400_000 }, (_, at) => at % 251);
    let written = false;
    const write = far.write(sent).then(() => written = true);
    for (let turn = 0; turn < 100; turn++) {
      await near.write(Uint8Array.of(turn));
      await readBytes(far, 1);
    }
    assert.equal(written, false);
    assert.deepEqual(
      (await readBytes(near, sent.length)).subarray(-1000),
      sent.subarray(-1000),
    );
    await write;
  }));

Deno.test("64 ports talk at once over one wait", () =>
  withPty(async ({ ports }) => {
    const pairs = await Promise.all(
      Array.from({ length: 64 }, async () => {
        const { port: far, slavePath } = ports.openPty();
        return { far, near: await ports.open(slavePath, { baudRate }) };
      }),
    );
    await Promise.all(pairs.map(async ({ near, far }, at) => {
      for (let turn = 0; turn < 20; turn++) {
        await near.write(Uint8Array.of(at, turn));
        const heard = await readBytes(far, 2);
        assert.deepEqual(heard, Uint8Array.of(at, turn));
        await far.write(heard);
        assert.deepEqual(await readBytes(near, 2), heard);
      }
    }));
  }));

Deno.test("the ports that are open when all are closed are lost", async () => {
  const ports = new LinuxSerialPorts(systemClock, "/nonexistent");
  const { port: far, slavePath } = ports.openPty();
  const near = await ports.open(slavePath, { baudRate });
  const [reads, closed] = [[near.read(), far.read()], ports.close()];
  for (const read of await Promise.all(reads)) {
    assert.equal(read.kind, "lost");
  }
  await closed;
  await ports.close();
  near.close();
  await assert.rejects(near.write(Uint8Array.of(1)), { code: "lost" });
  await assert.rejects(ports.open(slavePath, { baudRate }), {
    code: "refused",
  });
  assert.throws(() => ports.openPty(), { code: "refused" });
});

Deno.test("opening raises DTR and RTS, leaves a pseudo-terminal shared, and every way out closes what it opened", async () => {
  const libc = new NotingLibc();
  const host = { libc, poller: new Poller(libc, systemClock) };
  const options = { baudRate, lockFolder: "/nonexistent" };
  const { port: far, slavePath } = openLinuxPty(host);
  const near = openLinuxPort(host, slavePath, options);
  assert.deepEqual(
    libc.requests.filter(([sent]) => sent === request.TIOCMBIS),
    [[request.TIOCMBIS, modemLine.dtr | modemLine.rts]],
  );
  const requests = libc.requests.map(([sent]) => sent);
  assert.ok(!requests.includes(request.TIOCEXCL));
  const held = libc.held.size;
  for (const path of [slavePath, "/dev/null", "/nonexistent/tty"]) {
    assert.throws(() => openLinuxPort(host, path, options));
    assert.throws(() => openLinuxPty(host, "/nonexistent/link"));
    assert.equal(libc.held.size, held);
  }
  near.close();
  far.close();
  await host.poller.close();
  assert.deepEqual([...libc.held], []);
  libc[Symbol.dispose]();
});
