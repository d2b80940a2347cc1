import assert from "node:assert/strict";
import { storeOptionsOf } from "../../src/app/store_options.ts";
import type { Config } from "../../src/config/mod.ts";
import type { Clock } from "../../src/model/mod.ts";
import { SleepWatch } from "./sleep_watch.ts";
import type { Database } from "../../src/queue/database.ts";
import { lockQueue, type QueueLock, type Store } from "../../src/queue/mod.ts";
import { openDatabase } from "../../src/queue/open_database.ts";
import { SqliteStore } from "../../src/queue/sqlite_store.ts";

/** The real queue, locked and opened as `serve` does, on a disk that a story can fill. */
export class StoryQueue implements AsyncDisposable {
  /** The store; it tells `writing` of its writes. */
  readonly store: Store;
  readonly #store: Store;
  readonly #database: Database;
  readonly #lock: QueueLock;
  readonly #sleeps: SleepWatch;
  readonly #writes = new Set<unknown>();

  private constructor(
    database: Database,
    parts: {
      readonly lock: QueueLock;
      readonly sleeps: SleepWatch;
      readonly config: Config;
    },
  ) {
    const { lock, sleeps, config } = parts;
    this.#store = new SqliteStore(database, storeOptionsOf(config, sleeps));
    this.#database = database;
    this.#lock = lock;
    this.#sleeps = sleeps;
    this.store = this.#watched(this.#store);
  }

  static async open(config: Config, clock: Clock): Promise<StoryQueue> {
    const lock = lockQueue(config.queue.path);
    assert.ok("release" in lock, "The last appliance still has the queue");
    const sleeps = new SleepWatch(clock);
    const database = await openDatabase(config.queue.path, sleeps);
    return new StoryQueue(database, { lock, sleeps, config });
  }

  /** Whether a write waits for its commit, which will come without any time being let pass. */
  get writing(): boolean {
    return this.#writes.size > 0 && this.#sleeps.count === 0;
  }

  /** Sets or lifts a limit at what the file has now; SQLite then says what it says of a full disk. */
  limit(full: boolean): void {
    const pages = full
      ? Number(this.#database.get("PRAGMA page_count")?.["page_count"])
      : 2 ** 30;
    this.#database.execute(`PRAGMA max_page_count = ${pages}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store.close();
    this.#lock.release();
  }

  /** Also its parts: alarms, escalations, outbox. */
  #watched<Part extends object>(part: Part): Part {
    return new Proxy(part, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value === "object" && value !== null) {
          return this.#watched(value);
        }
        if (typeof value !== "function") return value;
        return (...args: readonly unknown[]): unknown => {
          const result: unknown = value.apply(target, args);
          if (result instanceof Promise) this.#count(result);
          return result;
        };
      },
    });
  }

  #count(write: Promise<unknown>): void {
    this.#writes.add(write);
    const done = () => this.#writes.delete(write);
    write.then(done, done);
  }
}
