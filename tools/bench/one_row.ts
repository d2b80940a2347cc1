import { Database } from "../../src/queue/database.ts";
import { openDatabase } from "../../src/queue/open_database.ts";
import { systemClock } from "../../src/model/mod.ts";

/** Commits of one small row each, as durable as the queue's: the least that remembering something costs on this disk. */
export class OneRowCommits implements Disposable {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** Opens a database for them. */
  static async open(path: string): Promise<OneRowCommits> {
    const database = await openDatabase(path, systemClock);
    database.execute("CREATE TABLE bench_row (value INTEGER)");
    return new OneRowCommits(database);
  }

  /** Does one, and returns when it is on disk. */
  commit(): void {
    this.#database.run("INSERT INTO bench_row (value) VALUES (1)");
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
