import type { Libc } from "./libc_ffi.ts";
import { errno, request } from "./linux_abi.ts";
import { setSpeedsByCode } from "./termios_linux.ts";

// Emulators (QEMU's user mode) and sandboxes (gVisor) do not know the newer requests. What `struct termios` has is the
// beginning of `struct termios2`; only speeds without a code are lost.
const unknown: readonly number[] = [
  -errno.ENOSYS,
  -errno.ENOTTY,
  -errno.EINVAL,
];

/** Reads a terminal's settings, a `termios2`. Returns 0 or the negative error number. */
export function readSettings(
  libc: Libc,
  fd: number,
  termios: Uint8Array,
): number {
  const result = libc.ioctl(fd, request.TCGETS2, termios);
  if (!unknown.includes(result)) return result;
  const older = libc.ioctl(fd, request.TCGETS, termios);
  if (older === 0) setSpeedsByCode(termios);
  return older;
}

/** Changes a terminal's settings. Returns 0 or the negative error number. */
export function writeSettings(
  libc: Libc,
  fd: number,
  termios: Uint8Array,
): number {
  const result = libc.ioctl(fd, request.TCSETS2, termios);
  if (!unknown.includes(result)) return result;
  return libc.ioctl(fd, request.TCSETS, termios);
}
