import type { DeliveryId, PhoneNumber } from "../model/mod.ts";
import type { Backlog, Place, PutOff, Waiting } from "./backlog.ts";
import { happen } from "./carry_out.ts";
import type { Database } from "./database.ts";
import { findDelivery } from "./deliveries.ts";
import { putOff } from "./put_off.ts";
import {
  deliveryId,
  integer,
  messageId,
  phoneNumber,
  type Row,
  text,
} from "./rows.ts";
import type { Access } from "./sqlite_outbox.ts";
import type { Change } from "./store.ts";
import { readTimeFacts, timeColumns } from "./time_facts.ts";

/** Ways into the database, and one for changes, which the store counts. */
export interface BacklogAccess extends Access {
  change(work: () => readonly Change[]): Promise<readonly Change[]>;
}

const select =
  `SELECT d.id, m.id AS message_id, d.recipient, d.next_attempt_at, d.expires_at, m.text, ${timeColumns}
   FROM delivery d JOIN message m ON m.key = d.message_key
   WHERE d.state = 'queued'`;

const unbegun =
  "NOT EXISTS (SELECT 1 FROM segment s WHERE s.delivery_id = d.id)";
// What is gathered has a rule of its own.
const ungathered =
  "NOT EXISTS (SELECT 1 FROM gathered g WHERE g.delivery_id = d.id)";
const untouched = `${unbegun} AND ${ungathered}`;

// Each holds only what its one rule is about, and is there only while the rule is.
const indexes = {
  quiet: {
    name: "delivery_put_off",
    on: "(id) WHERE state = 'queued' AND put_off = 1",
  },
  merge: { name: "delivery_to", on: "(recipient, id) WHERE state = 'queued'" },
} as const;

/** The backlog in the queue's database. */
export class SqliteBacklog implements Backlog {
  readonly #database: Database;
  readonly #access: BacklogAccess;

  constructor(database: Database, access: BacklogAccess) {
    this.#database = database;
    this.#access = access;
  }

  prepare(
    rules: { readonly quiet: boolean; readonly merge: boolean },
  ): Promise<void> {
    return this.#access.write(() => {
      this.#keepIndex("merge", rules.merge);
      // What an earlier config has put off is found by it.
      const needed = rules.quiet || this.putOffs(0, 1).length > 0;
      this.#keepIndex("quiet", needed);
    });
  }

  page({ expiresAt, deliveryId }: Place, limit: number): readonly Waiting[] {
    // The second condition on the state is that of the index.
    return this.#read(
      `${select} AND d.state IN ('queued', 'held') AND (d.expires_at, d.id) > (?, ?) AND ${untouched}
       ORDER BY d.expires_at, d.id LIMIT ?`,
      ...[expiresAt, deliveryId, limit],
    );
  }

  to(
    recipient: PhoneNumber,
    { after, limit, now = 0 }: Parameters<Backlog["to"]>[1],
  ): readonly Waiting[] {
    return this.#read(
      `${select} AND d.recipient = ? AND d.id > ? AND ${unbegun} AND (d.next_attempt_at <= ? OR ${ungathered})
       ORDER BY d.id LIMIT ?`,
      ...[recipient, after, now, limit],
    );
  }

  putOffs(after: number, limit: number): readonly Waiting[] {
    if (!this.#has(indexes.quiet.name)) return [];
    return this.#read(
      `${select} AND d.put_off = 1 AND d.id > ? ORDER BY d.id LIMIT ?`,
      ...[after, limit],
    );
  }

  putOff(all: readonly PutOff[], at: number): Promise<readonly DeliveryId[]> {
    return this.#access.write(() =>
      all.filter((it) => putOff(this.#database, it, at)).map(({ id }) => id)
    );
  }

  expire(
    ids: readonly DeliveryId[],
    { reason, at }: { readonly reason: string; readonly at: number },
  ): Promise<readonly Change[]> {
    return this.#access.change(() =>
      ids.flatMap((id) => {
        const delivery = findDelivery(this.#database, id);
        const discarded = { what: "discarded", at, reason } as const;
        return delivery
          ? happen(this.#database, delivery, discarded) ?? []
          : [];
      })
    );
  }

  #read(sql: string, ...values: (string | number)[]): readonly Waiting[] {
    return this.#access.read(() =>
      this.#database.all(sql, ...values).map(readWaiting)
    );
  }

  #has(index: string): boolean {
    return this.#access.read(() =>
      this.#database.get(
        "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?",
        index,
      )
    ) !== undefined;
  }

  #keepIndex(rule: keyof typeof indexes, needed: boolean): void {
    const { name, on } = indexes[rule];
    this.#database.execute(
      needed
        ? `CREATE INDEX IF NOT EXISTS ${name} ON delivery ${on}`
        : `DROP INDEX IF EXISTS ${name}`,
    );
  }
}

function readWaiting(row: Row): Waiting {
  return {
    deliveryId: deliveryId(row, "id"),
    messageId: messageId(row, "message_id"),
    recipient: phoneNumber(row, "recipient"),
    nextAttemptAt: integer(row, "next_attempt_at"),
    expiresAt: integer(row, "expires_at"),
    text: text(row, "text"),
    ...readTimeFacts(row),
  };
}
