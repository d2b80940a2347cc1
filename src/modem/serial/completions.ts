import type { Clock } from "../../model/mod.ts";
import type { Completion, Operation, WindowsCalls } from "./windows_calls.ts";
import { within } from "./within.ts";

/** A port whose operations complete here. */
export interface CompletionWatch {
  /** Called every few seconds: a silent device may be one that is gone. Must not throw. */
  probe(): void;
  /** Called when all is closed while the port is still open. */
  abandon(): void;
}

/** What a port leaves behind when it ends. */
export interface Remains {
  readonly handle: bigint;
  /** Those that may be pending still. */
  readonly operations: readonly Operation[];
  /** Settles when no other call uses the handle. */
  readonly unused: Promise<unknown>;
}

// Not endless: a runtime that is torn down while the call is pending waits for it.
const longestWaitMs = 1000;
const failureDelayMs = 100;
const probeEveryMs = 5000;
const cancelPatienceMs = 2000;
const closePatienceMs = 3000;

/** Memory that a driver never gave back: it may write there for as long as the process lives. */
const neverReturned: Operation[] = [];

interface Pending {
  readonly operation: Operation;
  readonly done: (completion: Completion) => void;
  /** Who waits for the memory. */
  returned?: () => void;
}

/**
 * Waits for the operations of all ports with one pending call on one completion port, so that any number of ports takes one
 * thread of the pool; `WaitForMultipleObjects` would stop at 64. No call is pending while there are neither ports nor
 * operations.
 */
export class Completions {
  readonly #calls: WindowsCalls;
  readonly #clock: Clock;
  readonly #watches = new Set<CompletionWatch>();
  readonly #pending = new Map<bigint, Pending>();
  readonly #retiring = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #loop: Promise<void> | undefined;
  #nextProbeAt = 0;

  constructor(calls: WindowsCalls, clock: Clock) {
    this.#calls = calls;
    this.#clock = clock;
  }

  add(watch: CompletionWatch): void {
    this.#watches.add(watch);
    if (this.#watches.size === 1) this.#scheduleProbe();
    this.#start();
  }

  remove(watch: CompletionWatch): void {
    this.#watches.delete(watch);
    this.#wakeIfIdle();
  }

  /** Begins an operation by `start` and returns its error, 0 for none: then, and only then, `done` is called, later. */
  begin(
    operation: Operation,
    start: () => number,
    done: (completion: Completion) => void,
  ): number {
    this.#pending.set(operation.address, { operation, done });
    const code = start();
    if (code === 0) this.#start();
    else this.#pending.delete(operation.address);
    return code;
  }

  /**
   * Gives up a handle: cancels what is pending, waits until the system has given the memory back, and closes the handle, which
   * some drivers hang in, in another thread. Settles when it is closed.
   */
  retire(remains: Remains): Promise<void> {
    for (const operation of this.#stillPending(remains)) {
      this.#calls.cancel(remains.handle, operation);
    }
    const retired: Promise<void> = this.#retire(remains)
      .finally(() => this.#retiring.delete(retired));
    this.#retiring.add(retired);
    return retired;
  }

  /** Abandons all ports and waits, for some seconds at most, until no call is pending. Returns whether none is. */
  async close(): Promise<boolean> {
    for (const watch of [...this.#watches]) watch.abandon();
    this.#watches.clear();
    const retired = Promise.all(this.#retiring).then(() => true);
    const done = await within(this.#clock, closePatienceMs, retired) ?? false;
    this.#closing.abort();
    for (const { operation } of this.#pending.values()) this.#forget(operation);
    this.#wakeIfIdle();
    await this.#loop;
    return done;
  }

  async #retire(remains: Remains): Promise<void> {
    const returns = this.#stillPending(remains).map(({ address }) =>
      new Promise<void>((resolve) => {
        const pending = this.#pending.get(address);
        if (pending !== undefined) pending.returned = resolve;
      })
    );
    const unused = Promise.all([remains.unused, ...returns]);
    await within(this.#clock, cancelPatienceMs, unused);
    await this.#calls.close(remains.handle);
    for (const operation of this.#stillPending(remains)) {
      this.#forget(operation);
    }
    this.#wakeIfIdle();
  }

  #stillPending({ operations }: Remains): Operation[] {
    return operations.filter(({ address }) => this.#pending.has(address));
  }

  #forget(operation: Operation): void {
    if (this.#pending.delete(operation.address)) neverReturned.push(operation);
  }

  #start(): void {
    this.#loop ??= this.#run();
  }

  async #run(): Promise<void> {
    while (this.#hasWork()) {
      for (const completion of await this.#wait()) this.#complete(completion);
      this.#probe();
    }
    this.#loop = undefined;
  }

  #hasWork(): boolean {
    return this.#watches.size > 0 || this.#pending.size > 0;
  }

  #wakeIfIdle(): void {
    if (this.#loop !== undefined && !this.#hasWork()) this.#calls.wake();
  }

  async #wait(): Promise<readonly Completion[]> {
    const found = await this.#calls.wait(longestWaitMs);
    if (found.length > 0) return found;
    // It may also have failed, whose reason stayed in the other thread, so ask again here.
    const more = this.#calls.completions();
    if (more !== undefined) return more;
    await this.#clock.sleep(failureDelayMs, this.#closing.signal)
      .catch(() => undefined);
    return [];
  }

  #complete(completion: Completion): void {
    const pending = this.#pending.get(completion.address);
    if (pending === undefined) return;
    this.#pending.delete(completion.address);
    pending.returned?.();
    pending.done(completion);
  }

  #probe(): void {
    if (this.#clock.monotonic() < this.#nextProbeAt) return;
    this.#scheduleProbe();
    for (const watch of [...this.#watches]) watch.probe();
  }

  #scheduleProbe(): void {
    this.#nextProbeAt = this.#clock.monotonic() + probeEveryMs;
  }
}
