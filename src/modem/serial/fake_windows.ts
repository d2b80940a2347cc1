import type { Clock } from "../../model/mod.ts";
import { Inbox } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import { type PortRead, SerialError, type SerialPort } from "./port.ts";
import { winError } from "./windows_abi.ts";
import type {
  Completion,
  OpenResult,
  Operation,
  PortState,
  WindowsCalls,
} from "./windows_calls.ts";

interface Begun {
  readonly operation: Operation;
  readonly length: number;
  done: number;
}

/** For tests: a serial device as Windows has it, and what is at the other end of its cable. */
export class FakeDevice {
  /** Settings that the driver refuses with this error. */
  refusal = 0;
  /** What the driver makes of the settings it is given. */
  bend: (dcb: Uint8Array) => Uint8Array = (dcb) => dcb;
  /** Ignores cancelling, as a driver does that hangs. */
  deaf = false;
  /** Ends every read at once and empty. */
  babbling = false;
  /** How many reads were begun. */
  reads = 0;
  /** Asked for control lines, it fails so. */
  lineError = 0;
  /** Every call fails so: the device is gone. */
  error = 0;
  settings = new Uint8Array(28);
  handle: bigint | undefined;
  reading: Begun | undefined;
  writing: Begun | undefined;
  readonly changes: number[] = [];
  readonly far: FarEnd;
  readonly #windows: FakeWindows;
  #received: number[] = [];

  constructor(windows: FakeWindows) {
    this.#windows = windows;
    this.far = new FarEnd(this);
  }

  /** Bytes that nobody has read. */
  get waiting(): number {
    return this.#received.length;
  }

  /** Bytes for the computer, as many as the driver's queue has room for. */
  receive(bytes: Uint8Array): number {
    if (this.handle === undefined) return 0;
    const taken = bytes.subarray(0, 16_384 - this.#received.length);
    this.#received.push(...taken);
    this.#turnReading();
    return taken.length;
  }

  /** Moves on what can move. */
  turn(): void {
    this.#turnReading();
    this.#turnWriting();
    this.far.resume();
  }

  /** Ends all with an error, now and later; without one the device only falls silent. */
  unplug(error: number): void {
    this.error = error;
    for (const begun of [this.reading, this.writing]) {
      if (begun !== undefined) this.#end(begun, error);
    }
    this.far.end("The far end was closed");
  }

  cancel(operation: Operation): void {
    if (this.deaf) return;
    const aborted = winError.ERROR_OPERATION_ABORTED;
    for (const begun of [this.reading, this.writing]) {
      if (begun?.operation === operation) this.#end(begun, aborted);
    }
  }

  purge(): void {
    this.#received = [];
    this.far.resume();
  }

  #turnReading(): void {
    const begun = this.reading;
    if (begun === undefined) return;
    const bytes = this.#received.splice(0, begun.length);
    if (bytes.length === 0 && !this.babbling) return;
    begun.operation.data.set(bytes);
    begun.done = bytes.length;
    this.#end(begun, 0);
  }

  #turnWriting(): void {
    const begun = this.writing;
    if (begun === undefined) return;
    const rest = begun.operation.data.subarray(begun.done, begun.length);
    begun.done += this.far.take(rest);
    if (begun.done === begun.length) this.#end(begun, 0);
  }

  #end(begun: Begun, code: number): void {
    if (this.reading === begun) this.reading = undefined;
    if (this.writing === begun) this.writing = undefined;
    const { address } = begun.operation;
    this.#windows.complete({ address, code, bytes: begun.done });
  }
}

/** What is plugged into the device; its `close` unplugs it. */
class FarEnd implements SerialPort {
  readonly path = "far";
  readonly #device: FakeDevice;
  readonly #inbox = new Inbox();
  readonly #outbox = new Outbox((bytes) => this.#device.receive(bytes));

  constructor(device: FakeDevice) {
    this.#device = device;
  }

  read(): Promise<PortRead> {
    const read = this.#inbox.read();
    this.#device.turn();
    return read;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#outbox.write(bytes);
  }

  flush(): void {
    this.#outbox.clear();
    this.#inbox.clear();
    this.#device.turn();
  }

  setLines(): void {
    // There are none.
  }

  close(): void {
    this.#device.unplug(winError.ERROR_GEN_FAILURE);
  }

  take(bytes: Uint8Array): number {
    const taken = bytes.slice(0, this.#inbox.room);
    this.#inbox.push(taken);
    return taken.length;
  }

  resume(): void {
    this.#outbox.resume();
  }

  end(reason: string): void {
    this.#inbox.end(reason);
    this.#outbox.fail(new SerialError("lost", reason));
  }
}

/** For tests: Windows with the devices that are given, its calls in order, and its faults. */
export class FakeWindows implements WindowsCalls {
  readonly devices = new Map<string, FakeDevice>();
  readonly handles = new Map<bigint, FakeDevice>();
  /** Closing a handle hangs until `finishClosing` is called. */
  hangsInClose = false;
  finishClosing: () => void = () => undefined;
  openError: number | undefined;
  /** Waits and questions fail while this is above 0. */
  waitFailures = 0;
  disposed = false;
  waiting = 0;
  #next = 1000n;
  #completed: Completion[] = [];
  #wakeUp: (() => void) | undefined;

  readonly #clock: Clock | undefined;

  /** With a clock waits end when their time is over, without one never. */
  constructor(clock?: Clock) {
    this.#clock = clock;
  }

  /** Plugs a device in. */
  plug(name: string): FakeDevice {
    const device = new FakeDevice(this);
    this.devices.set(`\\??\\${name}`, device);
    return device;
  }

  [Symbol.dispose](): void {
    this.disposed = true;
  }

  open(objectPath: string): Promise<OpenResult> {
    const device = this.devices.get(objectPath);
    const code = this.openError ?? device?.error ??
      winError.ERROR_FILE_NOT_FOUND;
    if (device === undefined || code !== 0) {
      return Promise.resolve({ kind: "failed", code });
    }
    if (device.handle !== undefined) {
      const denied = winError.ERROR_ACCESS_DENIED;
      return Promise.resolve({ kind: "failed", code: denied });
    }
    const handle = this.#next++;
    device.handle = handle;
    this.handles.set(handle, device);
    return Promise.resolve({ kind: "open", handle });
  }

  join(handle: bigint): number {
    return this.#of(handle).error;
  }

  getState(handle: bigint, dcb: Uint8Array): number {
    dcb.set(this.#of(handle).settings);
    return this.#of(handle).error;
  }

  setState(handle: bigint, dcb: Uint8Array): number {
    const device = this.#of(handle);
    if (device.refusal !== 0) return device.refusal;
    device.settings = new Uint8Array(device.bend(dcb.slice()));
    return device.error;
  }

  setTimeouts(handle: bigint): number {
    return this.#of(handle).error;
  }

  setQueues(handle: bigint): number {
    return this.#of(handle).error;
  }

  changeLine(handle: bigint, change: number): number {
    const device = this.#of(handle);
    device.changes.push(change);
    return device.error || device.lineError;
  }

  purge(handle: bigint): number {
    this.#of(handle).purge();
    return this.#of(handle).error;
  }

  state(handle: bigint): PortState {
    const { error, waiting } = this.#of(handle);
    return error === 0
      ? { kind: "known", received: waiting }
      : { kind: "failed", code: error };
  }

  answers(handle: bigint): Promise<boolean> {
    return Promise.resolve(this.#of(handle).error === 0);
  }

  async close(handle: bigint): Promise<void> {
    const device = this.#of(handle);
    if (this.hangsInClose) {
      await new Promise<void>((resolve) => this.finishClosing = resolve);
    }
    device.deaf = false;
    for (const begun of [device.reading, device.writing]) {
      if (begun !== undefined) device.cancel(begun.operation);
    }
    this.handles.delete(handle);
    device.handle = undefined;
  }

  newOperation(size: number): Operation {
    return { address: this.#next++, data: new Uint8Array(size) };
  }

  read(handle: bigint, operation: Operation, length: number): number {
    const device = this.#of(handle);
    if (device.reading) throw new Error("A read is pending already");
    if (device.error !== 0) return device.error;
    device.reads++;
    device.reading = { operation, length, done: 0 };
    device.turn();
    return 0;
  }

  write(handle: bigint, operation: Operation, length: number): number {
    const device = this.#of(handle);
    if (device.writing) throw new Error("A write is pending already");
    if (device.error !== 0) return device.error;
    device.writing = { operation, length, done: 0 };
    device.turn();
    return 0;
  }

  cancel(handle: bigint, operation: Operation): number {
    this.#of(handle).cancel(operation);
    return 0;
  }

  complete(completion: Completion): void {
    this.#completed.push(completion);
    this.#wakeUp?.();
  }

  async wait(timeoutMs: number): Promise<Completion[]> {
    if (this.waiting > 0) throw new Error("A wait is pending already");
    if (this.waitFailures > 0) return [];
    if (this.#completed.length === 0) {
      this.waiting++;
      const woken = new Promise<void>((resolve) => this.#wakeUp = resolve);
      const timer = this.#clock?.after(timeoutMs, () => this.wake());
      await woken;
      timer?.cancel();
      this.waiting--;
    }
    return this.#completed.splice(0);
  }

  completions(): Completion[] | undefined {
    return this.waitFailures-- > 0 ? undefined : this.#completed.splice(0);
  }

  wake(): void {
    this.#wakeUp?.();
  }

  #of(handle: bigint): FakeDevice {
    const device = this.handles.get(handle);
    if (device === undefined) throw new Error(`Handle ${handle} is closed`);
    return device;
  }
}
