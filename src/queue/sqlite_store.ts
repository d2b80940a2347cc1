import type { Clock, DeliveryId, MessageId } from "../model/mod.ts";
import { accept } from "./accept.ts";
import type { Archive } from "./archive.ts";
import { claim, peek } from "./claim.ts";
import { confirm, confirmEarly } from "./confirm.ts";
import type { Database } from "./database.ts";
import { type Entry, record, type Recorded } from "./entry.ts";
import { closedError, GroupCommit } from "./group_commit.ts";
import { hasten } from "./hasten.ts";
import { openDatabase } from "./open_database.ts";
import { cancel, retry } from "./operator.ts";
import { pinAttempted, readPinSalt, recordPinAttempt } from "./pins.ts";
import type {
  InboundItem,
  InboundSegment,
  Joining,
  Received,
} from "./inbound_item.ts";
import { giveUpPartials, partialSince, receive } from "./receive.ts";
import { merge, type Merged, type Merging } from "./merge.ts";
import { defaultResumeWaitMs, keepFor } from "./kept.ts";
import { askedBefore } from "./once.ts";
import type { Backlog } from "./backlog.ts";
import { SqliteBacklog } from "./sqlite_backlog.ts";
import type { Outbox } from "./notice.ts";
import { SqliteArchive } from "./sqlite_archive.ts";
import { SqliteOutbox } from "./sqlite_outbox.ts";
import { SqliteStorms } from "./sqlite_storms.ts";
import type { Storms } from "./storm.ts";
import { inbox, list } from "./records.ts";
import { show } from "./show.ts";
import {
  type MakerParts,
  SqliteAlarms,
  SqliteEscalations,
} from "./sqlite_alarms.ts";
import type { ReplyBook } from "./reply.ts";
import { SqliteReplies } from "./sqlite_replies.ts";
import { RecentMails } from "./recent_mails.ts";
import { recover } from "./recover.ts";
import { markUnheard } from "./repeats.ts";
import { reroute, type Rerouting, routeNames } from "./routes.ts";
import { acknowledgeSegment, startSegment } from "./segments.ts";
import type { ClaimRequest, PeekRequest } from "./select_next.ts";
import { followClock } from "./follow_clock.ts";
import { type Found, type Search, search } from "./search.ts";
import { settle } from "./settle.ts";
import type {
  Change,
  Claim,
  DeliveryRecord,
  DeliveryReport,
  ListFilter,
  MessageRecord,
  OperatorResult,
  StateCounts,
  Store,
  Transition,
  Usage,
} from "./store.ts";
import type { KeptByWish, StoreOptions } from "./store_options.ts";
import type {
  Acceptance,
  Accepted,
  AskedBefore,
  InboxItem,
  Once,
} from "./submission.ts";
import { forgetSms, recordSms, smsTimes } from "./sms_usage.ts";
import { nextDueAt, sweep } from "./sweep.ts";
import { countStates, Tally } from "./tally.ts";
import { nameTrouble } from "./trouble.ts";
import { usage } from "./usage.ts";

export type { StoreOptions };

/**
 * Opens the queue at `path`, and makes it where there is none. The caller holds `lockQueue(path)`: counts are kept in memory.
 * Throws `StoreError`.
 */
export async function openStore(
  path: string,
  options: StoreOptions,
): Promise<Store> {
  const database = await openDatabase(path, options.clock);
  try {
    return new SqliteStore(database, options);
  } catch (error) {
    database.close();
    throw nameTrouble(error);
  }
}

/** The store over an opened database, which it closes. Writes go through the one group commit, reads are direct. */
export class SqliteStore implements Store {
  readonly pinSalt: string;
  readonly outbox: Outbox;
  readonly archive: Archive;
  readonly storms: Storms;
  readonly alarms: SqliteAlarms;
  readonly escalations: SqliteEscalations;
  readonly replies: ReplyBook;
  readonly backlog: Backlog;
  readonly #database: Database;
  readonly #commit: GroupCommit;
  readonly #tally: Tally;
  readonly #recent = new RecentMails();
  readonly #clock: Clock;
  #resumeWaitMs: number;
  #closing: Promise<void> | undefined;

  constructor(database: Database, options: StoreOptions) {
    this.pinSalt = readPinSalt(database);
    this.#tally = new Tally(countStates(database));
    this.#database = database;
    this.#commit = new GroupCommit(database, { clock: options.clock });
    this.#clock = options.clock;
    const parts: MakerParts = {
      database,
      recent: this.#recent,
      tally: this.#tally,
      write: (work) => this.#commit.write(work),
      read: (work) => this.#read(work),
    };
    this.backlog = new SqliteBacklog(database, {
      ...parts,
      change: (work) => this.#changeMany(work),
    });
    this.outbox = new SqliteOutbox(database, parts);
    this.archive = new SqliteArchive(
      database,
      parts,
      (states) => this.#tally.forget(states),
    );
    this.storms = new SqliteStorms(database, parts);
    this.alarms = new SqliteAlarms(parts);
    this.escalations = new SqliteEscalations(parts);
    keepFor(database, options);
    this.replies = new SqliteReplies(database, parts);
    this.#resumeWaitMs = options.resumeWaitMs ?? defaultResumeWaitMs;
  }

  async follow(wanted: KeptByWish): Promise<void> {
    await this.#commit.write(() => keepFor(this.#database, wanted));
    this.#resumeWaitMs = wanted.resumeWaitMs ?? defaultResumeWaitMs;
  }

  async accept(mail: Acceptance): Promise<Accepted> {
    const accepted = await this.#commit.write(
      () => accept(this.#database, this.#recent, mail),
      "socket",
    );
    this.#tally.add(accepted.deliveries.length);
    return accepted;
  }

  askedBefore(once: Once): AskedBefore | undefined {
    return this.#read(() => askedBefore(this.#database, once));
  }

  markUnheard(id: MessageId): Promise<void> {
    return this.#commit.write(() =>
      markUnheard(this.#database, this.#recent, id)
    );
  }

  async claim(request: ClaimRequest): Promise<Claim | undefined> {
    const claimed = await this.#commit.write(() =>
      claim(this.#database, this.#clock, request)
    );
    if (claimed) this.#tally.move({ from: "queued", to: "sending" });
    return claimed;
  }

  peek(request: PeekRequest): Claim | undefined {
    return this.#read(() => peek(this.#database, request));
  }

  async record(entries: readonly Entry[]): Promise<Recorded> {
    const recorded = await this.#commit.write(() =>
      record(this.#database, entries)
    );
    const { changes, claimed } = recorded;
    for (const _ of claimed) {
      this.#tally.move({ from: "queued", to: "sending" });
    }
    for (const change of changes) this.#tally.move(change);
    return recorded;
  }

  startSegment(
    claim: Claim,
    segment: Parameters<Store["startSegment"]>[1],
  ): Promise<void> {
    return this.#commit.write(() =>
      startSegment(this.#database, claim, segment)
    );
  }

  acknowledgeSegment(
    claim: Claim,
    segment: Parameters<Store["acknowledgeSegment"]>[1],
  ): Promise<void> {
    return this.#commit.write(() =>
      acknowledgeSegment(this.#database, claim, segment)
    );
  }

  async settle(
    claim: Claim,
    transition: Transition,
    at: number,
  ): Promise<Change | undefined> {
    const change = await this.#commit.write(() =>
      settle(this.#database, { claim, transition, at })
    );
    if (change) this.#tally.move(change);
    return change;
  }

  followClock(now: number, aheadMs?: number): Promise<void> {
    return this.#commit.write(() => followClock(this.#database, now, aheadMs));
  }

  hasten(ids: readonly DeliveryId[], now: number): Promise<void> {
    return this.#commit.write(() => hasten(this.#database, ids, now));
  }

  async confirm(
    report: DeliveryReport,
  ): Promise<{ readonly change: Change | undefined } | undefined> {
    const booked = await this.#commit.write(() =>
      confirm(this.#database, report)
    );
    if (booked?.change) this.#tally.move(booked.change);
    return booked;
  }

  async confirmEarly(
    now: number,
    acknowledged?: Parameters<Store["confirmEarly"]>[1],
  ): Promise<readonly { readonly change: Change; readonly modem: string }[]> {
    const booked = await this.#commit.write(() =>
      confirmEarly(this.#database, now, acknowledged)
    );
    for (const { change } of booked) this.#tally.move(change);
    return booked;
  }

  receive(segment: InboundSegment, joining: Joining): Promise<Received> {
    return this.#commit.write(() => receive(this.#database, segment, joining));
  }

  giveUpPartials(
    options: Parameters<Store["giveUpPartials"]>[0],
  ): Promise<readonly InboundItem[]> {
    return this.#commit.write(() => giveUpPartials(this.#database, options));
  }

  partialSince(): number | undefined {
    return this.#read(() => partialSince(this.#database));
  }

  recover(
    options: Parameters<Store["recover"]>[0],
  ): Promise<readonly Change[]> {
    const resumeWaitMs = this.#resumeWaitMs;
    return this.#changeMany(() =>
      recover(this.#database, { ...options, resumeWaitMs })
    );
  }

  sweep(options: Parameters<Store["sweep"]>[0]): Promise<readonly Change[]> {
    const resumeWaitMs = this.#resumeWaitMs;
    return this.#changeMany(() =>
      sweep(this.#database, { ...options, resumeWaitMs })
    );
  }

  nextDueAt(): number | undefined {
    return this.#read(() => nextDueAt(this.#database));
  }

  async retry(id: MessageId, now: number): Promise<OperatorResult> {
    const resumeWaitMs = this.#resumeWaitMs;
    const result = await this.#commit.write(() =>
      retry(this.#database, id, { now, resumeWaitMs })
    );
    for (const change of result.changed) this.#tally.move(change);
    return result;
  }

  async cancel(id: MessageId, now: number): Promise<OperatorResult> {
    const result = await this.#commit.write(() =>
      cancel(this.#database, id, now)
    );
    for (const change of result.changed) this.#tally.move(change);
    return result;
  }

  async merge(merging: Merging): Promise<Merged | undefined> {
    const merged = await this.#commit.write(() =>
      merge(this.#database, this.#recent, merging)
    );
    if (merged === undefined) return undefined;
    this.#tally.add(1);
    for (const change of merged.changes) this.#tally.move(change);
    return merged;
  }

  routes(): readonly string[] {
    return this.#read(() => routeNames(this.#database));
  }

  reroute(rerouting: Rerouting): Promise<number> {
    return this.#commit.write(() => reroute(this.#database, rerouting));
  }

  list(filter: ListFilter): readonly DeliveryRecord[] {
    return this.#read(() => list(this.#database, filter));
  }

  search(wanted: Search): Found {
    return this.#read(() => search(this.#database, wanted));
  }

  show(id: MessageId): MessageRecord | undefined {
    return this.#read(() => show(this.#database, id));
  }

  counts(): StateCounts {
    return this.#tally.counts();
  }

  usage(since: number): readonly Usage[] {
    return this.#read(() => usage(this.#database, since));
  }

  inbox(limit: number): readonly InboxItem[] {
    return this.#read(() => inbox(this.#database, limit));
  }

  pinAttempted(sim: string, pinHash: string): boolean {
    return this.#read(() => pinAttempted(this.#database, { sim, pinHash }));
  }

  recordPinAttempt(sim: string, pinHash: string, at: number): Promise<void> {
    return this.#commit.write(() =>
      recordPinAttempt(this.#database, { sim, pinHash }, at)
    );
  }

  smsTimes(sim: string, since: number): readonly number[] {
    return this.#read(() => smsTimes(this.#database, sim, since));
  }

  recordSms(
    sim: string,
    sms: Parameters<Store["recordSms"]>[1],
  ): Promise<void> {
    return this.#commit.write(() => recordSms(this.#database, sim, sms));
  }

  forgetSms(sim: string, at: number): Promise<void> {
    return this.#commit.write(() => forgetSms(this.#database, sim, at));
  }

  close(): Promise<void> {
    return this.#closing ??= this.#closeOnce();
  }

  async #closeOnce(): Promise<void> {
    await this.#commit.close();
    this.#database.close();
  }

  async #changeMany(
    work: () => readonly Change[],
  ): Promise<readonly Change[]> {
    const changes = await this.#commit.write(work);
    for (const change of changes) this.#tally.move(change);
    return changes;
  }

  #read<T>(work: () => T): T {
    if (this.#closing !== undefined) throw closedError();
    try {
      return work();
    } catch (error) {
      throw nameTrouble(error);
    }
  }
}
