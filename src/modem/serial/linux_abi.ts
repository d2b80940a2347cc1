/**
 * Numbers that Linux fixes for user programs, equal on x86_64 and aarch64 (asm-generic); glibc has no say in them.
 * Those of termios are in `termios_linux.ts`.
 */

/** Error numbers, `errno-base.h` and `errno.h`. */
export const errno = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  EBADF: 9,
  EAGAIN: 11,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  ENODEV: 19,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ENOTTY: 25,
  ENOSYS: 38,
} as const;

/** `open(2)` and `eventfd(2)` flags; the latter have the same bits. */
export const openFlag = {
  readOnly: 0,
  readWrite: 2,
  noCtty: 0x100,
  nonblock: 0x800,
  closeOnExec: 0x80000,
} as const;

/** `ioctl(2)` requests of terminals. */
export const request = {
  TCGETS: 0x5401,
  TCSETS: 0x5402,
  TCGETS2: 0x802c542a,
  TCSETS2: 0x402c542b,
  TIOCEXCL: 0x540c,
  TIOCNXCL: 0x540d,
  TIOCGEXCL: 0x80045440,
  TIOCMBIS: 0x5416,
  TIOCMBIC: 0x5417,
} as const;

/** Modem control lines as TIOCMBIS and TIOCMBIC take them. */
export const modemLine = { dtr: 0x2, rts: 0x4 } as const;

/** `flock(2)` operations. */
export const lock = { exclusive: 2, nonblock: 4, unlock: 8 } as const;

/** `tcflush(3)`: both directions. */
export const flushBoth = 2;

/** `poll(2)` events. */
export const pollEvent = {
  in: 0x01,
  out: 0x04,
  error: 0x08,
  hangUp: 0x10,
  invalid: 0x20,
} as const;

/** `struct pollfd`: 8 bytes; offsets. */
export const pollfd = { size: 8, fd: 0, events: 4, revents: 6 } as const;

/** `struct statx`: 256 bytes; offsets. Unlike `struct stat` it is the same on every machine. */
export const statx = {
  size: 256,
  gid: 24,
  ino: 32,
  rdevMajor: 128,
  rdevMinor: 132,
} as const;

/** `statx(2)`: a path is seen from the current folder, and what is asked for. */
export const statxCall = { currentFolder: -100, basicStats: 0x7ff } as const;

/** `struct dirent` of 64-bit machines: offset of the name. */
export const direntName = 19;

/** `struct rlimit` of 64-bit machines: two u64, soft and hard; and the resource number of open files. */
export const rlimit = { size: 16, soft: 0, hard: 8, openFiles: 7 } as const;

/** Major device numbers of pseudo-terminal far sides (`/dev/pts/…`), `devices.txt` of the kernel. */
export const ptyMajors = { first: 136, last: 143 } as const;

const nameOfErrno: ReadonlyMap<number, string> = new Map(
  Object.entries(errno).map(([name, code]) => [code, name]),
);

/** An error number in the operator's words, such as `EIO`, or `errno 71` where this file does not know it. */
export function errnoName(code: number): string {
  return nameOfErrno.get(code) ?? `errno ${code}`;
}
