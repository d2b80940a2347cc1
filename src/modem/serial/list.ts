import { Libc } from "./libc_ffi.ts";
import { listWindowsPorts } from "./list_windows.ts";
import type { PortListing } from "./port.ts";
import { RegistryFfi } from "./registry_ffi.ts";
import { readText } from "./system_files.ts";

/** All serial ports that have hardware, sorted by device; none on systems that we have no serial layer for. */
export function listSerialPorts(): PortListing[] {
  if (Deno.build.os === "windows") {
    using registry = new RegistryFfi();
    return listWindowsPorts(registry);
  }
  if (Deno.build.os !== "linux") return [];
  using libc = new Libc();
  return listLinuxPorts(libc, "");
}

/** As `listSerialPorts`, of the system whose `/dev` and `/sys` are below `root`; "" for this one. */
export function listLinuxPorts(libc: Libc, root: string): PortListing[] {
  const stablePaths = new Map([
    ...stableNames(libc, root, "/dev/serial/by-path"),
    // Later entries win: the name with maker and serial number says more than the socket's.
    ...stableNames(libc, root, "/dev/serial/by-id"),
  ]);
  const consoles =
    readText(libc, `${root}/sys/class/tty/console/active`)?.split(" ") ?? [];
  return libc.listFolder(`${root}/sys/class/tty`)
    .filter((name) => isRealPort(libc, `${root}/sys/class/tty/${name}`, name))
    .sort(new Intl.Collator("en", { numeric: true }).compare)
    .map((name) => ({
      path: stablePaths.get(`/dev/${name}`) ?? `/dev/${name}`,
      device: `/dev/${name}`,
      ...usbFacts(libc, `${root}/sys/class/tty/${name}/device`),
      ...incarnationOf(libc, `${root}/dev/${name}`),
      ...(consoles.includes(name) && { systemConsole: true }),
    }));
}

/**
 * The device that a path leads to by now, by which two names of one port are known for one: `/dev/ttyUSB2`, `COM3`. A path that
 * leads nowhere stays as it is.
 */
export function deviceOf(path: string): string {
  if (Deno.build.os !== "linux") {
    return path.replace(/^\\\\\.\\/, "").toUpperCase();
  }
  using libc = new Libc();
  return libc.realPath(path) ?? path;
}

// udev makes the node when the device is plugged in, and removes it afterwards.
function incarnationOf(
  libc: Libc,
  device: string,
): Pick<PortListing, "incarnation"> {
  const inode = libc.stat(device)?.inode;
  return inode === undefined ? {} : { incarnation: String(inode) };
}

function stableNames(
  libc: Libc,
  root: string,
  folder: string,
): [device: string, stable: string][] {
  return libc.listFolder(root + folder).sort().flatMap((name) => {
    const device = libc.realPath(`${root}${folder}/${name}`);
    if (!device?.startsWith(`${root}/dev/`)) return [];
    return [[device.slice(root.length), `${folder}/${name}`]];
  });
}

function isRealPort(libc: Libc, folder: string, name: string): boolean {
  if (/^tty(?:USB|ACM|AMA)\d+$/.test(name)) return true;
  // The 8250 driver makes 4 to 32 of these whatever the board has; 0 is PORT_UNKNOWN.
  const type = readText(libc, `${folder}/type`) ?? "0";
  return /^ttyS\d+$/.test(name) && type !== "0";
}

// A port's device lies below its USB interface, and that below the USB device: each has its own files.
function usbFacts(
  libc: Libc,
  devicePath: string,
): Pick<
  PortListing,
  "usbId" | "usbInterface" | "usbClass" | "usbSocket" | "description"
> {
  const device = libc.realPath(devicePath);
  if (device === undefined) return {};
  const holderOf = (file: string) =>
    ancestors(device).find((folder) => readText(libc, `${folder}/${file}`));
  const usbDevice = holderOf("idVendor");
  if (usbDevice === undefined) return {};
  const read = (file: string) => readText(libc, `${usbDevice}/${file}`) ?? "";
  const interfaceFolder = holderOf("bInterfaceNumber");
  const classes = ["Class", "SubClass", "Protocol"].map((part) =>
    readText(libc, `${interfaceFolder}/bInterface${part}`)
  );
  const number = Number.parseInt(
    readText(libc, `${interfaceFolder}/bInterfaceNumber`) ?? "",
    16,
  );
  const description = describe(read("manufacturer"), read("product"));
  return {
    usbId: `${read("idVendor")}:${read("idProduct")}`,
    ...(Number.isNaN(number) ? {} : { usbInterface: number }),
    ...(classes[0] === undefined ? {} : { usbClass: classes.join(":") }),
    usbSocket: usbDevice.slice(usbDevice.lastIndexOf("/") + 1),
    ...(description === "" ? {} : { description }),
  };
}

/** Maker and product in one line; many makers repeat their name in the product's. */
export function describe(manufacturer: string, product: string): string {
  const repeated = product.toLowerCase().startsWith(manufacturer.toLowerCase());
  return repeated ? product : `${manufacturer} ${product}`.trim();
}

function ancestors(folder: string): string[] {
  const parts = folder.split("/");
  // The USB interface is at most two levels up, its device one more.
  return [0, 1, 2, 3].map((up) => parts.slice(0, parts.length - up).join("/"));
}
