import assert from "node:assert/strict";
import { Libc } from "./libc_ffi.ts";
import { linuxSurroundings, surroundings } from "./sticks.ts";

const usb = "sys/devices/pci0000:00/usb1";

/** A HiLink stick behind a hub, a modem with a port, and ModemManager at work. */
const files: Readonly<Record<string, string>> = {
  [`${usb}/1-1/1-1.2/idVendor`]: "12d1\n",
  [`${usb}/1-1/1-1.2/idProduct`]: "14dc\n",
  [`${usb}/1-1/1-1.2/manufacturer`]: "HUAWEI\n",
  [`${usb}/1-1/1-1.2/product`]: "HUAWEI Mobile\n",
  [`${usb}/1-4/idVendor`]: "2c7c\n",
  [`${usb}/1-4/1-4:1.2/ttyUSB2/port_number`]: "0\n",
  [`${usb}/1-5/1-5:1.2/ttyUSB3/port_number`]: "0\n",
  "sys/class/tty/ttyUSB2/dev": "188:2\n",
  "sys/class/tty/ttyUSB3/dev": "188:3\n",
  "run/udev/data/c188:2": "E:ID_VENDOR_ID=2c7c\nE:ID_MM_DEVICE_IGNORE=1\n",
  "run/udev/data/c188:3": "E:ID_MM_CANDIDATE=1\nE:X_ID_MM_PORT_IGNORE=1\n",
  "proc/1/comm": "systemd\n",
  "proc/612/comm": "ModemManager\n",
  "proc/self/comm": "ModemManager\n",
};

const links: Readonly<Record<string, string>> = {
  "sys/class/tty/ttyUSB2/device": `../../../../${usb}/1-4/1-4:1.2/ttyUSB2`,
  "sys/class/tty/ttyUSB3/device": `../../../../${usb}/1-5/1-5:1.2/ttyUSB3`,
  "sys/bus/usb/devices/usb1": `../../../../${usb}`,
  "sys/bus/usb/devices/1-1.2": `../../../../${usb}/1-1/1-1.2`,
  "sys/bus/usb/devices/1-4": `../../../../${usb}/1-4`,
  "sys/bus/usb/devices/1-4:1.2": `../../../../${usb}/1-4/1-4:1.2`,
};

async function machine(): Promise<string> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"));
  for (const [path, content] of Object.entries(files)) {
    await Deno.mkdir(folderOf(`${root}/${path}`), { recursive: true });
    await Deno.writeTextFile(`${root}/${path}`, content);
  }
  for (const [path, target] of Object.entries(links)) {
    await Deno.mkdir(folderOf(`${root}/${path}`), { recursive: true });
    await Deno.symlink(target, `${root}/${path}`);
  }
  return root;
}

Deno.test("linuxSurroundings() finds sticks without ports, ModemManager, and what udev keeps from it", async () => {
  using libc = new Libc();
  const root = await machine();
  const found = linuxSurroundings(libc, root);
  assert.deepEqual(found.portless, [
    { usbId: "12d1:14dc", usbSocket: "1-1.2", description: "HUAWEI Mobile" },
  ]);
  assert.deepEqual(found.modemManager, { pid: 612, name: "ModemManager" });
  assert.equal(found.ignoredByModemManager("/dev/ttyUSB2"), true);
  assert.equal(found.ignoredByModemManager("/dev/ttyUSB3"), false);
  assert.equal(found.ignoredByModemManager("/dev/ttyUSB9"), false);
  await Deno.remove(root, { recursive: true });
});

Deno.test("linuxSurroundings() of a bare machine are empty", async () => {
  using libc = new Libc();
  const root = await Deno.makeTempDir();
  const found = linuxSurroundings(libc, root);
  assert.deepEqual([found.portless, found.modemManager], [[], undefined]);
  await Deno.remove(root);
});

Deno.test("surroundings() looks at this machine without complaint", () => {
  const { portless } = surroundings();
  assert.ok(portless.every(({ usbId }) => /^[0-9a-f]{4}:/.test(usbId)));
});
