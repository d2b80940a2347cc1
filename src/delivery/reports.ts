import type { ModemReport } from "../modem/mod.ts";
import type { Change, Store } from "../queue/mod.ts";

/** A report may overtake the +CMGS answer that names its reference, by no more than the longest wait for that answer. */
const overtakesMs = 180_000;

/** For how long a segment counts as reported on after its acknowledgement; read anew for each report. */
export interface ReportOptions {
  readonly reportTimeoutMs: number;
}

/** Told of a delivery that a report has changed, and of the modem's name in the queue. */
export type ReportEffect = (change: Change, modem: string) => void;

/** A segment that the network has just taken: its modem's name in the queue, and its TP-MR. */
export interface Acknowledged {
  readonly modem: string;
  readonly reference: number;
}

/**
 * Books status reports. One that arrives before its segment is acknowledged, or of a segment that will be in doubt, stays in the
 * store until either is known.
 */
export class ReportBook {
  readonly #store: Store;
  readonly #options: ReportOptions;
  readonly #changed: ReportEffect;
  /** Until when an acknowledgement may be what a kept report waits for, wall milliseconds. */
  #lookUntil = -Infinity;

  constructor(store: Store, options: ReportOptions, changed: ReportEffect) {
    this.#store = store;
    this.#options = options;
    this.#changed = changed;
  }

  /** Books a report, or keeps it; resolves when either is on disk. Throws `StoreError`. */
  async book(report: ModemReport): Promise<void> {
    const notBefore = report.receivedAt - this.#options.reportTimeoutMs;
    const booked = await this.#store.confirm({ ...report, notBefore });
    if (booked === undefined) this.#lookUntil = report.receivedAt + overtakesMs;
    else if (booked.change) this.#changed(booked.change, report.modem);
  }

  /** Whether some report may wait for an acknowledgement at this moment. */
  waits(now: number): boolean {
    return now < this.#lookUntil;
  }

  /** Books the kept reports whose segments are known by now, or by this acknowledgement. Throws `StoreError`. */
  async bookEarly(now: number, acknowledged?: Acknowledged): Promise<void> {
    const booked = await this.#store.confirmEarly(now, acknowledged);
    for (const { change, modem } of booked) this.#changed(change, modem);
  }
}
