import type {
  AlarmCommit,
  AlarmLedger,
  AlarmRecord,
  AlarmsKept,
} from "./alarm_record.ts";
import { alarms, keepAlarms } from "./alarms.ts";
import type { Database } from "./database.ts";
import {
  dueEscalations,
  escalationsOf,
  followClock,
  nextEscalationAt,
  openEscalations,
} from "./escalations.ts";
import { settleEscalation } from "./escalation_step.ts";
import type {
  EscalationFate,
  EscalationRecord,
  Escalations,
} from "./escalation_record.ts";
import type { DeliveryId } from "../model/mod.ts";
import type { RecentMails } from "./recent_mails.ts";
import type { Access } from "./sqlite_outbox.ts";
import type { Tally } from "./tally.ts";

/** What a part of the store that makes messages shares with the others. */
export interface MakerParts extends Access {
  readonly database: Database;
  readonly recent: RecentMails;
  readonly tally: Tally;
}

/** Alarms in the queue's database. */
export class SqliteAlarms implements AlarmLedger {
  readonly #parts: MakerParts;

  constructor(parts: MakerParts) {
    this.#parts = parts;
  }

  all(): readonly AlarmRecord[] {
    const { database, read } = this.#parts;
    return read(() => alarms(database));
  }

  async keep(commit: AlarmCommit): Promise<AlarmsKept> {
    const { database, recent, tally, write } = this.#parts;
    const kept = await write(() => keepAlarms(database, recent, commit));
    for (const change of kept.changes) tally.move(change);
    for (const { deliveries } of kept.accepted) tally.add(deliveries.length);
    return kept;
  }
}

/** Escalations in the queue's database. */
export class SqliteEscalations implements Escalations {
  readonly #parts: MakerParts;

  constructor(parts: MakerParts) {
    this.#parts = parts;
  }

  due(now: number, limit: number): readonly EscalationRecord[] {
    const { database, read } = this.#parts;
    return read(() => dueEscalations(database, now, limit));
  }

  of(delivery: DeliveryId): readonly EscalationRecord[] {
    const { database, read } = this.#parts;
    return read(() => escalationsOf(database, delivery));
  }

  open(after: number, limit: number): readonly EscalationRecord[] {
    const { database, read } = this.#parts;
    return read(() => openEscalations(database, after, limit));
  }

  nextAt(): number | undefined {
    const { database, read } = this.#parts;
    return read(() => nextEscalationAt(database));
  }

  followClock(
    now: number,
    moved?: Parameters<Escalations["followClock"]>[1],
  ): Promise<void> {
    const { database, write } = this.#parts;
    return write(() => followClock(database, now, moved));
  }

  async settle(
    record: EscalationRecord,
    fate: EscalationFate,
  ): Promise<readonly DeliveryId[] | undefined> {
    const { database, tally, write } = this.#parts;
    const made = await write(() => settleEscalation(database, record, fate));
    tally.add(made?.length ?? 0);
    return made;
  }
}
