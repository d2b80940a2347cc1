import type { Operations, StatsView } from "../desk/mod.ts";
import type { Clock, Timer } from "../model/mod.ts";
import { type RecentCount, type Store, StoreError } from "../queue/mod.ts";
import { isWaiting } from "./counters.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { Live } from "./live.ts";
import { LogRing } from "./log_ring.ts";
import { Meter } from "./meter.ts";
import { Tally } from "./tally.ts";
import { version } from "./version.ts";

/** The tally begins with what the newest rows of the queue tell of the last day; so many take some 20 ms to read. */
const seedRows = 20_000;
const seedMs = 26 * 60 * 60_000;
/** Not at the start itself, which has more urgent work. */
const seedAfterMs = 1_000;
/** The wall clock was set when it has moved by more than this against the other. */
const settingMs = 1_000;

/** What a screen shows and no database holds: counts as they rise, the last lines of the log, what has just changed. */
export class DeskWatch {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #ring = new LogRing();
  readonly #tally = new Tally();
  /** What metrics count. */
  readonly meter: Meter;
  /** Wall clock less the monotonic one, as last seen. */
  #offset: number;
  #seeding: Timer | undefined;
  #seeded = false;
  readonly live: Live;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#offset = clock.now() - clock.monotonic();
    this.meter = new Meter(clock);
    this.live = new Live({
      clock,
      lines: (after, limit) => this.#ring.lines({ after, limit }),
    });
  }

  /** To be called for each event. */
  observe(event: ApplianceEvent): void {
    const now = this.#now();
    this.meter.observe(event);
    const logged = this.#ring.add(event, now);
    if (event.room === "delivery") countIn(this.#tally, event.event, now);
    this.live.notice(event, logged);
  }

  /** Of this program. */
  readonly version = version;

  /** When this process began, wall milliseconds. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /** Answers what stats are asked for. */
  stats(store: Store, simulated: boolean): StatsView {
    this.#seed(store);
    const now = this.#now();
    const tally = this.#tally;
    return {
      version,
      startedAt: this.#startedAt,
      now,
      simulated,
      states: store.counts(),
      today: tally.since(new Date(now).setHours(0, 0, 0, 0), now),
      hour: tally.since(now - 59 * 60_000, now),
      minute: tally.lastMinute(now),
      perMinute: tally.series({ now, slotMs: 60_000, slots: 60 }),
      perQuarter: tally.series({ now, slotMs: 15 * 60_000, slots: 96 }),
    };
  }

  /** Answers which lines are asked for. */
  log: Operations["log"] = (request) =>
    Promise.resolve(this.#ring.lines(request));

  /** Takes up what an earlier run has counted, when there is time for it. */
  start(store: Store): void {
    this.#seeding = this.#clock.after(seedAfterMs, () => this.#seed(store));
  }

  /** Ends the feed. */
  stop(): void {
    this.#seeding?.cancel();
    this.live.stop();
  }

  #seed(store: Store): void {
    if (this.#seeded) return;
    this.#seeding?.cancel();
    this.#seeded = true;
    const until = this.#startedAt - 1;
    const request = { since: until - seedMs, until, limit: seedRows };
    try {
      for (const it of store.archive.recent(request)) addPast(this.#tally, it);
    } catch (error) {
      // The counters begin at 0 then; what is wrong with the database is told where it matters.
      if (!(error instanceof StoreError)) throw error;
    }
  }

  /** Wall time; notices when that was set. */
  #now(): number {
    const now = this.#clock.now();
    const offset = now - this.#clock.monotonic();
    const moved = offset - this.#offset;
    if (Math.abs(moved) > settingMs) {
      this.#tally.shift(moved);
      this.#offset = offset;
    }
    return now;
  }
}

function addPast(tally: Tally, { what, at, count }: RecentCount): void {
  switch (what) {
    case "accepted":
    case "received":
      return tally.addPast(what, at, count);
    case "delivered":
      tally.addPast("delivered", at, count);
      return tally.addPast("sent", at, count);
    case "sent":
      return tally.addPast("sent", at, count);
    case "failed":
    case "expired":
      return tally.addPast("failed", at, count);
    case "cancelled":
      return;
    default:
      return what satisfies never;
  }
}

type Happened = Extract<ApplianceEvent, { room: "delivery" }>["event"];

function countIn(tally: Tally, event: Happened, now: number): void {
  switch (event.kind) {
    case "accepted":
      return tally.add("accepted", now, event.deliveries.length);
    case "received":
      return tally.add("received", now);
    case "changed": {
      const { from, to } = event.change;
      const left = isWaiting(from) && (to === "sent" || to === "delivered");
      if (left) tally.add("sent", now);
      if (to === "delivered") tally.add("delivered", now);
      if (to === "failed" || to === "expired") tally.add("failed", now);
      return;
    }
    default:
      return;
  }
}
