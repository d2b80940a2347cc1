import type { Clock, Timer } from "../../model/mod.ts";
import type { Completions, CompletionWatch } from "./completions.ts";
import { dcbWithLines, flowsByRts } from "./dcb_windows.ts";
import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import { type PortRead, SerialError, type SerialPort } from "./port.ts";
import { Slot, type SlotEnd } from "./slot.ts";
import { commFunction } from "./windows_abi.ts";
import type { WindowsCalls } from "./windows_calls.ts";
import { isUnsupported, lossWords } from "./windows_failure.ts";

/** What a port on Windows works with: the calls and the wait that all ports share. */
export interface WindowsHost {
  readonly calls: WindowsCalls;
  readonly completions: Completions;
  readonly clock: Clock;
}

/** A device that is open, set up and joined to the wait. */
export interface OpenDevice {
  readonly handle: bigint;
  /** The name it was opened by. */
  readonly path: string;
  /** Its `DCB`. */
  readonly settings: Uint8Array;
  /** Called once, when the port ends, with a promise of the closed handle. */
  readonly released: (closed: Promise<void>) => void;
}

const chunkSize = 4096;
const silenceMs = 5000;
const pauseMs = 50;
const nothing = new Uint8Array();

/**
 * A serial port over a Windows handle, which it owns from the start. One read is always pending while the inbox has room, so
 * that bytes and losses come by themselves; and one write while there is something to send.
 *
 * The read that waits asks for one byte, and the next for what has come with it: so it ends when it should whatever a driver
 * makes of time-outs for more.
 */
export class OverlappedPort implements SerialPort, CompletionWatch {
  readonly path: string;
  readonly #host: WindowsHost;
  readonly #released: OpenDevice["released"];
  readonly #inbox = new Inbox();
  readonly #outbox = new Outbox((bytes) => this.#sendSome(bytes));
  readonly #reading: Slot;
  readonly #writing: Slot;
  #handle: bigint | undefined;
  #settings: Uint8Array;
  /** The beginning of what is being read. */
  #begun = nothing;
  /** Bytes that the device has taken and the outbox does not know of yet. */
  #written = 0;
  #readBegunAt = 0;
  #heardAt: number;
  #asking: Promise<void> | undefined;
  #pause: Timer | undefined;

  constructor(host: WindowsHost, device: OpenDevice) {
    this.path = device.path;
    this.#host = host;
    this.#released = device.released;
    this.#handle = device.handle;
    this.#settings = device.settings;
    this.#reading = new Slot(host, chunkSize);
    this.#writing = new Slot(host, chunkSize);
    this.#heardAt = host.clock.monotonic();
    host.completions.add(this);
    this.#receive();
  }

  read(): Promise<PortRead> {
    const read = this.#inbox.read();
    this.#receive();
    return read;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#outbox.write(bytes);
  }

  flush(): void {
    this.#inbox.clear();
    this.#outbox.clear();
    if (this.#handle === undefined) return;
    this.#begun = nothing;
    this.#reading.drop(this.#handle);
    this.#writing.drop(this.#handle);
    this.#loseUnlessDone(this.#host.calls.purge(this.#handle));
  }

  setLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void {
    const { dtr } = lines;
    // Where the driver has flow control, RTS is its own.
    const rts = flowsByRts(this.#settings) ? undefined : lines.rts;
    if (dtr === undefined && rts === undefined) return;
    if (dtr !== undefined) {
      this.#changeLine(dtr ? commFunction.SETDTR : commFunction.CLRDTR);
    }
    if (rts !== undefined) {
      this.#changeLine(rts ? commFunction.SETRTS : commFunction.CLRRTS);
    }
    // Some USB drivers accept the calls above and do nothing; in the settings they obey.
    if (this.#handle === undefined) return;
    this.#settings = dcbWithLines(this.#settings, lines);
    this.#loseUnlessDone(
      this.#host.calls.setState(this.#handle, this.#settings),
    );
  }

  close(): void {
    if (this.#handle === undefined) return;
    this.#begun = nothing;
    this.#inbox.clear();
    this.#end("Closed");
  }

  /** See `CompletionWatch.probe`. */
  probe(): void {
    const handle = this.#handle;
    if (handle === undefined || this.#asking !== undefined) return;
    const { clock, calls } = this.#host;
    if (clock.monotonic() - this.#heardAt < silenceMs) return;
    this.#asking = calls.answers(handle).then((answers) => {
      this.#asking = undefined;
      if (answers || this.#handle !== handle) return;
      const state = calls.state(handle);
      this.#loseUnlessDone(state.kind === "failed" ? state.code : 0);
    });
  }

  /** See `CompletionWatch.abandon`. */
  abandon(): void {
    this.#end("The serial ports were closed");
  }

  #receive(count = 1): void {
    const handle = this.#handle;
    const idle = this.#reading.idle && this.#pause === undefined;
    if (handle === undefined || !idle || this.#inbox.room === 0) return;
    this.#readBegunAt = this.#host.clock.monotonic();
    const length = Math.min(count, chunkSize);
    const { calls } = this.#host;
    const code = this.#reading.begin(
      () => calls.read(handle, this.#reading.operation, length),
      (end) => this.#received(end),
    );
    if (code !== 0) this.#end(lossWords(code));
  }

  #received({ code, bytes, dropped }: SlotEnd): void {
    if (this.#handle === undefined) return;
    if (dropped) return this.#receive();
    if (code !== 0) return this.#end(lossWords(code));
    const now = this.#host.clock.monotonic();
    if (bytes === 0) {
      this.#handOver(nothing);
      if (now - this.#readBegunAt < pauseMs) return this.#restAWhile();
      return this.#receive();
    }
    this.#heardAt = now;
    this.#take(this.#handle, this.#reading.operation.data.slice(0, bytes));
  }

  #take(handle: bigint, bytes: Uint8Array<ArrayBuffer>): void {
    const state = this.#host.calls.state(handle);
    const more = state.kind === "known" ? state.received : 0;
    if (bytes.length === 1 && this.#begun.length === 0 && more > 0) {
      this.#begun = bytes;
    } else {
      this.#handOver(bytes);
    }
    if (state.kind === "failed") this.#loseUnlessDone(state.code);
    this.#receive(Math.max(1, more));
  }

  #handOver(bytes: Uint8Array<ArrayBuffer>): void {
    const all = new Uint8Array(this.#begun.length + bytes.length);
    all.set(this.#begun);
    all.set(bytes, this.#begun.length);
    this.#begun = nothing;
    this.#inbox.push(all);
  }

  #sendSome(bytes: Uint8Array): number {
    const taken = Math.min(this.#written, bytes.length);
    this.#written = 0;
    if (taken > 0) return taken;
    const handle = this.#handle;
    const idle = this.#writing.idle && this.#pause === undefined;
    if (handle === undefined || !idle) return 0;
    const chunk = bytes.subarray(0, chunkSize);
    const { operation } = this.#writing;
    operation.data.set(chunk);
    const code = this.#writing.begin(
      () => this.#host.calls.write(handle, operation, chunk.length),
      (end) => this.#sent(end),
    );
    if (code !== 0) this.#end(lossWords(code));
    return 0;
  }

  #sent({ code, bytes, dropped }: SlotEnd): void {
    if (this.#handle === undefined) return;
    if (code !== 0 && !dropped) return this.#end(lossWords(code));
    if (bytes === 0 && !dropped) return this.#restAWhile();
    this.#written = dropped ? 0 : bytes;
    this.#outbox.resume();
    this.#written = 0;
  }

  // A driver that ends operations at once and without result would keep the thread busy for nothing.
  #restAWhile(): void {
    this.#pause ??= this.#host.clock.after(pauseMs, () => {
      this.#pause = undefined;
      this.#receive();
      this.#outbox.resume();
    });
  }

  #changeLine(change: number): void {
    if (this.#handle === undefined) return;
    this.#loseUnlessDone(this.#host.calls.changeLine(this.#handle, change));
  }

  #loseUnlessDone(code: number): void {
    if (code !== 0 && !isUnsupported(code)) this.#end(lossWords(code));
  }

  #end(reason: string): void {
    const handle = this.#handle;
    if (handle === undefined) return;
    this.#handle = undefined;
    this.#pause?.cancel();
    this.#handOver(nothing);
    const { completions } = this.#host;
    completions.remove(this);
    const operations = [this.#reading.operation, this.#writing.operation];
    const unused = this.#asking ?? Promise.resolve();
    this.#released(completions.retire({ handle, operations, unused }));
    this.#inbox.end(reason);
    this.#outbox.fail(
      new SerialError("lost", `Port "${this.path}" is lost: ${reason}`),
    );
  }
}
