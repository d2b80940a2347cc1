import { type Clock, systemClock } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { StoreError } from "./store.ts";
import { nameTrouble, whenFree } from "./trouble.ts";

/** Where a write comes from: a `socket`, where there may be more of its kind, or `within`, where nobody else is behind it. */
export type Origin = "socket" | "within";

/** A write that waits for its commit. */
interface Write {
  /** Does its work inside the transaction; what it returns is called when the commit is on disk. */
  readonly perform: () => () => void;
  readonly reject: (error: unknown) => void;
  readonly origin: Origin;
}

/** What a group commit needs besides its database. */
export interface GroupCommitOptions {
  readonly clock: Clock;
  /** Whose time a crowd is waited for; the machine's, since it is the machine's sockets that bring it. Only tests give their own. */
  readonly gathering?: Pick<Clock, "after">;
}

/** As many writes from sockets in one batch are a crowd. Those from within make none, so modems alone never wait. */
const crowd = 4;
/** No crowd is waited for that is larger: the gain of one more falls with its number, and the first have waited longest. */
const largestCrowd = 32;
/** No longer, milliseconds; a mail's dialog takes less. */
const gatherMs = 1;

/**
 * One commit for all writes that are asked for together. On an SD card a sync takes 30 ms, whoever waits for it: so
 * whatever the event loop brings in one turn shares the next one.
 *
 * Invariants: a write resolves only after its commit is on disk, in the order of the calls; one that throws leaves
 * nothing behind and is alone in failing; when the commit itself fails, all that were in it fail; after any failure
 * the next write starts clean.
 *
 * A failed sync needs no new connection, and one would even do harm. SQLite moves the end of its log only after the
 * sync, so the next commit writes the same stretch again, and no kernel can pass pages that it has dropped off as
 * synced. But a connection that opened the log anew would read the refused frames back from the page cache and take
 * them for committed. (A crash before the next commit can still bring them back: the one case in which a mail that
 * was answered with 452 may yet be sent.)
 */
export class GroupCommit {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #gathering: Pick<Clock, "after">;
  // A message to oneself is the shortest way into the next turn of the event loop: 5 to 10 µs, where a timer takes
  // 1 to 2 ms, and so does setImmediate on Deno 2.4.
  readonly #bell = new MessageChannel();
  #waiting: Write[] = [];
  /** The turn in which the waiting writes are committed, while there are any. */
  #turn: Promise<void> | undefined;
  #lastCrowd = 0;
  /** So many writes are waited for after a crowd. */
  #wanted = crowd;
  /** Ends the wait for them, while there is one. */
  #enough: (() => void) | undefined;
  #closed = false;

  constructor(
    database: Database,
    { clock, gathering = systemClock }: GroupCommitOptions,
  ) {
    this.#database = database;
    this.#clock = clock;
    this.#gathering = gathering;
  }

  /**
   * Runs `work` inside the next transaction and resolves with its result once that is on disk. `work` must do nothing
   * but read and write the database: it runs again when another write has spoiled the transaction. Rejects with what
   * it throws, or with `StoreError`.
   */
  write<T>(work: () => T, origin: Origin = "within"): Promise<T> {
    if (this.#closed) return Promise.reject(closedError());
    return new Promise<T>((resolve, reject) => {
      const perform = () => {
        const value = work();
        return () => resolve(value);
      };
      this.#waiting.push({ perform, reject, origin });
      this.#turn ??= this.#takeTurn();
      if (this.#waiting.length >= this.#wanted) this.#enough?.();
    });
  }

  /** Waits for the writes already asked for, and refuses later ones. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#turn;
    this.#bell.port1.close();
    this.#bell.port2.close();
  }

  async #takeTurn(): Promise<void> {
    await (this.#lastCrowd < crowd ? this.#nextTurn() : this.#gather());
    while (this.#waiting.length > 0) {
      const trouble = await this.#begin();
      // Only now: those that came while another program held the lock go with this commit.
      const batch = this.#waiting;
      this.#learn(batch);
      this.#waiting = trouble === undefined ? this.#commit(batch) : [];
      if (trouble !== undefined) rejectAll(batch, trouble.error);
    }
    this.#turn = undefined;
  }

  #nextTurn(): Promise<void> {
    return new Promise((resolve) => {
      this.#bell.port1.onmessage = () => resolve();
      this.#bell.port2.postMessage(undefined);
    });
  }

  // As many as the last crowd were, and one less each time that so many do not come: with the same clients around it settles at what
  // they can bring in the time, and costs no wait once they have brought it.
  #learn(batch: readonly Write[]): void {
    this.#lastCrowd = batch.filter((it) => it.origin === "socket").length;
    const wanted = Math.max(crowd, this.#lastCrowd, this.#wanted - 1);
    this.#wanted = Math.min(wanted, largestCrowd);
  }

  /**
   * Where there was a crowd the next one is on its way, but still in the sockets: the bell rings before the runtime has looked at
   * them, and a commit holds the only thread. So it waits until as many are there again, and not for long.
   */
  #gather(): Promise<void> {
    if (this.#waiting.length >= this.#wanted) return this.#nextTurn();
    return new Promise((resolve) => {
      const end = () => {
        timer.cancel();
        this.#enough = undefined;
        resolve(this.#nextTurn());
      };
      const timer = this.#gathering.after(gatherMs, end);
      this.#enough = end;
    });
  }

  async #begin(): Promise<{ readonly error: unknown } | undefined> {
    try {
      await whenFree(this.#clock, () => this.#database.run("BEGIN IMMEDIATE"));
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  /** Ends the transaction that was begun. Returns those that must run again because one among them threw. */
  #commit(batch: readonly Write[]): Write[] {
    const done: (() => void)[] = [];
    for (const [index, write] of batch.entries()) {
      try {
        done.push(write.perform());
      } catch (error) {
        this.#database.rollback();
        write.reject(nameTrouble(error));
        return batch.toSpliced(index, 1);
      }
    }
    try {
      this.#database.run("COMMIT");
    } catch (error) {
      this.#database.rollback();
      rejectAll(batch, nameTrouble(error));
      return [];
    }
    for (const tell of done) tell();
    return [];
  }
}

/** What every call gets after `close()`. */
export function closedError(): StoreError {
  return new StoreError("closed", "The queue is closed: cellpost is stopping");
}

function rejectAll(writes: readonly Write[], error: unknown): void {
  for (const write of writes) write.reject(error);
}
