import type { DeliveryId, DeliveryState } from "../model/mod.ts";
import { type ComplaintOptions, Complaints } from "./complaints.ts";
import {
  type DelayCandidate,
  type DelayLook,
  lookAt,
  lookForDelays,
} from "./delays.ts";
import { DueLoop } from "./due_loop.ts";
import type { Notice } from "./notice.ts";
import { reportNotice, type ReportOptions } from "./report_mail.ts";
import {
  planReports,
  type ReportNews,
  type ReportRules,
} from "./report_plan.ts";
import { rateWindowMs } from "./report_rate.ts";
import type { Reportable } from "./report_rules.ts";

/** A change that the store has kept. */
export interface StoredNews {
  readonly id: number;
  /** When it came to that, wall milliseconds. */
  readonly at: number;
  readonly deliveryId: DeliveryId;
  readonly to: DeliveryState;
}

/** What was found by looking for late deliveries. */
export interface Delays {
  /** Looked at again, as news with the state `queued`, at their moment. */
  readonly parked?: DelayLook["parked"];
  /** The last delivery that was looked at. */
  readonly delayCursor?: DeliveryId;
}

/** The store of what has happened, as far as reports need it. Whatever throws is trouble with the disk, or a bug. */
export interface ReportStore {
  /** What is due by then, the oldest first, and with it all other news of the same mails. */
  dueNews(by: number, limit: number): readonly StoredNews[];
  /** When the next news is due, also a past moment. */
  nextNewsAt(): number | undefined;
  /** Deliveries, in any order; unknown ones are left out. */
  reportables(ids: readonly DeliveryId[]): readonly Reportable[];
  mergedInto(id: DeliveryId): readonly DeliveryId[];
  /** When reports to an address were posted, at `since` or later. */
  reportTimes(to: string, since: number): readonly number[];
  /** The deliveries behind this one in the order of their acceptance. */
  delayCandidates(after: DeliveryId, limit: number): readonly DelayCandidate[];
  /** Up to which delivery all have been looked at; the newest one, for good, where there was no look yet. */
  delayCursor(): Promise<DeliveryId>;
  /** Forgets news, posts notices, and books what was found, in one commit. */
  digest(
    news: readonly number[],
    notices: readonly Notice[],
    delays?: Delays,
  ): Promise<void>;
  /** After the wall clock was set back to `now`: nothing waits for the time to come again. */
  followClock(now: number): Promise<void>;
}

/** What the reporter needs. */
export interface ReporterOptions
  extends ReportRules, ReportOptions, ComplaintOptions {
  readonly store: ReportStore;
  /** After how long a sender is told that its SMS waits, milliseconds; 0: never. */
  readonly delayAfterMs: number;
  /** Called when reports were posted. */
  readonly posted: () => void;
}

/** So long news waits for more of the same mail. */
const gatherMs = 10_000;
/** What has ended so long ago is no news any more. */
const staleMs = 5 * 86_400_000;
const newsAtOnce = 100;
const candidatesAtOnce = 100;
/** After so many looks without a find the cursor is put on disk, so that a restart need not begin far back. */
const looksUnbooked = 10_000;

/**
 * Writes reports: from what the store has kept of changes, in the commit that forgets them, so that none is lost or written twice,
 * whatever is killed when. Those on late deliveries it finds by walking behind the accepted ones.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #complaints: Complaints;
  readonly #loop: DueLoop;
  /** Undefined until it has been read, or made. */
  #cursor: DeliveryId | undefined;
  #unbooked = 0;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#complaints = new Complaints(options);
    this.#loop = new DueLoop({
      clock: options.clock,
      nextAt: () => this.#nextAt(),
      round: (signal) => this.#round(signal),
      setBack: (now) => options.store.followClock(now),
      failed: (error) => this.#complaints.tell(error),
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** To be called when a mail was accepted, or a delivery has come to another state. */
  noticed(): void {
    const { delayAfterMs } = this.#options;
    const soon = delayAfterMs > 0 && delayAfterMs < gatherMs;
    this.#loop.within(soon ? delayAfterMs : gatherMs);
  }

  /** Ends the round under way with its present commit. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  #nextAt(): number | undefined {
    const { store, clock, delayAfterMs } = this.#options;
    const now = clock.now();
    if (delayAfterMs > 0 && this.#cursor === undefined) return now;
    const news = store.nextNewsAt();
    const [next] = this.#cursor === undefined
      ? []
      : store.delayCandidates(this.#cursor, 1);
    const times = [
      ...(news === undefined ? [] : [news + gatherMs]),
      ...(next === undefined
        ? []
        : [lookAt(next, { now, afterMs: delayAfterMs })]),
    ];
    return times.length === 0 ? undefined : Math.min(...times);
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { store, clock, delayAfterMs } = this.#options;
    if (delayAfterMs > 0) this.#cursor ??= await store.delayCursor();
    while (!signal.aborted) {
      const news = store.dueNews(clock.now() - gatherMs, newsAtOnce);
      if (news.length === 0) break;
      const named = news.filter((it) => isFresh(it, clock.now()))
        .map((it) => ({ ...it, name: nameOf(it) }));
      await this.#write(named, news.map(({ id }) => id));
    }
    while (!signal.aborted && await this.#look()) {
      // Who walks behind a million lets others work meanwhile.
      await clock.sleep(0);
    }
  }

  /** Looks at some deliveries; true when there may be more. */
  async #look(): Promise<boolean> {
    const { store, clock, delayAfterMs: afterMs } = this.#options;
    if (this.#cursor === undefined) return false;
    const candidates = store.delayCandidates(this.#cursor, candidatesAtOnce);
    const look = lookForDelays(candidates, { now: clock.now(), afterMs });
    const { cursor, late, parked } = look;
    if (cursor === undefined) return false;
    this.#unbooked += candidates.length;
    const found = late.length > 0 || parked.length > 0;
    if (found || this.#unbooked >= looksUnbooked) {
      const news = late.map((deliveryId): ReportNews => ({
        name: nameOf({ deliveryId, to: "queued" }),
        deliveryId,
        to: "queued",
      }));
      await this.#write(news, [], { parked, delayCursor: cursor });
      this.#unbooked = 0;
    }
    this.#cursor = cursor;
    return candidates.length === candidatesAtOnce;
  }

  async #write(
    news: readonly ReportNews[],
    digested: readonly number[],
    delays: Delays = {},
  ): Promise<void> {
    const { store, clock, observe, posted } = this.#options;
    const now = clock.now();
    const plan = this.#plan(news, now);
    const notices = plan.reports.map((it) =>
      reportNotice(it, now, this.#options)
    );
    await store.digest(digested, notices, delays);
    for (const { mail, recipients } of plan.reports) {
      observe({
        kind: "reported",
        messageId: mail.id,
        to: mail.reversePath,
        actions: [...new Set(recipients.map((it) => it.action))],
      });
    }
    for (const { report: { mail }, rate } of plan.withheld) {
      const reason = `${rate.count}/${rate.per}`;
      const { id: messageId, reversePath: to } = mail;
      observe({ kind: "withheld", messageId, to, reason });
    }
    if (notices.length > 0) posted();
  }

  #plan(news: readonly ReportNews[], now: number) {
    const { store, rates } = this.#options;
    const read = new Map(
      store.reportables([...new Set(news.map((it) => it.deliveryId))])
        .map((it) => [it.deliveryId, it]),
    );
    const since = now - rateWindowMs(rates);
    return planReports(news, {
      delivery: (id) => read.get(id) ?? store.reportables([id])[0],
      mergedInto: (id) => store.mergedInto(id),
      reportTimes: (to) => store.reportTimes(to, since),
    }, { ...this.#options, now });
  }
}

// A delivery comes to each end once. Not by the id of the news: the store gives an id again once its news is forgotten.
function nameOf(
  { deliveryId, to }: Pick<StoredNews, "deliveryId" | "to">,
): string {
  return to === "queued" ? `late.${deliveryId}` : `${deliveryId}.${to}`;
}

// Without a relay, or without a running appliance, news may have lain for months. What was waited for is not old.
function isFresh({ to, at }: StoredNews, now: number): boolean {
  return to === "queued" || to === "sent" || now - at < staleMs;
}
