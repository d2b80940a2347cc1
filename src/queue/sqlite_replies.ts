import type { DeliveryId, PhoneNumber } from "../model/mod.ts";
import type { Database } from "./database.ts";
import {
  allow,
  cancelDenied,
  cancelThese,
  deniedNumbers,
  deny,
  type Sweep,
} from "./denied.ts";
import { answeredSince, forget, handle, threadOf } from "./forwarding.ts";
import type { RecentMails } from "./recent_mails.ts";
import type {
  Denied,
  HandledSms,
  Handling,
  ReplyBook,
  ReplyThread,
} from "./reply.ts";
import type { Change } from "./store.ts";
import type { Access } from "./sqlite_outbox.ts";
import type { Tally } from "./tally.ts";

/** What follows from SMS, in the queue's database. The deny list is known in memory: it is asked at each RCPT. */
export class SqliteReplies implements ReplyBook {
  readonly #database: Database;
  readonly #access: Access;
  readonly #recent: RecentMails;
  readonly #tally: Tally;
  readonly #denied: Set<PhoneNumber>;
  /** What is left to look at of a sweep that was begun; a restart begins it anew. */
  #sweep: Sweep | undefined;

  constructor(
    database: Database,
    { recent, tally, ...access }: Access & {
      readonly recent: RecentMails;
      readonly tally: Tally;
    },
  ) {
    this.#database = database;
    this.#access = access;
    this.#recent = recent;
    this.#tally = tally;
    this.#denied = new Set(deniedNumbers(database).map((it) => it.number));
  }

  async handle(handling: Handling): Promise<readonly HandledSms[]> {
    const handled = await this.#access.write(() =>
      handle(this.#database, this.#recent, handling)
    );
    for (const { decision: { word }, deliveries } of handled) {
      if (word?.kind === "stop") this.#denied.add(word.number);
      if (word?.kind === "start") this.#denied.delete(word.number);
      this.#tally.add(deliveries.length);
    }
    return handled;
  }

  forget(before: number): Promise<void> {
    return this.#access.write(() => forget(this.#database, before));
  }

  threadOf(
    messageIds: readonly string[],
    since: number,
  ): ReplyThread | undefined {
    return this.#access.read(() => threadOf(this.#database, messageIds, since));
  }

  isDenied(number: PhoneNumber): boolean {
    return this.#denied.has(number);
  }

  denied(): readonly Denied[] {
    return this.#access.read(() => deniedNumbers(this.#database));
  }

  async deny(number: PhoneNumber, at: number): Promise<boolean> {
    const isNew = await this.#access.write(() =>
      deny(this.#database, { number, at, madeBy: "operator" })
    );
    this.#denied.add(number);
    return isNew;
  }

  async allow(number: PhoneNumber): Promise<boolean> {
    const was = await this.#access.write(() => allow(this.#database, number));
    this.#denied.delete(number);
    return was;
  }

  async cancelDenied(
    now: number,
  ): Promise<{ readonly changes: readonly Change[]; readonly done: boolean }> {
    const { changes, next } = await this.#access.write(() =>
      cancelDenied(this.#database, now, this.#sweep)
    );
    this.#sweep = next;
    this.#moved(changes);
    return { changes, done: next === undefined };
  }

  async cancel(
    ids: readonly DeliveryId[],
    now: number,
  ): Promise<readonly Change[]> {
    const changes = await this.#access.write(() =>
      cancelThese(this.#database, ids, now)
    );
    this.#moved(changes);
    return changes;
  }

  answeredSince(number: PhoneNumber, since: number): boolean {
    return this.#access.read(() =>
      answeredSince(this.#database, number, since)
    );
  }

  #moved(changes: readonly Change[]): void {
    for (const change of changes) this.#tally.move(change);
  }
}
