import type { DeliveryState } from "../model/mod.ts";
import type {
  Archive,
  Cleared,
  ExportRequest,
  ExportRow,
  RecentCount,
  RecentRequest,
  Retention,
} from "./archive.ts";
import { clear, shrink } from "./clear.ts";
import type { Database } from "./database.ts";
import { exportPage } from "./export.ts";
import { recent } from "./recent.ts";
import type { Access } from "./sqlite_outbox.ts";

/** The archive in the queue's database. */
export class SqliteArchive implements Archive {
  readonly #database: Database;
  readonly #access: Access;
  /** To be told of deliveries that are gone, by their states. */
  readonly #gone: (states: readonly DeliveryState[]) => void;

  constructor(
    database: Database,
    access: Access,
    gone: (states: readonly DeliveryState[]) => void,
  ) {
    this.#database = database;
    this.#access = access;
    this.#gone = gone;
  }

  async clear(retention: Retention): Promise<Cleared> {
    const cleared = await this.#access.write(() =>
      clear(this.#database, retention)
    );
    this.#gone(cleared.states);
    return cleared;
  }

  shrink(): Promise<boolean> {
    return this.#access.write(() => shrink(this.#database));
  }

  page(request: ExportRequest): readonly ExportRow[] {
    return this.#access.read(() => exportPage(this.#database, request));
  }

  recent(request: RecentRequest): readonly RecentCount[] {
    return this.#access.read(() => recent(this.#database, request));
  }
}
