import type { Clock } from "../../model/mod.ts";
import type { Libc } from "./libc_ffi.ts";
import { pollEvent, pollfd } from "./linux_abi.ts";

/** A descriptor that the poller watches. */
export interface Watch {
  readonly fd: number;
  /** What to wait for; after a change the owner calls `Poller.refresh`. Loss is always reported. */
  readonly events: number;
  /** Called with what `poll(2)` reported. Must not throw. */
  ready(revents: number): void;
  /** Called when the poller closes while it still watches. */
  abandon(): void;
}

// Not endless: a runtime that is torn down while the call is pending waits for it.
const longestWaitMs = 1000;
const failureDelayMs = 100;

/**
 * Waits for all descriptors with one pending `poll()`, so that any number of ports takes one thread of the pool.
 *
 * Level-triggered: who cannot take bytes asks for none. No call is pending while nothing is watched; changes made
 * while a call is pending wake it through an eventfd, changes made in between need no wake.
 */
export class Poller {
  readonly #libc: Libc;
  readonly #clock: Clock;
  readonly #watches = new Set<Watch>();
  readonly #wakeFd: number;
  readonly #closing = new AbortController();
  readonly #wakeCount = new Uint8Array(new BigUint64Array([1n]).buffer);
  #loop: Promise<void> | undefined;
  #table: PollTable;
  #tableIsCurrent = true;
  #waiting: "no" | "yes" | "woken" = "no";

  constructor(libc: Libc, clock: Clock) {
    this.#libc = libc;
    this.#clock = clock;
    this.#wakeFd = libc.eventfd();
    if (this.#wakeFd < 0) throw new Error("No eventfd: too many open files");
    this.#table = new PollTable(this.#wakeFd, this.#watches);
  }

  add(watch: Watch): void {
    this.#watches.add(watch);
    this.refresh();
    this.#loop ??= this.#run();
  }

  remove(watch: Watch): void {
    if (this.#watches.delete(watch)) this.refresh();
  }

  /** Takes notice that some watch waits for other events than before. */
  refresh(): void {
    this.#tableIsCurrent = false;
    if (this.#waiting !== "yes") return;
    this.#waiting = "woken";
    this.#libc.write(this.#wakeFd, this.#wakeCount);
  }

  /** Abandons all watches and waits until no call is pending. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return await this.#loop;
    this.#closing.abort();
    for (const watch of [...this.#watches]) watch.abandon();
    this.#watches.clear();
    this.refresh();
    await this.#loop;
    this.#libc.close(this.#wakeFd);
  }

  async #run(): Promise<void> {
    while (this.#watches.size > 0) {
      const table = this.#currentTable();
      if (await this.#wait(table)) this.#report(table);
    }
    this.#loop = undefined;
  }

  async #wait(table: PollTable): Promise<boolean> {
    this.#waiting = "yes";
    const count = await this.#libc.waitingPoll(
      table.bytes,
      table.count,
      longestWaitMs,
    );
    this.#waiting = "no";
    if (count >= 0) return count > 0;
    // A signal may have cut the call short. Its errno stayed in the other thread, so ask again here.
    if (this.#libc.poll(table.bytes, table.count) >= 0) return true;
    await this.#clock.sleep(failureDelayMs, this.#closing.signal)
      .catch(() => undefined);
    return false;
  }

  #report(table: PollTable): void {
    if (table.wakeReported()) {
      this.#libc.read(this.#wakeFd, new Uint8Array(8));
    }
    for (const [watch, revents] of table.reports()) {
      // An earlier one of this turn may have closed it; its number may even belong to another by now.
      if (this.#watches.has(watch)) watch.ready(revents);
    }
  }

  #currentTable(): PollTable {
    if (!this.#tableIsCurrent) {
      this.#table = new PollTable(this.#wakeFd, this.#watches);
      this.#tableIsCurrent = true;
    }
    return this.#table;
  }
}

/** An array of `struct pollfd`: the wake descriptor, then the watches. */
class PollTable {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly #view: DataView;
  readonly #watches: readonly Watch[];

  constructor(wakeFd: number, watches: Iterable<Watch>) {
    this.#watches = [...watches];
    this.count = this.#watches.length + 1;
    this.bytes = new Uint8Array(this.count * pollfd.size);
    this.#view = new DataView(this.bytes.buffer);
    this.#set(0, wakeFd, pollEvent.in);
    this.#watches.forEach(({ fd, events }, at) =>
      this.#set(at + 1, fd, events)
    );
  }

  wakeReported(): boolean {
    return this.#revents(0) !== 0;
  }

  *reports(): Generator<[Watch, number]> {
    for (const [at, watch] of this.#watches.entries()) {
      const revents = this.#revents(at + 1);
      if (revents !== 0) yield [watch, revents];
    }
  }

  #set(at: number, fd: number, events: number): void {
    this.#view.setInt32(at * pollfd.size + pollfd.fd, fd, true);
    this.#view.setInt16(at * pollfd.size + pollfd.events, events, true);
  }

  #revents(at: number): number {
    return this.#view.getInt16(at * pollfd.size + pollfd.revents, true);
  }
}
