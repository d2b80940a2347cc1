import type { Database } from "./database.ts";
import { forgetNews, news } from "./news.ts";
import type {
  News,
  Notice,
  NoticeFate,
  NoticeRecord,
  Outbox,
} from "./notice.ts";
import {
  dueNotices,
  nextNoticeAt,
  notices,
  post,
  settleNotice,
} from "./outbox.ts";

/** The ways into the database that its one owner gives to a part of the store. */
export interface Access {
  /** Runs in the next commit, and resolves when that is on disk. */
  write<T>(work: () => T): Promise<T>;
  /** Runs at once. */
  read<T>(work: () => T): T;
}

/** The outbox in the queue's database. */
export class SqliteOutbox implements Outbox {
  readonly #database: Database;
  readonly #access: Access;

  constructor(database: Database, access: Access) {
    this.#database = database;
    this.#access = access;
  }

  post(posted: readonly Notice[]): Promise<void> {
    return this.#access.write(() => post(this.#database, posted));
  }

  due(now: number, limit: number): readonly NoticeRecord[] {
    return this.#access.read(() => dueNotices(this.#database, now, limit));
  }

  settle(id: number, fate: NoticeFate, at: number): Promise<void> {
    return this.#access.write(() =>
      settleNotice(this.#database, id, { fate, at })
    );
  }

  nextAt(): number | undefined {
    return this.#access.read(() => nextNoticeAt(this.#database));
  }

  list(limit: number): readonly NoticeRecord[] {
    return this.#access.read(() => notices(this.#database, limit));
  }

  news(limit: number): readonly News[] {
    return this.#access.read(() => news(this.#database, limit));
  }

  digest(ids: readonly number[], posted: readonly Notice[]): Promise<void> {
    return this.#access.write(() => {
      post(this.#database, posted);
      forgetNews(this.#database, ids);
    });
  }
}
