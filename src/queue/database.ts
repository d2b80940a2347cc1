import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Row } from "./rows.ts";

/**
 * What can stand for a question mark of a statement. Values go by their order: binding by names costs half as much again, and
 * Deno 2.4 knows no numbered marks.
 */
export type Value = string | number | null;

/** One connection. Prepares each statement once, by its text, so texts must be constants. Throws SQLite's own errors. */
export class Database {
  readonly #connection: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  /** Opens the file, or makes it. Another program's lock fails a statement at once; see `whenFree`. */
  constructor(path: string, options: { readonly readOnly?: boolean } = {}) {
    this.#connection = new DatabaseSync(path, options);
    this.execute("PRAGMA busy_timeout = 0");
  }

  /** Runs any number of statements that have no parameters and no result. */
  execute(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Runs one statement and tells how many rows it changed. */
  run(sql: string, ...values: readonly Value[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** Inserts one row and tells its rowid. */
  insert(sql: string, ...values: readonly Value[]): number {
    return Number(this.#prepare(sql).run(...values).lastInsertRowid);
  }

  /** The first row, or undefined. */
  get(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.#prepare(sql).get(...values);
  }

  /** All rows. */
  all(sql: string, ...values: readonly Value[]): readonly Row[] {
    return this.#prepare(sql).all(...values);
  }

  /** Leaves the transaction, also one that SQLite has already left by itself. */
  rollback(): void {
    try {
      this.run("ROLLBACK");
    } catch {
      // After a full disk or a failed sync there is no transaction any more, and that is what was wanted.
    }
  }

  close(): void {
    this.#prepared.clear();
    this.#connection.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#prepareNew(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  #prepareNew(sql: string): StatementSync {
    try {
      return this.#connection.prepare(sql);
    } catch (error) {
      // Deno 2.4 keeps to itself why. A locked or damaged file fails here for the same reason, and names it.
      this.execute("SELECT name FROM sqlite_schema LIMIT 1");
      throw error;
    }
  }
}
