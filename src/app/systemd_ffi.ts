import {
  errorAgain,
  monotonicClock,
  sendFlag,
  socketKind,
  timespec,
} from "./systemd_abi.ts";

const symbols = {
  __errno_location: { parameters: [], result: "pointer" },
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  sendto: {
    parameters: ["i32", "buffer", "usize", "i32", "buffer", "u32"],
    result: "i32",
  },
  close: { parameters: ["i32"], result: "i32" },
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
} as const;

/** What became of a datagram: "later" where its reader has no room for it now, "lost" where it has gone away. */
export type Posted = "sent" | "later" | "lost";

/** The way to a service manager. Whoever opened it disposes of it. */
export interface NotifySocket extends Disposable {
  /** Sends one datagram, without waiting. */
  post(text: string): Posted;
  /** `CLOCK_MONOTONIC`, microseconds, as the manager reads it. */
  monotonicUs(): bigint;
}

/** Opens the way to this address (`notifyAddress`); undefined where there is no glibc or no socket is to be had. */
export function openNotifySocket(
  address: Uint8Array,
): NotifySocket | undefined {
  const library = openLibrary();
  if (library === undefined) return undefined;
  const call = library.symbols;
  const { unix, datagram, closeOnExec } = socketKind;
  const fd = call.socket(unix, datagram | closeOnExec, 0);
  if (fd < 0) {
    library.close();
    return undefined;
  }
  const flags = sendFlag.dontWait | sendFlag.noSignal;
  const to = new Uint8Array(address);
  const location = call.__errno_location();
  // This thread's, and it does not move; made now, since nothing may come between a call and the look at it.
  const errno = location && new Deno.UnsafePointerView(location);
  return {
    post(text) {
      const bytes = new TextEncoder().encode(text);
      const length = BigInt(bytes.length);
      const sent = call.sendto(fd, bytes, length, flags, to, to.length);
      if (sent >= 0) return "sent";
      return errno?.getInt32() === errorAgain ? "later" : "lost";
    },
    monotonicUs() {
      const time = new Uint8Array(timespec.size);
      call.clock_gettime(monotonicClock, time);
      const view = new DataView(time.buffer);
      return view.getBigInt64(timespec.seconds, true) * 1_000_000n +
        view.getBigInt64(timespec.nanoseconds, true) / 1_000n;
    },
    [Symbol.dispose]() {
      call.close(fd);
      library.close();
    },
  };
}

function openLibrary(): Deno.DynamicLibrary<typeof symbols> | undefined {
  try {
    return Deno.dlopen("libc.so.6", symbols);
  } catch {
    // Without glibc there are no serial ports either: that is told where they are opened.
    return undefined;
  }
}
