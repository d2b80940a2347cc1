import assert from "node:assert/strict";
import { systemClock } from "../../model/mod.ts";
import type { SerialPorts } from "./port.ts";
import { readBytes, serialPortSuite } from "./port_suite.ts";
import { openPty, openSerialPorts } from "./serial_ports.ts";

const baudRate = 115_200;

serialPortSuite("pseudo-terminal", async () => {
  const ports = openSerialPorts(systemClock);
  const { port: far, slavePath } = openPty(ports);
  const near = await ports.open(slavePath, { baudRate });
  const close = async () => {
    near.close();
    far.close();
    await ports.close();
  };
  return { near, far, close };
});

async function withPorts(
  body: (ports: SerialPorts, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const ports = openSerialPorts(systemClock);
  try {
    await body(ports, folder);
  } finally {
    await ports.close();
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a pseudo-terminal outlives its users", () =>
  withPorts(async (ports) => {
    const { port: far, slavePath } = openPty(ports);
    for (const byte of [1, 2, 3]) {
      const near = await ports.open(slavePath, { baudRate });
      await near.write(Uint8Array.of(byte));
      assert.deepEqual(await readBytes(far, 1), Uint8Array.of(byte));
      near.close();
    }
    far.close();
  }));

Deno.test("nothing is echoed before a pseudo-terminal has a user", () =>
  withPorts(async (ports) => {
    const { port: far, slavePath } = openPty(ports);
    await far.write(new TextEncoder().encode("RDY\r\n"));
    const near = await ports.open(slavePath, { baudRate });
    await near.write(Uint8Array.of(9));
    assert.deepEqual(await readBytes(far, 1), Uint8Array.of(9));
  }));

Deno.test("a pseudo-terminal is reached by its link, which goes when it closes", () =>
  withPorts(async (ports, folder) => {
    const link = `${folder}/modem0`;
    const { port: far, slavePath } = openPty(ports, link);
    assert.equal(far.path, link);
    assert.equal(await Deno.readLink(link), slavePath);
    const near = await ports.open(link, { baudRate });
    assert.equal(near.path, link);
    await far.write(Uint8Array.of(5));
    assert.deepEqual(await readBytes(near, 1), Uint8Array.of(5));
    far.close();
    await assert.rejects(Deno.lstat(link), Deno.errors.NotFound);
  }));

Deno.test("the link of a killed run is replaced, a later run's link is left alone", () =>
  withPorts(async (ports, folder) => {
    const link = `${folder}/modem0`;
    await Deno.symlink("/dev/pts/999999", link);
    const first = openPty(ports, link);
    const second = openPty(ports, link);
    first.port.close();
    assert.equal(await Deno.readLink(link), second.slavePath);
  }));

Deno.test("nothing but a pseudo-terminal's link is replaced", () =>
  withPorts(async (ports, folder) => {
    const file = `${folder}/modem0`;
    await Deno.writeTextFile(file, "precious");
    assert.throws(() => openPty(ports, file), {
      name: "SerialError",
      code: "refused",
      message:
        `No link at "${file}", something else has that name: choose another`,
    });
    assert.equal(await Deno.readTextFile(file), "precious");
    assert.throws(() => openPty(ports, `${folder}/none/modem0`), {
      code: "refused",
      message: /ENOENT/,
    });
  }));
