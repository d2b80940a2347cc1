import type { DeliveryId } from "../model/mod.ts";
import { closeBreaker, readBreaker, remindBreaker } from "./breaker.ts";
import type { Database } from "./database.ts";
import { closeNext, markNext, nextClosingAt } from "./gather_close.ts";
import { countGathered, postpone, stagger } from "./gather_wait.ts";
import { freeAt, type Parties } from "./let_through.ts";
import type { RecentMails } from "./recent_mails.ts";
import type { Access } from "./sqlite_outbox.ts";
import type {
  BreakerState,
  Caps,
  Closed,
  ClosingWatch,
  Pace,
  Storms,
} from "./storm.ts";
import type { Tally } from "./tally.ts";

/** What the storms share with the rest of the store. */
export interface StormParts extends Access {
  readonly recent: RecentMails;
  readonly tally: Tally;
}

/** Storm control in the queue's database. */
export class SqliteStorms implements Storms {
  readonly #database: Database;
  readonly #parts: StormParts;

  constructor(database: Database, parts: StormParts) {
    this.#database = database;
    this.#parts = parts;
  }

  nextClosingAt(): number | undefined {
    return this.#parts.read(() => nextClosingAt(this.#database));
  }

  close(now: number, watch: ClosingWatch): Promise<Closed | undefined> {
    return this.#counted(() =>
      closeNext(this.#database, this.#parts.recent, { now, watch })
    );
  }

  mark(now: number): Promise<Closed | undefined> {
    return this.#counted(() => markNext(this.#database, now));
  }

  postpone(
    after: DeliveryId | undefined,
    options: { readonly now: number; readonly graceMs: number },
  ): Promise<DeliveryId | undefined> {
    return this.#parts.write(() => postpone(this.#database, after, options));
  }

  stagger(now: number, pace: Pace): Promise<void> {
    return this.#parts.write(() => stagger(this.#database, now, pace));
  }

  freeAt(
    of: Parties & { readonly before: number },
    caps: Caps,
    now: number,
  ): number {
    return this.#parts.read(() => freeAt(this.#database, of, caps, now));
  }

  breaker(): BreakerState | undefined {
    return this.#parts.read(() => readBreaker(this.#database));
  }

  closeBreaker(now: number): Promise<boolean> {
    return this.#parts.write(() => closeBreaker(this.#database, now));
  }

  remindBreaker(now: number): Promise<void> {
    return this.#parts.write(() => remindBreaker(this.#database, now));
  }

  gathered(): number {
    return this.#parts.read(() => countGathered(this.#database));
  }

  async #counted(
    work: () => Closed | undefined,
  ): Promise<Closed | undefined> {
    const closed = await this.#parts.write(work);
    if (closed === undefined) return undefined;
    if (closed.merged !== undefined) this.#parts.tally.add(1);
    for (const change of closed.changes) this.#parts.tally.move(change);
    return closed;
  }
}
