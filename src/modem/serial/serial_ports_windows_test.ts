import assert from "node:assert/strict";
import { ManualClock } from "../../../tests/support/manual_clock.ts";
import { type FakeDevice, FakeWindows } from "./fake_windows.ts";
import { readBytes } from "./port_suite.ts";
import { WindowsSerialPorts } from "./serial_ports_windows.ts";
import { commFunction, winError } from "./windows_abi.ts";

const baudRate = 115_200;

interface Bench {
  readonly windows: FakeWindows;
  readonly device: FakeDevice;
  readonly ports: WindowsSerialPorts;
  readonly clock: ManualClock;
}

async function withPorts(body: (bench: Bench) => Promise<void>): Promise<void> {
  const clock = new ManualClock();
  const windows = new FakeWindows(clock);
  const ports = new WindowsSerialPorts(windows, clock);
  const device = windows.plug("COM5");
  await body({ windows, device, ports, clock });
  const closed = ports.close();
  await clock.advance(20_000);
  await closed;
  assert.equal(windows.waiting, 0);
  assert.equal(clock.pending, 0);
}

Deno.test("a device that went silently is found gone by being asked", () =>
  withPorts(async ({ device, ports, clock }) => {
    const near = await ports.open("COM5", { baudRate });
    const read = near.read();
    device.error = winError.ERROR_GEN_FAILURE;
    await clock.advance(12_000);
    const lost = {
      kind: "lost",
      reason:
        "The device is gone, unplugged or switched off (ERROR_GEN_FAILURE, 31)",
    };
    assert.deepEqual(await read, lost);
    assert.deepEqual(await near.read(), lost);
    await assert.rejects(near.write(Uint8Array.of(1)), { code: "lost" });
  }));

Deno.test("a silent device that answers is kept", () =>
  withPorts(async ({ device, ports, clock }) => {
    const near = await ports.open("COM5", { baudRate });
    await clock.advance(60_000);
    await device.far.write(Uint8Array.of(1));
    assert.deepEqual(await readBytes(near, 1), Uint8Array.of(1));
  }));

Deno.test("every code of an unplugged device is a loss, whichever call meets it", () =>
  withPorts(async ({ windows, ports }) => {
    const codes = [5, 6, 22, 31, 433, 995, 1117, 1167, 1617];
    for (const [at, code] of codes.entries()) {
      const name = `COM${at + 10}`;
      const device = windows.plug(name);
      const pulls: (() => unknown)[] = [
        () => device.unplug(code),
        () => near.flush(),
        () => near.setLines({ dtr: true }),
        () => near.write(Uint8Array.of(1)).catch(() => undefined),
      ];
      const near = await ports.open(name, { baudRate });
      const [pull = assert.fail] = pulls.splice(at % pulls.length, 1);
      if (at % 4 !== 0) device.error = code;
      pull();
      const read = await near.read();
      assert.ok(read.kind === "lost");
      assert.match(read.reason, new RegExp(`\\bgone\\b.*, ${code}\\)$`));
    }
  }));

Deno.test("a driver that hangs in closing holds up nobody, and its port says so", () =>
  withPorts(async ({ windows, device, ports, clock }) => {
    windows.hangsInClose = true;
    const near = await ports.open("COM5", { baudRate });
    const read = near.read();
    device.unplug(winError.ERROR_DEVICE_NOT_CONNECTED);
    assert.equal((await read).kind, "lost");

    device.error = 0;
    const early = assert.rejects(ports.open("COM5", { baudRate }), {
      code: "busy",
      message: /^The driver of port "COM5" has not yet let go of it/,
    });
    await clock.advance(6000);
    await early;
    const patient = ports.open("COM5", { baudRate });
    await clock.advance(1000);
    windows.hangsInClose = false;
    windows.finishClosing();
    (await patient).close();
  }));

Deno.test("closing all does not wait for ever for a driver that hangs, nor frees what it may use", async () => {
  const clock = new ManualClock();
  const windows = new FakeWindows(clock);
  const ports = new WindowsSerialPorts(windows, clock);
  windows.plug("COM5").deaf = true;
  windows.hangsInClose = true;
  const near = await ports.open("COM5", { baudRate });
  near.close();
  const closed = ports.close();
  await clock.advance(5000);
  await closed;
  assert.equal(windows.disposed, false);
  assert.equal(windows.waiting, 0);
});

Deno.test("a handle is not closed while an operation is pending, for two seconds", () =>
  withPorts(async ({ windows, device, ports, clock }) => {
    const near = await ports.open("COM5", { baudRate });
    device.deaf = true;
    near.close();
    await clock.advance(1900);
    assert.equal(windows.handles.size, 1);
    await clock.advance(200);
    assert.equal(windows.handles.size, 0);
  }));

Deno.test("a driver that ends reads at once and empty does not keep the thread busy", () =>
  withPorts(async ({ device, ports, clock }) => {
    device.babbling = true;
    const near = await ports.open("COM5", { baudRate });
    await clock.advance(10_000);
    assert.ok(device.reads > 100 && device.reads < 300, String(device.reads));
    device.babbling = false;
    await device.far.write(Uint8Array.of(1, 2, 3));
    await clock.advance(100);
    assert.deepEqual(await readBytes(near, 3), Uint8Array.of(1, 2, 3));
  }));

Deno.test("a wait that fails loses no byte", () =>
  withPorts(async ({ windows, device, ports, clock }) => {
    const near = await ports.open("COM5", { baudRate });
    windows.waitFailures = 3;
    await device.far.write(Uint8Array.of(1, 2));
    const read = readBytes(near, 2);
    await clock.advance(2000);
    assert.deepEqual(await read, Uint8Array.of(1, 2));
  }));

Deno.test("modem control lines are moved both ways that drivers know, where there are any", () =>
  withPorts(async ({ device, ports }) => {
    const near = await ports.open("COM5", { baudRate });
    near.setLines({ dtr: false, rts: false });
    near.setLines({ rts: true });
    assert.deepEqual(device.changes, [
      commFunction.CLRDTR,
      commFunction.CLRRTS,
      commFunction.SETRTS,
    ]);
    assert.deepEqual([...device.settings.subarray(8, 10)], [0x01, 0x10]);
    device.lineError = winError.ERROR_NOT_SUPPORTED;
    device.refusal = winError.ERROR_INVALID_PARAMETER;
    near.setLines({ dtr: true });
    await near.write(Uint8Array.of(1));
    assert.deepEqual(await readBytes(device.far, 1), Uint8Array.of(1));
  }));

Deno.test("a port that does not open says why, and leaves nothing open", () =>
  withPorts(async ({ windows, device, ports }) => {
    const refused = (code: string, message: RegExp, name = "COM5") =>
      assert.rejects(ports.open(name, { baudRate }), { code, message });
    await refused("missing", /^No port "COM6"/, "COM6");
    await refused("not-serial", /^"ttyUSB0" is not a serial port/, "ttyUSB0");
    windows.openError = winError.ERROR_ACCESS_DENIED;
    await refused("busy", /in use by another program or may not be opened/);
    windows.openError = undefined;
    device.refusal = winError.ERROR_INVALID_PARAMETER;
    await refused("refused", /does not take 115200 baud 8N1: choose/);
    device.refusal = winError.ERROR_GEN_FAILURE;
    await refused("missing", /^No device answers behind "COM5"/);
    device.refusal = 0;
    device.bend = (dcb) => dcb.fill(7, 18, 19);
    await refused("refused", /does not take 8 data bits/);
    assert.equal(windows.handles.size, 0);
  }));

Deno.test("a port is opened once at a time in one process, by whatever name", () =>
  withPorts(async ({ ports }) => {
    const both = [
      ports.open("COM5", { baudRate }),
      ports.open("com5:", { baudRate }),
    ];
    const [first, second] = await Promise.allSettled(both);
    assert.equal(first?.status, "fulfilled");
    assert.ok(second?.status === "rejected");
    assert.match(String(second.reason), /in use by this process itself/);
  }));

Deno.test("a port that opens while all are closed is closed again", async () => {
  const windows = new FakeWindows();
  windows.plug("COM5");
  const ports = new WindowsSerialPorts(windows, new ManualClock());
  const opening = assert.rejects(ports.open("COM5", { baudRate }), {
    code: "refused",
  });
  await ports.close();
  await opening;
  assert.equal(windows.handles.size, 0);
  assert.equal(windows.disposed, true);
});
