import { Libc } from "./libc_ffi.ts";
import { describe } from "./list.ts";
import type { PortHolder } from "./port.ts";
import { readText } from "./system_files.ts";

/** A USB device without any serial port. */
export interface PortlessStick {
  /** USB vendor and product in hex, such as "12d1:14dc". */
  readonly usbId: string;
  /** The socket that it sits in, such as "1-4". */
  readonly usbSocket: string;
  /** The maker's own words; "" where it says nothing. */
  readonly description: string;
}

/** What the rest of the system has to do with modems. */
export interface ModemSurroundings {
  /** USB devices without serial ports, whatever they are. */
  readonly portless: readonly PortlessStick[];
  /** ModemManager, while it runs. */
  readonly modemManager: PortHolder | undefined;
  /** Whether udev tells ModemManager to let this device (`/dev/ttyUSB2`) alone. */
  ignoredByModemManager(device: string): boolean;
}

/** Looks around on this machine; finds nothing on systems that we have no serial layer for. */
export function surroundings(): ModemSurroundings {
  if (Deno.build.os !== "linux") return nothing;
  using libc = new Libc();
  return linuxSurroundings(libc, "");
}

/** As `surroundings`, of the system whose `/sys`, `/proc`, `/run` and `/dev` are below `root`. */
export function linuxSurroundings(
  libc: Libc,
  root: string,
): ModemSurroundings {
  const ignored = new Set(
    libc.listFolder(`${root}/sys/class/tty`).filter((name) =>
      isIgnored(libc, root, name)
    ).map((name) => `/dev/${name}`),
  );
  return {
    portless: portlessSticks(libc, root),
    modemManager: findModemManager(libc, root),
    ignoredByModemManager: (device) => ignored.has(device),
  };
}

const nothing: ModemSurroundings = {
  portless: [],
  modemManager: undefined,
  ignoredByModemManager: () => false,
};

function portlessSticks(libc: Libc, root: string): PortlessStick[] {
  const folder = `${root}/sys/bus/usb/devices`;
  const withPorts = ttySockets(libc, root);
  return libc.listFolder(folder).sort().flatMap((name) => {
    // "1-4" is a device, "1-4:1.0" an interface of it, "usb1" a root hub.
    if (!/^\d+-[\d.]+$/.test(name) || withPorts.has(name)) return [];
    const read = (file: string) =>
      readText(libc, `${folder}/${name}/${file}`) ?? "";
    return [{
      usbId: `${read("idVendor")}:${read("idProduct")}`,
      usbSocket: name,
      description: describe(read("manufacturer"), read("product")),
    }];
  });
}

function ttySockets(libc: Libc, root: string): ReadonlySet<string> {
  const paths = libc.listFolder(`${root}/sys/class/tty`).flatMap((name) =>
    libc.realPath(`${root}/sys/class/tty/${name}/device`)?.split("/") ?? []
  );
  return new Set(paths.filter((part) => /^\d+-[\d.]+$/.test(part)));
}

function findModemManager(libc: Libc, root: string): PortHolder | undefined {
  const name = "ModemManager";
  const pid = libc.listFolder(`${root}/proc`).map(Number).filter(Boolean)
    .find((pid) => readText(libc, `${root}/proc/${pid}/comm`) === name);
  return pid === undefined ? undefined : { pid, name };
}

// What udev knows of a device, systemd's `udev_device_get_db`: the properties that rules gave it are lines "E:NAME=value".
function isIgnored(libc: Libc, root: string, name: string): boolean {
  const numbers = readText(libc, `${root}/sys/class/tty/${name}/dev`);
  const known = readText(libc, `${root}/run/udev/data/c${numbers}`) ?? "";
  return /^E:ID_MM_(?:DEVICE|PORT)_IGNORE=1$/m.test(known);
}
