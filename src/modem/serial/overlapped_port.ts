import type { Clock, Timer } from "../../model/mod.ts";
import type { Completions, CompletionWatch } from "./completions.ts";
import { dcbWithLines, flowsByRts } from "./dcb_windows.ts";
import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import { type PortRead, SerialError, type SerialPort } from "./port.ts";
import { commFunction } from "./windows_abi.ts";
import type { Completion, Operation, WindowsCalls } from "./windows_calls.ts";
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

/** `dropped`: it ends soon, and what it brings is old. */
type SlotState = "idle" | "pending" | "dropped";

/** An operation that is used again and again. */
interface Slot {
  readonly operation: Operation;
  state: SlotState;
}

/**
 * A serial port over a Windows handle, which it owns from the start. One read is always pending while the inbox has room, so
 * that bytes and losses come by themselves; and one write while there is something to send.
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
  /** Bytes that the device has taken and the outbox does not know of yet. */
  #written = 0;
  #readBegunAt = 0;
  #heardAt: number;
  #asking: Promise<void> | undefined;
  #pause: Timer | undefined;

  constructor(host: WindowsHost, device: OpenDevice) {
    const slot = (): Slot => ({
      operation: host.calls.newOperation(chunkSize),
      state: "idle",
    });
    this.path = device.path;
    this.#host = host;
    this.#released = device.released;
    this.#handle = device.handle;
    this.#settings = device.settings;
    this.#reading = slot();
    this.#writing = slot();
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
    this.#drop(this.#reading);
    this.#drop(this.#writing);
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
      this.#loseUnlessDone(calls.clearError(handle));
    });
  }

  /** See `CompletionWatch.abandon`. */
  abandon(): void {
    this.#end("The serial ports were closed");
  }

  #receive(): void {
    const handle = this.#handle;
    const idle = this.#reading.state === "idle" && this.#pause === undefined;
    if (handle === undefined || !idle || this.#inbox.room === 0) return;
    const { calls, clock } = this.#host;
    this.#readBegunAt = clock.monotonic();
    this.#begin(
      this.#reading,
      () => calls.read(handle, this.#reading.operation),
      (bytes) => this.#received(bytes),
    );
  }

  #received(count: number): void {
    const now = this.#host.clock.monotonic();
    if (count > 0) {
      this.#heardAt = now;
      this.#inbox.push(this.#reading.operation.data.slice(0, count));
    } else if (now - this.#readBegunAt < pauseMs) {
      return this.#restAWhile();
    }
    this.#receive();
  }

  #sendSome(bytes: Uint8Array): number {
    const taken = Math.min(this.#written, bytes.length);
    this.#written = 0;
    if (taken > 0) return taken;
    const handle = this.#handle;
    const idle = this.#writing.state === "idle" && this.#pause === undefined;
    if (handle === undefined || !idle) return 0;
    const { operation } = this.#writing;
    const chunk = bytes.subarray(0, chunkSize);
    operation.data.set(chunk);
    this.#begin(
      this.#writing,
      () => this.#host.calls.write(handle, operation, chunk.length),
      (count) => this.#sent(count),
    );
    return 0;
  }

  #sent(count: number): void {
    this.#written = count;
    if (count === 0) return this.#restAWhile();
    this.#outbox.resume();
    this.#written = 0;
  }

  #begin(slot: Slot, start: () => number, done: (bytes: number) => void): void {
    slot.state = "pending";
    const code = this.#host.completions.begin(
      slot.operation,
      start,
      (completion) => this.#completed(slot, completion, done),
    );
    if (code === 0) return;
    slot.state = "idle";
    this.#end(lossWords(code));
  }

  #completed(
    slot: Slot,
    { code, bytes }: Completion,
    done: (bytes: number) => void,
  ): void {
    const dropped = slot.state === "dropped";
    slot.state = "idle";
    if (this.#handle === undefined) return;
    if (dropped) return this.#goOn();
    if (code !== 0) return this.#end(lossWords(code));
    done(bytes);
  }

  #goOn(): void {
    this.#receive();
    this.#outbox.resume();
  }

  // A driver that ends operations at once and without result would keep the thread busy for nothing.
  #restAWhile(): void {
    this.#pause ??= this.#host.clock.after(pauseMs, () => {
      this.#pause = undefined;
      this.#goOn();
    });
  }

  #drop(slot: Slot): void {
    if (this.#handle === undefined || slot.state !== "pending") return;
    slot.state = "dropped";
    this.#host.calls.cancel(this.#handle, slot.operation);
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
    this.#host.completions.remove(this);
    const operations = [this.#reading.operation, this.#writing.operation];
    const unused = this.#asking ?? Promise.resolve();
    this.#released(
      this.#host.completions.retire({ handle, operations, unused }),
    );
    this.#inbox.end(reason);
    this.#outbox.fail(
      new SerialError("lost", `Port "${this.path}" is lost: ${reason}`),
    );
  }
}
