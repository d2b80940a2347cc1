import { findHolder } from "./holder.ts";
import type { Libc } from "./libc_ffi.ts";
import { errno, lock, openFlag, ptyMajors, request } from "./linux_abi.ts";
import { busyFailure, openFailure } from "./open_failure.ts";
import { type PortOptions, SerialError } from "./port.ts";
import { readSettings, writeSettings } from "./settings_linux.ts";
import { groupName, readText } from "./system_files.ts";
import { rawTermios, termiosLayout, unmetSetting } from "./termios_linux.ts";

/** Opens a terminal without waiting for a carrier and without becoming its session. Throws `SerialError`. */
export function openTerminal(libc: Libc, path: string): number {
  const fd = libc.open(
    path,
    openFlag.readWrite | openFlag.noCtty | openFlag.nonblock |
      openFlag.closeOnExec,
  );
  if (fd === -errno.EBUSY) {
    throw busyFailure(path, findHolder(libc, libc.realPath(path) ?? path));
  }
  if (fd < 0) throw openFailure(path, -fd, ownerGroup(libc, path));
  return fd;
}

/**
 * Locks a terminal against others; false when another has it. `flock` holds between programs that ask for it, TIOCEXCL
 * keeps all others out, but root passes it: so it is also asked for.
 */
export function claimTerminal(
  libc: Libc,
  fd: number,
  { exclusive }: { readonly exclusive: boolean },
): boolean {
  const locked = libc.flock(fd, lock.exclusive | lock.nonblock);
  if (locked === -errno.EAGAIN) return false;
  if (!exclusive) return true;
  const taken = new Int32Array(1);
  libc.ioctl(fd, request.TIOCGEXCL, new Uint8Array(taken.buffer));
  if (taken[0] !== 0) return false;
  libc.ioctl(fd, request.TIOCEXCL, null);
  return true;
}

/** Undoes `claimTerminal` before the descriptor closes: a `poll` still pending would keep the lock beyond that. */
export function releaseTerminal(libc: Libc, fd: number): void {
  libc.ioctl(fd, request.TIOCNXCL, null);
  libc.flock(fd, lock.unlock);
}

/**
 * Whether the path is a pseudo-terminal. One is never made exclusive: the mark would outlive a killed program for as
 * long as the far end is open, and lock out the next.
 */
export function isPty(libc: Libc, path: string): boolean {
  const major = libc.stat(path)?.deviceMajor ?? 0;
  return major >= ptyMajors.first && major <= ptyMajors.last;
}

/** Sets a terminal raw and reads back what it made of that. Throws `SerialError`. */
export function makeRaw(
  libc: Libc,
  fd: number,
  { path, ...options }: PortOptions & { readonly path: string },
): void {
  const wanted = rawTermios(readTermios(libc, fd, path), options);
  const result = writeSettings(libc, fd, wanted);
  if (result < 0) throw openFailure(path, -result, ownerGroup(libc, path));
  const unmet = unmetSetting(wanted, readTermios(libc, fd, path));
  if (unmet !== undefined) {
    throw new SerialError(
      "refused",
      `Port "${path}" does not take ${unmet}: choose settings that its driver supports`,
    );
  }
}

function readTermios(libc: Libc, fd: number, path: string): Uint8Array {
  const termios = new Uint8Array(termiosLayout.size);
  const result = readSettings(libc, fd, termios);
  if (result < 0) throw openFailure(path, -result, ownerGroup(libc, path));
  return termios;
}

function ownerGroup(libc: Libc, path: string): string {
  const gid = libc.stat(path)?.gid ?? 0;
  return groupName(readText(libc, "/etc/group") ?? "", gid);
}
