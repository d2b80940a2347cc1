import { SerialError } from "./port.ts";
import {
  comStat,
  fileAccess,
  overlappedEntry,
  purge,
  winError,
} from "./windows_abi.ts";
import type {
  Completion,
  OpenResult,
  Operation,
  PortState,
  WindowsCalls,
} from "./windows_calls.ts";
import { memoryBlock, MemoryOperation, openRequest } from "./windows_memory.ts";

// Handles and addresses are numbers to us, so they are `usize` and come as bigint.
const kernelSymbols = {
  CloseHandle: { parameters: ["usize"], result: "i32" },
  waitingCloseHandle: {
    name: "CloseHandle",
    parameters: ["usize"],
    result: "i32",
    nonblocking: true,
  },
  GetLastError: { parameters: [], result: "u32" },
  GetCommState: { parameters: ["usize", "buffer"], result: "i32" },
  SetCommState: { parameters: ["usize", "buffer"], result: "i32" },
  SetCommTimeouts: { parameters: ["usize", "buffer"], result: "i32" },
  SetupComm: { parameters: ["usize", "u32", "u32"], result: "i32" },
  EscapeCommFunction: { parameters: ["usize", "u32"], result: "i32" },
  PurgeComm: { parameters: ["usize", "u32"], result: "i32" },
  waitingPurgeComm: {
    name: "PurgeComm",
    parameters: ["usize", "u32"],
    result: "i32",
    nonblocking: true,
  },
  ClearCommError: {
    parameters: ["usize", "buffer", "buffer"],
    result: "i32",
  },
  waitingClearCommError: {
    name: "ClearCommError",
    parameters: ["usize", "buffer", "buffer"],
    result: "i32",
    nonblocking: true,
  },
  ReadFile: {
    parameters: ["usize", "usize", "u32", "usize", "usize"],
    result: "i32",
  },
  WriteFile: {
    parameters: ["usize", "usize", "u32", "usize", "usize"],
    result: "i32",
  },
  CancelIoEx: { parameters: ["usize", "usize"], result: "i32" },
  CreateIoCompletionPort: {
    parameters: ["usize", "usize", "usize", "u32"],
    result: "usize",
  },
  PostQueuedCompletionStatus: {
    parameters: ["usize", "u32", "usize", "usize"],
    result: "i32",
  },
  GetQueuedCompletionStatusEx: {
    parameters: ["usize", "buffer", "u32", "buffer", "u32", "i32"],
    result: "i32",
  },
  waitingGetQueuedCompletionStatusEx: {
    name: "GetQueuedCompletionStatusEx",
    parameters: ["usize", "buffer", "u32", "buffer", "u32", "i32"],
    result: "i32",
    nonblocking: true,
  },
} as const;

const nativeSymbols = {
  // Unlike CreateFileW it returns its error, which of a call in another thread nobody could ask for.
  NtCreateFile: {
    parameters: [
      ...["usize", "u32", "usize", "usize", "usize"] as const,
      ...["u32", "u32", "u32", "u32", "usize", "u32"] as const,
    ],
    result: "i32",
    nonblocking: true,
  },
  RtlNtStatusToDosError: { parameters: ["i32"], result: "u32" },
} as const;

type Kernel = Deno.DynamicLibrary<typeof kernelSymbols>;
type Native = Deno.DynamicLibrary<typeof nativeSymbols>;

const noFile = 0xffff_ffff_ffff_ffffn; // INVALID_HANDLE_VALUE
const noThing = 0n;
const entriesAtOnce = 64;
const portsKey = 1n;
const wakeKey = 2n;
const everything = purge.PURGE_TXABORT | purge.PURGE_RXABORT |
  purge.PURGE_TXCLEAR | purge.PURGE_RXCLEAR;

/** The calls of `kernel32.dll` and `ntdll.dll`. Whoever opens it disposes of it, after every operation has completed. */
export class WindowsFfi implements WindowsCalls {
  readonly #kernel: Kernel;
  readonly #native: Native;
  readonly #call: Kernel["symbols"];
  readonly #queue: bigint;
  readonly #entries = memoryBlock(entriesAtOnce * overlappedEntry.size);
  readonly #entryCount = memoryBlock(4);

  /** Throws `SerialError` "unsupported" where this is not Windows. */
  constructor() {
    [this.#kernel, this.#native] = openLibraries();
    this.#call = this.#kernel.symbols;
    this.#queue = this.#call.CreateIoCompletionPort(noFile, 0n, 0n, 1);
    if (this.#queue === noThing) {
      throw new Error(
        `No completion port: Windows error ${this.#call.GetLastError()}`,
      );
    }
  }

  [Symbol.dispose](): void {
    this.#call.CloseHandle(this.#queue);
    this.#kernel.close();
    this.#native.close();
  }

  async open(objectPath: string): Promise<OpenResult> {
    const request = openRequest(objectPath);
    const access = fileAccess.GENERIC_READ | fileAccess.GENERIC_WRITE |
      fileAccess.SYNCHRONIZE | fileAccess.FILE_READ_ATTRIBUTES;
    const status = await this.#native.symbols.NtCreateFile(
      request.handleAddress,
      access >>> 0,
      request.attributesAddress,
      request.statusAddress,
      noThing,
      0,
      0, // shared with nobody
      fileAccess.FILE_OPEN,
      fileAccess.FILE_NON_DIRECTORY_FILE,
      noThing,
      0,
    );
    if (status < 0) return { kind: "failed", code: this.#codeOf(status) };
    return { kind: "open", handle: request.handle() };
  }

  join(handle: bigint): number {
    const queue = this.#call.CreateIoCompletionPort(
      handle,
      this.#queue,
      portsKey,
      0,
    );
    return this.#result(queue === noThing ? 0 : 1);
  }

  getState(handle: bigint, dcb: Uint8Array): number {
    return this.#result(this.#call.GetCommState(handle, dcb));
  }

  setState(handle: bigint, dcb: Uint8Array): number {
    return this.#result(this.#call.SetCommState(handle, dcb));
  }

  setTimeouts(handle: bigint, timeouts: Uint8Array): number {
    return this.#result(this.#call.SetCommTimeouts(handle, timeouts));
  }

  setQueues(handle: bigint, received: number, sent: number): number {
    return this.#result(this.#call.SetupComm(handle, received, sent));
  }

  changeLine(handle: bigint, change: number): number {
    return this.#result(this.#call.EscapeCommFunction(handle, change));
  }

  purge(handle: bigint): number {
    const cleared = purge.PURGE_TXCLEAR | purge.PURGE_RXCLEAR;
    return this.#result(this.#call.PurgeComm(handle, cleared));
  }

  state(handle: bigint): PortState {
    const [errors, state] = [memoryBlock(4), memoryBlock(comStat.size)];
    const done = this.#call.ClearCommError(handle, errors, state);
    const code = this.#result(done);
    if (code !== 0) return { kind: "failed", code };
    const received = new DataView(state.buffer)
      .getUint32(comStat.inQueue, true);
    return { kind: "known", received };
  }

  async answers(handle: bigint): Promise<boolean> {
    const [errors, state] = [memoryBlock(4), memoryBlock(comStat.size)];
    const call = this.#call.waitingClearCommError;
    const done = await call(handle, errors, state);
    // The lengths only so that both blocks live as long as the call.
    return done !== 0 && errors.length + state.length > 0;
  }

  async close(handle: bigint): Promise<void> {
    await this.#call.waitingPurgeComm(handle, everything);
    await this.#call.waitingCloseHandle(handle);
  }

  newOperation(size: number): Operation {
    return new MemoryOperation(size);
  }

  read(handle: bigint, operation: Operation, length: number): number {
    return this.#begin(this.#call.ReadFile, handle, operation, length);
  }

  write(handle: bigint, operation: Operation, length: number): number {
    return this.#begin(this.#call.WriteFile, handle, operation, length);
  }

  cancel(handle: bigint, operation: Operation): number {
    return this.#result(this.#call.CancelIoEx(handle, operation.address));
  }

  async wait(timeoutMs: number): Promise<Completion[]> {
    this.#setCount(0);
    const call = this.#call.waitingGetQueuedCompletionStatusEx;
    const found = await call(
      this.#queue,
      this.#entries,
      entriesAtOnce,
      this.#entryCount,
      timeoutMs,
      0,
    );
    return found === 0 ? [] : this.#found();
  }

  completions(): Completion[] | undefined {
    this.#setCount(0);
    const found = this.#call.GetQueuedCompletionStatusEx(
      this.#queue,
      this.#entries,
      entriesAtOnce,
      this.#entryCount,
      0,
      0,
    );
    const code = this.#result(found);
    if (code === 0) return this.#found();
    return code === winError.WAIT_TIMEOUT ? [] : undefined;
  }

  wake(): void {
    this.#call.PostQueuedCompletionStatus(this.#queue, 0, wakeKey, noThing);
  }

  #begin(
    call: Kernel["symbols"]["ReadFile" | "WriteFile"],
    handle: bigint,
    operation: Operation,
    length: number,
  ): number {
    if (!(operation instanceof MemoryOperation)) {
      throw new TypeError("The operation is none of these calls");
    }
    const { address, dataAddress } = operation.clean();
    const done = call(handle, dataAddress, length, noThing, address);
    const code = this.#result(done);
    return code === winError.ERROR_IO_PENDING ? 0 : code;
  }

  #found(): Completion[] {
    const count = new DataView(this.#entryCount.buffer).getUint32(0, true);
    const view = new DataView(this.#entries.buffer);
    const entries = Array.from({ length: count }, (_, at) => {
      const start = at * overlappedEntry.size;
      const field = (offset: number) => start + offset;
      const status = view.getInt32(field(overlappedEntry.internal), true);
      return {
        key: view.getBigUint64(field(overlappedEntry.completionKey), true),
        address: view.getBigUint64(field(overlappedEntry.overlapped), true),
        // A read that timed out is a success of another kind, and so are all positive ones.
        code: status < 0 ? this.#codeOf(status) : 0,
        bytes: view.getUint32(field(overlappedEntry.bytes), true),
      };
    });
    return entries.filter(({ key }) => key === portsKey)
      .map(({ address, code, bytes }) => ({ address, code, bytes }));
  }

  #setCount(count: number): void {
    new DataView(this.#entryCount.buffer).setUint32(0, count, true);
  }

  #codeOf(status: number): number {
    return this.#native.symbols.RtlNtStatusToDosError(status);
  }

  // Nothing may come between the call and this: the error holds until the thread's next failing call.
  #result(done: number): number {
    return done !== 0 ? 0 : this.#call.GetLastError();
  }
}

function openLibraries(): [Kernel, Native] {
  try {
    return [
      Deno.dlopen("kernel32.dll", kernelSymbols),
      Deno.dlopen("ntdll.dll", nativeSymbols),
    ];
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SerialError(
      "unsupported",
      `Serial ports need kernel32.dll and ntdll.dll, which cannot be used here: ${reason}`,
    );
  }
}
