import { direntName, openFlag, rlimit, statx, statxCall } from "./linux_abi.ts";
import { SerialError } from "./port.ts";

// 64-bit arguments are `usize` and come as bigint, 64-bit results that always fit are read as their low half.
// `open` and `ioctl` are variadic in C; on Linux, unlike on Apple's arm64, that makes no difference to the caller.
const symbols = {
  __errno_location: { parameters: [], result: "pointer" },
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  write: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  poll: { parameters: ["buffer", "usize", "i32"], result: "i32" },
  waitingPoll: {
    name: "poll",
    parameters: ["buffer", "usize", "i32"],
    result: "i32",
    nonblocking: true,
  },
  ioctl: { parameters: ["i32", "usize", "buffer"], result: "i32" },
  flock: { parameters: ["i32", "i32"], result: "i32" },
  tcflush: { parameters: ["i32", "i32"], result: "i32" },
  eventfd: { parameters: ["u32", "i32"], result: "i32" },
  posix_openpt: { parameters: ["i32"], result: "i32" },
  grantpt: { parameters: ["i32"], result: "i32" },
  unlockpt: { parameters: ["i32"], result: "i32" },
  ptsname_r: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  symlink: { parameters: ["buffer", "buffer"], result: "i32" },
  unlink: { parameters: ["buffer"], result: "i32" },
  readlink: { parameters: ["buffer", "buffer", "usize"], result: "i32" },
  realpath: { parameters: ["buffer", "buffer"], result: "pointer" },
  statx: {
    parameters: ["i32", "buffer", "i32", "u32", "buffer"],
    result: "i32",
  },
  opendir: { parameters: ["buffer"], result: "pointer" },
  readdir: { parameters: ["pointer"], result: "pointer" },
  closedir: { parameters: ["pointer"], result: "i32" },
  kill: { parameters: ["i32", "i32"], result: "i32" },
  getrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
} as const;

const longestPath = 4096;

/** What `Libc.stat` tells of a file. */
export interface FileStatus {
  readonly gid: number;
  /** Major device number; 0 for what is no device. */
  readonly deviceMajor: number;
  readonly deviceMinor: number;
  /** Another whenever the file was made anew. */
  readonly inode: bigint;
}

/** A limit of this process; `setrlimit(2)`. */
export interface Rlimit {
  readonly soft: bigint;
  readonly hard: bigint;
}

/**
 * The C library's calls, without policy. Calls that return a number return what the kernel does: 0 or more, or the
 * negative error number. Whoever opens it disposes of it, after every descriptor and every pending call.
 */
export class Libc implements Disposable {
  readonly #library: Deno.DynamicLibrary<typeof symbols>;
  readonly #call: Deno.DynamicLibrary<typeof symbols>["symbols"];
  readonly #errno: Deno.UnsafePointerView;

  /** Throws `SerialError` "unsupported" where there is no glibc. */
  constructor() {
    this.#library = openLibrary();
    this.#call = this.#library.symbols;
    const location = this.#call.__errno_location();
    if (location === null) throw new Error("errno has no address");
    // The address belongs to this thread, and so does this object: neither moves.
    this.#errno = new Deno.UnsafePointerView(location);
  }

  [Symbol.dispose](): void {
    this.#library.close();
  }

  open(path: string, flags: number): number {
    return this.#result(this.#call.open(cString(path), flags, 0));
  }

  close(fd: number): number {
    return this.#result(this.#call.close(fd));
  }

  read(fd: number, into: Uint8Array): number {
    return this.#result(this.#call.read(fd, into, BigInt(into.length)));
  }

  write(fd: number, bytes: Uint8Array): number {
    return this.#result(this.#call.write(fd, bytes, BigInt(bytes.length)));
  }

  /** Asks at once, without waiting. */
  poll(pollfds: Uint8Array, count: number): number {
    return this.#result(this.#call.poll(pollfds, BigInt(count), 0));
  }

  /**
   * Waits in a thread of the pool. A failure is -1 for any reason: errno belongs to that other thread. The caller keeps
   * `pollfds` referenced until the promise settles.
   */
  waitingPoll(
    pollfds: Uint8Array,
    count: number,
    timeoutMs: number,
  ): Promise<number> {
    return this.#call.waitingPoll(pollfds, BigInt(count), timeoutMs);
  }

  ioctl(fd: number, request: number, argument: Uint8Array | null): number {
    return this.#result(this.#call.ioctl(fd, BigInt(request), argument));
  }

  flock(fd: number, operation: number): number {
    return this.#result(this.#call.flock(fd, operation));
  }

  tcflush(fd: number, queues: number): number {
    return this.#result(this.#call.tcflush(fd, queues));
  }

  /** A descriptor that wakes a `poll` when 8 bytes are written to it. */
  eventfd(): number {
    const flags = openFlag.nonblock | openFlag.closeOnExec;
    return this.#result(this.#call.eventfd(0, flags));
  }

  /** Opens and unlocks the far end of a new pseudo-terminal. */
  openPty(): number {
    const flags = openFlag.readWrite | openFlag.noCtty | openFlag.nonblock |
      openFlag.closeOnExec;
    const fd = this.#result(this.#call.posix_openpt(flags));
    if (fd < 0) return fd;
    const granted = this.#result(this.#call.grantpt(fd)) ||
      this.#result(this.#call.unlockpt(fd));
    if (granted === 0) return fd;
    this.#call.close(fd);
    return granted;
  }

  /** The path of a pseudo-terminal by its far end. */
  ptyPath(fd: number): string | undefined {
    const name = new Uint8Array(longestPath);
    const failed = this.#call.ptsname_r(fd, name, BigInt(name.length));
    return failed === 0 ? textUntilNul(name) : undefined;
  }

  symlink(target: string, path: string): number {
    return this.#result(this.#call.symlink(cString(target), cString(path)));
  }

  unlink(path: string): number {
    return this.#result(this.#call.unlink(cString(path)));
  }

  /** Where a symbolic link points, as written in it; undefined for what is none. */
  readLink(path: string): string | undefined {
    const target = new Uint8Array(longestPath);
    const size = BigInt(target.length - 1);
    const length = this.#call.readlink(cString(path), target, size);
    return length < 0 ? undefined : textUntilNul(target);
  }

  /** The path without any symbolic link; undefined where nothing exists. */
  realPath(path: string): string | undefined {
    const resolved = new Uint8Array(longestPath);
    const found = this.#call.realpath(cString(path), resolved);
    return found === null ? undefined : textUntilNul(resolved);
  }

  stat(path: string): FileStatus | undefined {
    const block = new Uint8Array(statx.size);
    const file = cString(path);
    const { currentFolder, basicStats } = statxCall;
    if (this.#call.statx(currentFolder, file, 0, basicStats, block) !== 0) {
      return undefined;
    }
    const view = new DataView(block.buffer);
    return {
      gid: view.getUint32(statx.gid, true),
      deviceMajor: view.getUint32(statx.rdevMajor, true),
      deviceMinor: view.getUint32(statx.rdevMinor, true),
      inode: view.getBigUint64(statx.ino, true),
    };
  }

  /** The names in a folder but `.` and `..`; none where it cannot be read. */
  listFolder(path: string): string[] {
    const folder = this.#call.opendir(cString(path));
    if (folder === null) return [];
    const names: string[] = [];
    for (;;) {
      const entry = this.#call.readdir(folder);
      if (entry === null) break;
      names.push(Deno.UnsafePointerView.getCString(entry, direntName));
    }
    this.#call.closedir(folder);
    return names.filter((name) => name !== "." && name !== "..");
  }

  /** Signal 0 asks only whether the process is there. */
  kill(pid: number, signal: number): number {
    return this.#result(this.#call.kill(pid, signal));
  }

  getrlimit(resource: number): Rlimit | undefined {
    const block = new Uint8Array(rlimit.size);
    if (this.#call.getrlimit(resource, block) !== 0) return undefined;
    const view = new DataView(block.buffer);
    return {
      soft: view.getBigUint64(rlimit.soft, true),
      hard: view.getBigUint64(rlimit.hard, true),
    };
  }

  setrlimit(resource: number, limit: Rlimit): number {
    const block = new Uint8Array(rlimit.size);
    const view = new DataView(block.buffer);
    view.setBigUint64(rlimit.soft, limit.soft, true);
    view.setBigUint64(rlimit.hard, limit.hard, true);
    return this.#result(this.#call.setrlimit(resource, block));
  }

  // Nothing may come between the call and this: errno holds until the thread's next failing call.
  #result(value: number): number {
    return value >= 0 ? value : -this.#errno.getInt32();
  }
}

function openLibrary(): Deno.DynamicLibrary<typeof symbols> {
  try {
    return Deno.dlopen("libc.so.6", symbols);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SerialError(
      "unsupported",
      `Serial ports need the GNU C library, which cannot be used here: ${reason}`,
    );
  }
}

function cString(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`);
}

function textUntilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
