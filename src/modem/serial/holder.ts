import type { Libc } from "./libc_ffi.ts";
import { errno } from "./linux_abi.ts";
import type { PortHolder } from "./port.ts";
import { readBytes, readText } from "./system_files.ts";

/**
 * Who has the device open: the process that locks it, else any that has it open. Undefined when none can be seen: only
 * root sees into the processes of other users. Reads the folder of every process, so only for an error message.
 */
export function findHolder(libc: Libc, device: string): PortHolder | undefined {
  let opener: number | undefined;
  for (const pid of libc.listFolder("/proc").map(Number).filter(Boolean)) {
    for (const fd of libc.listFolder(`/proc/${pid}/fd`)) {
      if (libc.readLink(`/proc/${pid}/fd/${fd}`) !== device) continue;
      const info = readText(libc, `/proc/${pid}/fdinfo/${fd}`);
      if (info?.includes("FLOCK")) return holderOf(libc, pid);
      opener ??= pid;
    }
  }
  return opener === undefined ? undefined : holderOf(libc, opener);
}

/**
 * Who holds the port by the UUCP convention (`/var/lock/LCK..ttyUSB0`, as minicom and smstools write it); undefined
 * when nobody does or the process that did is no more.
 */
export function findLockFile(
  libc: Libc,
  lockPath: string,
): PortHolder | undefined {
  const content = readBytes(libc, lockPath);
  const pid = content && parseLockFile(content);
  if (pid === undefined || pid === Deno.pid) return undefined;
  const gone = libc.kill(pid, 0) === -errno.ESRCH;
  return gone ? undefined : holderOf(libc, pid);
}

/** The process id in a lock file: ten characters of decimal (HDB), or four bytes of binary as older programs write. */
export function parseLockFile(content: Uint8Array): number | undefined {
  const digits = /^\s*(\d+)/.exec(new TextDecoder().decode(content))?.[1];
  const pid = digits === undefined && content.length === 4
    ? new DataView(content.buffer, content.byteOffset).getInt32(0, true)
    : Number(digits);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function holderOf(libc: Libc, pid: number): PortHolder {
  return { pid, name: readText(libc, `/proc/${pid}/comm`) || "unknown" };
}
