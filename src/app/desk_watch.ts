import type { Operations, StatsView } from "../desk/mod.ts";
import type { Clock } from "../model/mod.ts";
import type { Store } from "../queue/mod.ts";
import { isWaiting } from "./counters.ts";
import type { ApplianceEvent } from "./fate_line.ts";
import { Live } from "./live.ts";
import { LogRing } from "./log_ring.ts";
import { Tally } from "./tally.ts";
import { version } from "./version.ts";

/** What a screen shows and no database holds: counts as they rise, the last lines of the log, what has just changed. */
export class DeskWatch {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #ring = new LogRing();
  readonly #tally = new Tally();
  readonly live: Live;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.live = new Live({
      clock,
      lines: (after, limit) => this.#ring.lines({ after, limit }),
    });
  }

  /** To be called for each event. */
  observe(event: ApplianceEvent): void {
    const now = this.#clock.now();
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
    const now = this.#clock.now();
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

  /** Ends the feed. */
  stop(): void {
    this.live.stop();
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
