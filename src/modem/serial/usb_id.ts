import { Libc } from "./libc_ffi.ts";
import { listSerialPorts } from "./list.ts";
import type { PortListing } from "./port.ts";

/**
 * USB vendor and product of the port that was opened by this name, such as "12d1:1446"; undefined for ports that are none
 * of USB's or not of this machine.
 */
export function usbIdOf(path: string): string | undefined {
  if (!/^(?:\/dev\/|(?:\\\\\.\\)?COM\d)/i.test(path)) return undefined;
  return listingOf(deviceOf(path), listSerialPorts())?.usbId;
}

/** The listing of a device, whatever of its names is given. */
export function listingOf(
  name: string,
  listings: readonly PortListing[],
): PortListing | undefined {
  const wanted = plain(name);
  return listings.find(({ device, path }) =>
    plain(device) === wanted || plain(path) === wanted
  );
}

/** What is behind the links of `/dev/serial` and udev's own. */
function deviceOf(path: string): string {
  if (Deno.build.os !== "linux") return path;
  using libc = new Libc();
  return libc.realPath(path) ?? path;
}

/** Windows does not tell COM10 from com10, nor from its long form. */
function plain(name: string): string {
  const [, number] = /^(?:\\\\\.\\)?COM(\d+)$/i.exec(name) ?? [];
  return number === undefined ? name : `COM${number}`;
}
