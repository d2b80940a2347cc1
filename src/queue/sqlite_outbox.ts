import type { DeliveryId } from "../model/mod.ts";
import type { Database } from "./database.ts";
import { dueNews, forgetNews, news, nextNewsAt, parkDelivery } from "./news.ts";
import type {
  DelayCandidate,
  Delays,
  News,
  Notice,
  NoticeFate,
  NoticeRecord,
  Outbox,
  Reportable,
} from "./notice.ts";
import {
  dueNotices,
  followClockInOutbox,
  nextNoticeAt,
  notices,
  post,
  reportTimes,
  settleNotice,
} from "./outbox.ts";
import {
  delayCandidates,
  delayCursor,
  mergedInto,
  reportables,
  setDelayCursor,
} from "./reportable.ts";

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

  due(
    channel: Notice["channel"],
    now: number,
    limit: number,
  ): readonly NoticeRecord[] {
    return this.#access.read(() =>
      dueNotices(this.#database, { channel, now }, limit)
    );
  }

  settle(id: number, fate: NoticeFate, at: number): Promise<void> {
    return this.#access.write(() =>
      settleNotice(this.#database, id, { fate, at })
    );
  }

  nextAt(channel: Notice["channel"]): number | undefined {
    return this.#access.read(() => nextNoticeAt(this.#database, channel));
  }

  list(limit: number): readonly NoticeRecord[] {
    return this.#access.read(() => notices(this.#database, limit));
  }

  news(limit: number): readonly News[] {
    return this.#access.read(() => news(this.#database, limit));
  }

  followClock(now: number): Promise<void> {
    return this.#access.write(() => followClockInOutbox(this.#database, now));
  }

  reportTimes(to: string, since: number): readonly number[] {
    return this.#access.read(() => reportTimes(this.#database, to, since));
  }

  dueNews(by: number, limit: number): readonly News[] {
    return this.#access.read(() => dueNews(this.#database, by, limit));
  }

  nextNewsAt(): number | undefined {
    return this.#access.read(() => nextNewsAt(this.#database));
  }

  digest(
    ids: readonly number[],
    posted: readonly Notice[],
    { parked = [], delayCursor }: Delays = {},
  ): Promise<void> {
    return this.#access.write(() => {
      post(this.#database, posted);
      forgetNews(this.#database, ids);
      for (const { deliveryId, at } of parked) {
        parkDelivery(this.#database, deliveryId, at);
      }
      if (delayCursor !== undefined) {
        setDelayCursor(this.#database, delayCursor);
      }
    });
  }

  reportables(ids: readonly DeliveryId[]): readonly Reportable[] {
    return this.#access.read(() => reportables(this.#database, ids));
  }

  mergedInto(id: DeliveryId): readonly DeliveryId[] {
    return this.#access.read(() => mergedInto(this.#database, id));
  }

  delayCandidates(
    after: DeliveryId,
    limit: number,
  ): readonly DelayCandidate[] {
    return this.#access.read(() =>
      delayCandidates(this.#database, after, limit)
    );
  }

  delayCursor(): Promise<DeliveryId> {
    return this.#access.write(() => delayCursor(this.#database));
  }
}
