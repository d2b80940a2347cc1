/**
 * Memory of one overlapped operation: the system's own block, then the bytes. While the operation is pending the system may
 * write to all of it, so whoever begins one keeps it referenced until its completion has come.
 */
export interface Operation {
  /** Where it lies, by which its completion is known. */
  readonly address: bigint;
  /** The bytes to send, or those that were received. */
  readonly data: Uint8Array;
}

/** The end of one operation, good or bad. */
export interface Completion {
  readonly address: bigint;
  /** 0, or the Windows error. */
  readonly code: number;
  /** How many bytes were read or written. */
  readonly bytes: number;
}

/** A port's handle, or why there is none. */
export type OpenResult =
  | { readonly kind: "open"; readonly handle: bigint }
  | { readonly kind: "failed"; readonly code: number };

/** What a driver says of its port. */
export type PortState =
  /** `received` bytes wait to be read. */
  | { readonly kind: "known"; readonly received: number }
  | { readonly kind: "failed"; readonly code: number };

/**
 * What Windows does for serial ports, without policy. Numbers returned are 0 or the Windows error. Every operation that
 * was begun with 0 ends in one completion, also when it is cancelled.
 */
export interface WindowsCalls extends Disposable {
  /** Opens a device for us alone and for overlapped operations, in a thread of the pool: some drivers take seconds. */
  open(objectPath: string): Promise<OpenResult>;
  /** Lets the handle's completions come through `completions` and `wait`. */
  join(handle: bigint): number;
  getState(handle: bigint, dcb: Uint8Array): number;
  setState(handle: bigint, dcb: Uint8Array): number;
  setTimeouts(handle: bigint, timeouts: Uint8Array): number;
  /** Asks the driver for queues of so many bytes. */
  setQueues(handle: bigint, received: number, sent: number): number;
  /** Changes a modem control line; see `commFunction`. */
  changeLine(handle: bigint, change: number): number;
  /** Drops what was received but not read and what was not sent. */
  purge(handle: bigint): number;
  /** Asks the driver for the port's state, which fails on a device that is gone, and clears its line errors. */
  state(handle: bigint): PortState;
  /** As `state`, in a thread of the pool; false for a failure of any kind. */
  answers(handle: bigint): Promise<boolean>;
  /** Purges and closes in a thread of the pool: a driver may take for ever over it. */
  close(handle: bigint): Promise<void>;

  newOperation(size: number): Operation;
  /** Begins to read at most `length` bytes into the operation's data. */
  read(handle: bigint, operation: Operation, length: number): number;
  /** Begins to write the first `length` bytes of the operation's data. */
  write(handle: bigint, operation: Operation, length: number): number;
  /** Asks for the operation's end; it may have ended well already. */
  cancel(handle: bigint, operation: Operation): number;

  /** Waits in a thread of the pool until operations complete, `wake` is called or the time is over. One at a time. */
  wait(timeoutMs: number): Promise<Completion[]>;
  /** The completions that are there, without a wait; undefined when even that question fails. */
  completions(): Completion[] | undefined;
  /** Ends a `wait`. */
  wake(): void;
}
