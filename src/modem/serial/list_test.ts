import assert from "node:assert/strict";
import { Libc } from "./libc_ffi.ts";
import { deviceOf, listLinuxPorts, listSerialPorts } from "./list.ts";

const stick = "sys/devices/pci0000:00/usb1/1-4";

/** `/dev` and `/sys` of a machine with a four-port stick, a CDC modem, and one real UART among four. */
const files: Readonly<Record<string, string>> = {
  [`${stick}/idVendor`]: "2c7c\n",
  [`${stick}/idProduct`]: "0125\n",
  [`${stick}/manufacturer`]: "Quectel\n",
  [`${stick}/product`]: "EC25-E\n",
  [`${stick}/1-4:1.2/bInterfaceNumber`]: "02\n",
  [`${stick}/1-4:1.2/bInterfaceClass`]: "ff\n",
  [`${stick}/1-4:1.2/bInterfaceSubClass`]: "02\n",
  [`${stick}/1-4:1.2/bInterfaceProtocol`]: "12\n",
  [`${stick}/1-4:1.2/ttyUSB2/port_number`]: "0\n",
  [`${stick}/1-4:1.a/bInterfaceNumber`]: "0a\n",
  [`${stick}/1-4:1.a/ttyUSB10/port_number`]: "0\n",
  "sys/devices/usb2/2-1/idVendor": "1e2d\n",
  "sys/devices/usb2/2-1/idProduct": "0061\n",
  "sys/devices/usb2/2-1/manufacturer": "Cinterion\n",
  "sys/devices/usb2/2-1/product": "CINTERION EHS6\n",
  "sys/devices/usb2/2-1/2-1:1.0/bInterfaceNumber": "00\n",
  "sys/devices/usb3/3-1/idVendor": "0403\n",
  "sys/devices/usb3/3-1/idProduct": "6001\n",
  "sys/devices/usb3/3-1/3-1:1.0/ttyUSB3/port_number": "0\n",
  "sys/devices/platform/serial8250/uevent": "",
  "sys/class/tty/ttyUSB2/dev": "188:2\n",
  "sys/class/tty/ttyUSB3/dev": "188:3\n",
  "sys/class/tty/ttyUSB10/dev": "188:10\n",
  "sys/class/tty/ttyACM0/dev": "166:0\n",
  "sys/class/tty/ttyAMA0/dev": "204:64\n",
  "sys/class/tty/ttyS0/type": "4\n",
  "sys/class/tty/console/active": "tty0 ttyS0\n",
  "sys/class/tty/ttyS1/type": "0\n",
  "sys/class/tty/ttyS2/dev": "4:66\n",
  "sys/class/tty/tty1/dev": "4:1\n",
  "sys/class/tty/ttyprintk/dev": "5:3\n",
  "dev/ttyUSB2": "",
  "dev/ttyUSB3": "",
  "dev/ttyUSB10": "",
  "dev/ttyACM0": "",
};

const links: Readonly<Record<string, string>> = {
  "sys/class/tty/ttyUSB2/device": `../../../../${stick}/1-4:1.2/ttyUSB2`,
  "sys/class/tty/ttyUSB10/device": `../../../../${stick}/1-4:1.a/ttyUSB10`,
  "sys/class/tty/ttyACM0/device": "../../../devices/usb2/2-1/2-1:1.0",
  "sys/class/tty/ttyUSB3/device": "../../../devices/usb3/3-1/3-1:1.0/ttyUSB3",
  "sys/class/tty/ttyS0/device": "../../../devices/platform/serial8250",
  "dev/serial/by-id/usb-Quectel_EC25-E-if02-port0": "../../ttyUSB2",
  "dev/serial/by-id/usb-gone-if00-port0": "../../ttyUSB77",
  "dev/serial/by-path/pci-0000:00:14.0-usb-0:4:1.2-port0": "../../ttyUSB2",
  "dev/serial/by-path/pci-0000:00:14.0-usb-0:4:1.10-port0": "../../ttyUSB10",
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

Deno.test("listLinuxPorts() lists real ports by their stable names, with their USB facts", async () => {
  using libc = new Libc();
  const root = await machine();
  const listed = listLinuxPorts(libc, root);
  assert.deepEqual(
    listed.map(({ incarnation }) => incarnation !== undefined),
    [true, false, false, true, true, true],
  );
  assert.deepEqual(listed.map(({ incarnation: _, ...facts }) => facts), [
    {
      path: "/dev/ttyACM0",
      device: "/dev/ttyACM0",
      usbId: "1e2d:0061",
      usbInterface: 0,
      usbSocket: "2-1",
      description: "CINTERION EHS6",
    },
    { path: "/dev/ttyAMA0", device: "/dev/ttyAMA0" },
    { path: "/dev/ttyS0", device: "/dev/ttyS0", systemConsole: true },
    {
      path: "/dev/serial/by-id/usb-Quectel_EC25-E-if02-port0",
      device: "/dev/ttyUSB2",
      usbId: "2c7c:0125",
      usbInterface: 2,
      usbClass: "ff:02:12",
      usbSocket: "1-4",
      description: "Quectel EC25-E",
    },
    {
      path: "/dev/ttyUSB3",
      device: "/dev/ttyUSB3",
      usbId: "0403:6001",
      usbSocket: "3-1",
    },
    {
      path: "/dev/serial/by-path/pci-0000:00:14.0-usb-0:4:1.10-port0",
      device: "/dev/ttyUSB10",
      usbId: "2c7c:0125",
      usbInterface: 10,
      usbSocket: "1-4",
      description: "Quectel EC25-E",
    },
  ]);
  await Deno.remove(root, { recursive: true });
});

Deno.test("listLinuxPorts() tells a device that was plugged in anew", async () => {
  using libc = new Libc();
  const root = await machine();
  const incarnation = () =>
    listLinuxPorts(libc, root).find(({ device }) => device === "/dev/ttyUSB3")
      ?.incarnation;
  const before = incarnation();
  assert.equal(incarnation(), before);
  // The new node is made before the old one goes, lest the file system gives the same number again.
  await Deno.writeTextFile(`${root}/dev/new`, "");
  await Deno.rename(`${root}/dev/new`, `${root}/dev/ttyUSB3`);
  assert.notEqual(incarnation(), before);
  await Deno.remove(root, { recursive: true });
});

Deno.test("deviceOf() follows links, and leaves alone what leads nowhere", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  await Deno.writeTextFile(`${folder}/device`, "");
  await Deno.symlink("device", `${folder}/link`);
  assert.equal(deviceOf(`${folder}/link`), `${folder}/device`);
  assert.equal(deviceOf(`${folder}/none`), `${folder}/none`);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("listLinuxPorts() of a machine without ports is empty", async () => {
  using libc = new Libc();
  const root = await Deno.makeTempDir();
  assert.deepEqual(listLinuxPorts(libc, root), []);
  await Deno.remove(root);
});

Deno.test("listSerialPorts() lists this machine's ports, which exist", async () => {
  for (const { path, device } of listSerialPorts()) {
    assert.equal(await Deno.realPath(path), device);
  }
  assert.ok(
    listSerialPorts().every(({ device }) => device.startsWith("/dev/")),
  );
});
