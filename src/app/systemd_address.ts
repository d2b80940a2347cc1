import { sockaddrUn, socketKind } from "./systemd_abi.ts";

/**
 * The address that `NOTIFY_SOCKET` names as `sendto(2)` takes it: a path, or "@name" for the abstract namespace. Undefined for what is
 * neither, such as the `vsock:` of virtual machines, or is too long; sd_notify(3).
 */
export function notifyAddress(name: string): Uint8Array | undefined {
  const abstract = name.startsWith("@");
  if (!abstract && !name.startsWith("/")) return undefined;
  if (name.length < 2 || name.includes("\0")) return undefined;
  const bytes = new TextEncoder().encode(name);
  // unix(7): an abstract name begins with a null byte and has its length as its end; a path ends with one.
  const length = bytes.length + (abstract ? 0 : 1);
  if (length > sockaddrUn.size - sockaddrUn.path) return undefined;
  const address = new Uint8Array(sockaddrUn.path + length);
  address[sockaddrUn.family] = socketKind.unix;
  address.set(bytes, sockaddrUn.path);
  if (abstract) address[sockaddrUn.path] = 0;
  return address;
}
