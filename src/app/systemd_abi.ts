/** Numbers that Linux fixes for what `systemd_ffi.ts` calls, equal on x86_64 and aarch64. */

/** `socket(2)`. */
export const socketKind = {
  unix: 1,
  datagram: 2,
  closeOnExec: 0x80000,
} as const;

/** `send(2)` flags, and the error number of what cannot be sent at once. */
export const sendFlag = { dontWait: 0x40, noSignal: 0x4000 } as const;
export const errorAgain = 11;

/** `struct sockaddr_un`, `unix(7)`: offsets. */
export const sockaddrUn = { size: 110, family: 0, path: 2 } as const;

/** `clock_gettime(2)`: the clock that never goes back, and `struct timespec` of 64-bit machines. */
export const monotonicClock = 1;
export const timespec = { size: 16, seconds: 0, nanoseconds: 8 } as const;
