import assert from "node:assert/strict";
import { systemClock } from "../../../src/model/mod.ts";
import {
  listSerialPorts,
  openSerialPorts,
} from "../../../src/modem/serial/mod.ts";
import {
  readBytes,
  serialPortSuite,
} from "../../../src/modem/serial/port_suite.ts";
import { RegistryFfi } from "../../../src/modem/serial/registry_ffi.ts";
import { winError } from "../../../src/modem/serial/windows_abi.ts";
import { WindowsFfi } from "../../../src/modem/serial/windows_ffi.ts";
import {
  afterFlushes,
  baudRate,
  freshNumber,
  plugIn,
  withPort,
} from "./bench.ts";

serialPortSuite("COM port", async () => {
  const ports = openSerialPorts(systemClock);
  const number = freshNumber();
  const far = await plugIn(number);
  const port = await ports.open(`COM${number}`, { baudRate });
  const close = async () => {
    port.close();
    await ports.close();
    await far.end();
  };
  return { near: afterFlushes(port, far), far, close };
});

Deno.test("a port has many names", () =>
  withPort(async ({ ports, far, number }) => {
    const names = [`COM${number}`, `com${number}`, `COM${number}:`];
    for (
      const name of [...names, `\\\\.\\COM${number}`, `\\\\.\\com${number}`]
    ) {
      const near = await ports.open(name, { baudRate });
      assert.equal(near.path, name);
      await near.write(Uint8Array.of(number));
      assert.deepEqual(await readBytes(far, 1), Uint8Array.of(number));
      near.close();
    }
  }));

Deno.test("a missing port, and what is no port, say what to do", () =>
  withPort(async ({ ports }) => {
    await assert.rejects(ports.open("COM255", { baudRate }), {
      name: "SerialError",
      code: "missing",
      message: /^No port "COM255": check that the modem is plugged in/,
    });
    for (const path of ["NUL", "C:", "\\\\.\\C:", "/dev/ttyUSB0", "COM0"]) {
      await assert.rejects(ports.open(path, { baudRate }), {
        code: "not-serial",
      });
    }
    const odd = ports.open("COM255", { baudRate: 1.5 });
    await assert.rejects(odd, { code: "refused" });
  }));

Deno.test("a port that is open cannot be opened again", () =>
  withPort(async ({ ports, number }) => {
    const first = await ports.open(`COM${number}`, { baudRate });
    await assert.rejects(ports.open(`\\\\.\\com${number}`, { baudRate }), {
      code: "busy",
      message: /is in use by this process itself: give each modem its own port/,
    });
    first.close();
    (await ports.open(`COM${number}`, { baudRate })).close();
  }));

Deno.test("a closed port can be opened again at once", () =>
  withPort(async ({ ports, far, number }) => {
    for (let turn = 0; turn < 30; turn++) {
      const near = await ports.open(`COM${number}`, { baudRate });
      const read = near.read();
      await near.write(Uint8Array.of(turn));
      assert.deepEqual(await readBytes(far, 1), Uint8Array.of(turn));
      near.close();
      assert.equal((await read).kind, "lost");
    }
  }));

Deno.test("a modem that was pulled out and put back is opened again", () =>
  withPort(async ({ ports, far, number }) => {
    const before = await ports.open(`COM${number}`, { baudRate });
    const read = before.read();
    far.close();
    const lost = await read;
    assert.ok(lost.kind === "lost");
    assert.match(
      lost.reason,
      /^The device is gone, unplugged or switched off \(ERROR_[A-Z_]+, \d+\)$/,
    );
    await assert.rejects(ports.open(`COM${number}`, { baudRate }), {
      code: "missing",
    });
    const again = await plugIn(number);
    const after = await ports.open(`COM${number}`, { baudRate });
    await again.write(Uint8Array.of(7));
    assert.deepEqual(await readBytes(after, 1), Uint8Array.of(7));
    after.close();
    await again.end();
  }));

Deno.test("what came before the port was opened is not read", () =>
  withPort(async ({ ports, far, number }) => {
    await far.write(Uint8Array.of(1));
    const near = await ports.open(`COM${number}`, { baudRate });
    await far.write(Uint8Array.of(2));
    assert.deepEqual(await readBytes(near, 1), Uint8Array.of(2));
  }));

Deno.test("70 ports talk at once over one wait", async () => {
  const ports = openSerialPorts(systemClock);
  const pairs = await Promise.all(
    Array.from({ length: 70 }, async () => {
      const number = freshNumber();
      const far = await plugIn(number);
      return { far, near: await ports.open(`COM${number}`, { baudRate }) };
    }),
  );
  await Promise.all(pairs.map(async ({ near, far }, at) => {
    for (let turn = 0; turn < 10; turn++) {
      await near.write(Uint8Array.of(at, turn));
      const heard = await readBytes(far, 2);
      assert.deepEqual(heard, Uint8Array.of(at, turn));
      await far.write(heard);
      assert.deepEqual(await readBytes(near, 2), heard);
    }
  }));
  await ports.close();
  for (const { far } of pairs) await far.end();
});

Deno.test("the ports that are open when all are closed are lost", () =>
  withPort(async ({ ports, number }) => {
    const near = await ports.open(`COM${number}`, { baudRate });
    const [read, closed] = [near.read(), ports.close()];
    assert.equal((await read).kind, "lost");
    await closed;
    await ports.close();
    near.close();
    await assert.rejects(near.write(Uint8Array.of(1)), { code: "lost" });
    await assert.rejects(ports.open(`COM${number}`, { baudRate }), {
      code: "refused",
    });
  }));

Deno.test("a call that fails gives its error, also between calls that succeed", async () => {
  using windows = new WindowsFfi();
  const nobody = 0x7ffffff0n;
  const settings = new Uint8Array(28);
  for (let turn = 0; turn < 2000; turn++) {
    assert.equal(windows.purge(nobody), winError.ERROR_INVALID_HANDLE);
    assert.deepEqual(windows.completions(), []);
    const failed = windows.getState(nobody, settings);
    assert.equal(failed, winError.ERROR_INVALID_HANDLE);
  }
  assert.deepEqual(await windows.open("\\??\\COM255"), {
    kind: "failed",
    code: winError.ERROR_FILE_NOT_FOUND,
  });
});

Deno.test("the registry is read as it is", () => {
  using registry = new RegistryFfi();
  const current = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
  const values = registry.values(current);
  assert.match(values.get("CurrentVersion") ?? "", /^\d+\.\d+$/);
  assert.match(values.get("InstallDate") ?? "", /^\d+$/);
  assert.ok(registry.keys(current).includes("Fonts"));
  assert.deepEqual(registry.keys(`${current}\\None`), []);
  assert.equal(registry.values(`${current}\\None`).size, 0);
});

async function addToRegistry(
  key: string,
  name: string,
  value: string | number,
): Promise<void> {
  const type = typeof value === "string" ? "REG_SZ" : "REG_DWORD";
  const rest = ["/v", name, "/t", type, "/d", String(value), "/f"];
  const command = new Deno.Command("reg", { args: ["add", key, ...rest] });
  assert.ok((await command.output()).success);
}

Deno.test("the ports are listed, with what the registry knows of them", async () => {
  const instance = "USB\\VID_2C7C&PID_0125&MI_02\\6&CE11&0&0002";
  const kind = "{86e0d1e0-8089-11d0-9ce4-08003e301f73}";
  const current = "HKLM\\SYSTEM\\CurrentControlSet";
  const place = `${current}\\Control\\DeviceClasses\\${kind}\\##?#cellpost`;
  const device = `${current}\\Enum\\${instance}`;
  const map = "HKLM\\HARDWARE\\DEVICEMAP\\SERIALCOMM";
  await addToRegistry(map, "\\Device\\Test1", "COM19");
  await addToRegistry(place, "DeviceInstance", instance);
  await addToRegistry(`${place}\\#\\Control`, "Linked", 1);
  await addToRegistry(device, "FriendlyName", "Quectel USB AT Port (COM19)");
  await addToRegistry(`${device}\\Device Parameters`, "PortName", "COM19");
  assert.deepEqual(listSerialPorts().find(({ path }) => path === "COM19"), {
    path: "COM19",
    device: "COM19",
    usbId: "2c7c:0125",
    usbInterface: 2,
    usbSocket: "6&ce11&0",
    description: "Quectel USB AT Port",
  });
});
