import type { ModemReport } from "../modem/mod.ts";
import type { Change, Store } from "../queue/mod.ts";

// A report may overtake the +CMGS answer that names its reference; it cannot overtake it by more than the longest wait for
// that answer.
const keptForMs = 180_000;
const keptAtMost = 1000;

/**
 * Books status reports, also those that arrive before their segment is acknowledged: these wait here for the next
 * acknowledgement on their modem.
 */
export class ReportBook {
  readonly #store: Store;
  readonly #timeoutMs: number;
  readonly #changed: (change: Change, modem: string) => void;
  #early: ModemReport[] = [];

  /** A segment counts as reported on only for `timeoutMs` after its acknowledgement. */
  constructor(
    store: Store,
    timeoutMs: number,
    changed: (change: Change, modem: string) => void,
  ) {
    this.#store = store;
    this.#timeoutMs = timeoutMs;
    this.#changed = changed;
  }

  /** Books a report now, or keeps it for `early()`. Throws `StoreError`. */
  async book(report: ModemReport): Promise<void> {
    const notBefore = report.receivedAt - this.#timeoutMs;
    const booked = await this.#store.confirm({ ...report, notBefore });
    if (booked === undefined) {
      this.#early = [...this.#early, report].slice(-keptAtMost);
    } else if (booked.change !== undefined) {
      this.#changed(booked.change, report.modem);
    }
  }

  /** Takes out the early reports of a segment that has just been acknowledged; they are to be booked now. */
  early(modem: string, reference: number, now: number): readonly ModemReport[] {
    if (this.#early.length === 0) return [];
    const matches = (report: ModemReport) =>
      report.modem === modem && report.reference === reference;
    const due = this.#early.filter(matches);
    this.#early = this.#early.filter((report) =>
      !matches(report) && now - report.receivedAt < keptForMs
    );
    return due;
  }
}
