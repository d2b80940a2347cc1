import { Inbox } from "./inbox.ts";
import type { Libc } from "./libc_ffi.ts";
import {
  errno,
  errnoName,
  flushBoth,
  modemLine,
  pollEvent,
  request,
} from "./linux_abi.ts";
import { Outbox } from "./outbox.ts";
import type { Poller, Watch } from "./poller.ts";
import { type PortRead, SerialError, type SerialPort } from "./port.ts";

/** What a port on Linux works with: the calls and the wait that all ports share. */
export interface Host {
  readonly libc: Libc;
  readonly poller: Poller;
}

/** A terminal that is open, raw and nonblocking. */
export interface OpenTerminal {
  readonly fd: number;
  /** The path it was opened by. */
  readonly path: string;
  /** Called once, before the descriptor closes, to give up what else belongs to the port. */
  readonly release: () => void;
}

// The kernel's line discipline hands out at most 4095 bytes a read.
const readSize = 4096;
const gone = "The device is gone, unplugged or switched off";

/**
 * A serial port over a descriptor; it owns the descriptor from the start. Lost or closed, it lets go of it at once: a
 * held one would keep the device's old number, and a modem plugged in again would appear under another.
 */
export class DescriptorPort implements SerialPort, Watch {
  readonly path: string;
  readonly #libc: Libc;
  readonly #poller: Poller;
  readonly #release: () => void;
  readonly #inbox = new Inbox();
  readonly #outbox = new Outbox((bytes) => this.#sendSome(bytes));
  readonly #scratch = new Uint8Array(readSize);
  #fd: number | undefined;
  #events: number = pollEvent.in;

  constructor({ libc, poller }: Host, { fd, path, release }: OpenTerminal) {
    this.path = path;
    this.#libc = libc;
    this.#poller = poller;
    this.#release = release;
    this.#fd = fd;
    poller.add(this);
  }

  /** See `Watch.fd`. */
  get fd(): number {
    return this.#fd ?? -1;
  }

  /** See `Watch.events`. */
  get events(): number {
    return this.#events;
  }

  read(): Promise<PortRead> {
    const read = this.#inbox.read();
    this.#chooseEvents();
    return read;
  }

  write(bytes: Uint8Array): Promise<void> {
    const written = this.#outbox.write(bytes);
    this.#chooseEvents();
    return written;
  }

  flush(): void {
    this.#inbox.clear();
    this.#outbox.clear();
    if (this.#fd === undefined) return;
    this.#loseIfGone(this.#libc.tcflush(this.#fd, flushBoth));
    this.#chooseEvents();
  }

  setLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    const bitsSetTo = (level: boolean) =>
      (lines.dtr === level ? modemLine.dtr : 0) |
      (lines.rts === level ? modemLine.rts : 0);
    this.#changeLines(request.TIOCMBIS, bitsSetTo(true));
    this.#changeLines(request.TIOCMBIC, bitsSetTo(false));
  }

  close(): void {
    if (this.#fd === undefined) return;
    // Otherwise close(2) waits up to 30 s for output that flow control holds back.
    this.#libc.tcflush(this.#fd, flushBoth);
    this.#inbox.clear();
    this.#end("Closed");
  }

  /** See `Watch.ready`. */
  ready(revents: number): void {
    const received = (revents & pollEvent.in) !== 0 && this.#receive();
    const failed = pollEvent.error | pollEvent.hangUp | pollEvent.invalid;
    // What came before the loss is read first: poll reports the loss again.
    if ((revents & failed) !== 0 && !received) this.#end(gone);
    if ((revents & pollEvent.out) !== 0) this.#outbox.resume();
    this.#chooseEvents();
  }

  /** See `Watch.abandon`. */
  abandon(): void {
    this.#end("The serial ports were closed");
  }

  #receive(): boolean {
    if (this.#fd === undefined) return false;
    const count = this.#libc.read(this.#fd, this.#scratch);
    if (count > 0) this.#inbox.push(this.#scratch.slice(0, count));
    // With VMIN 1 an empty port answers EAGAIN; 0 is the end of file that an unplugged device reads as for ever.
    if (count === 0) this.#end(gone);
    this.#loseIfGone(count);
    return count > 0;
  }

  #sendSome(bytes: Uint8Array): number {
    if (this.#fd === undefined) return 0;
    const count = this.#libc.write(this.#fd, bytes);
    if (count < 0 && count !== -errno.EAGAIN) {
      this.#end(`${gone} (${errnoName(-count)})`);
    }
    return Math.max(0, count);
  }

  #changeLines(change: number, bits: number): void {
    if (this.#fd === undefined || bits === 0) return;
    const argument = new Uint8Array(new Int32Array([bits]).buffer);
    // ENOTTY and EINVAL: the device has no such lines, a pseudo-terminal for one.
    this.#loseIfGone(this.#libc.ioctl(this.#fd, change, argument));
  }

  #loseIfGone(result: number): void {
    switch (-result) {
      case errno.EIO:
      case errno.ENXIO:
      case errno.EBADF:
      case errno.ENODEV:
        this.#end(`${gone} (${errnoName(-result)})`);
    }
  }

  #end(reason: string): void {
    const fd = this.#fd;
    if (fd === undefined) return;
    this.#fd = undefined;
    this.#poller.remove(this);
    this.#release();
    this.#libc.close(fd);
    this.#inbox.end(reason);
    this.#outbox.fail(
      new SerialError("lost", `Port "${this.path}" is lost: ${reason}`),
    );
  }

  #chooseEvents(): void {
    const events = (this.#inbox.room > 0 ? pollEvent.in : 0) |
      (this.#outbox.blocked ? pollEvent.out : 0);
    if (events === this.#events || this.#fd === undefined) return;
    this.#events = events;
    this.#poller.refresh();
  }
}
