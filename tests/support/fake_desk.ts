import {
  type CountedKind,
  type Desk,
  type LiveEvent,
  type Operations,
  type Series,
  type WindowCounts,
} from "../../src/desk/mod.ts";

const noCounts: WindowCounts = {
  accepted: 0,
  sent: 0,
  delivered: 0,
  failed: 0,
  received: 0,
};

function emptySeries(slots: number, slotMs: number): Series {
  const zeros = () => Array<number>(slots).fill(0);
  const counts: Record<CountedKind, readonly number[]> = {
    accepted: zeros(),
    sent: zeros(),
    delivered: zeros(),
    failed: zeros(),
    received: zeros(),
  };
  return { from: 0, slotMs, counts };
}

/** Operations on an appliance in which there is nothing. */
export const emptyOperations: Operations = {
  denied: () => Promise.resolve([]),
  deny: () => Promise.resolve({ kind: "done", numbers: [] }),
  allow: () => Promise.resolve({ kind: "done", numbers: [] }),
  send: () => Promise.resolve({ kind: "refused", text: "No" }),
  list: () => Promise.resolve([]),
  show: () => Promise.resolve(undefined),
  retry: () => Promise.resolve({ changed: [], unchanged: [] }),
  cancel: () => Promise.resolve({ changed: [], unchanged: [] }),
  ussd: () =>
    Promise.resolve({ kind: "failed", reason: "No modem", answers: [] }),
  export: () => Promise.resolve([]),
  breaker: () => Promise.resolve({ open: false, gathered: 0 }),
  release: () => Promise.resolve({ open: false, gathered: 0 }),
  notices: () => Promise.resolve([]),
  inbox: () => Promise.resolve([]),
  alarms: () => Promise.resolve([]),
  modems: () => Promise.resolve([]),
  log: () => Promise.resolve([]),
  reload: () => Promise.resolve({ kind: "applied", live: [], restart: [] }),
  stats: () =>
    Promise.resolve({
      version: "0",
      startedAt: 0,
      now: 0,
      simulated: true,
      states: {
        ...{ queued: 0, sending: 0, uncertain: 0, held: 0, sent: 0 },
        ...{ delivered: 0, failed: 0, expired: 0, cancelled: 0, merged: 0 },
      },
      today: noCounts,
      hour: noCounts,
      minute: noCounts,
      perMinute: emptySeries(60, 60_000),
      perQuarter: emptySeries(96, 15 * 60_000),
    }),
  status: () =>
    Promise.resolve({
      version: "0",
      startedAt: 0,
      ready: true,
      findings: [],
      modems: { usable: 1, total: 1 },
      waiting: 0,
      openAlarms: 0,
    }),
};

/** A desk whose live events a test tells by hand. */
export class FakeDesk {
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  readonly desk: Desk;

  constructor(operations: Partial<Operations> = {}) {
    this.desk = {
      ...emptyOperations,
      ...operations,
      live: {
        subscribe: (listener) => {
          this.#listeners.add(listener);
          return () => this.#listeners.delete(listener);
        },
      },
    };
  }

  /** How many watch. */
  get watchers(): number {
    return this.#listeners.size;
  }

  /** Tells all who watch. */
  tell(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
