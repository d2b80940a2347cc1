/** What is known of the appliance's life; times are of the monotonic clock. */
export interface LifeSigns {
  /** Since when the queue owes an answer to a write; undefined: it owes none. */
  readonly storeAskedAt: number | undefined;
  /** Since when each worker of the dispatcher has been at the same step; undefined: it waits for work. */
  readonly workers: readonly (number | undefined)[];
  /** Likewise: the dispatcher's housekeeper. */
  readonly housekeeper: number | undefined;
}

/** A commit on a slow card takes a second, one that another program holds up 5 s until it fails. */
const storeLimitMs = 60_000;
/** No segment may take longer; after that its delivery goes to another modem (`leaseMs`). */
const workerLimitMs = 30 * 60_000;
/** A step of the housekeeper is one write. */
const housekeeperLimitMs = 10 * 60_000;

/**
 * Why a restart would help, undefined when it would not: the queue does not answer, or nobody sends any more. That mails and SMS are
 * refused, for whatever reason, is an answer. One modem that hangs beside others that work is told by alarms and is no reason.
 */
export function hangOf(signs: LifeSigns, now: number): string | undefined {
  const { housekeeper, storeAskedAt, workers } = signs;
  const over = (since: number | undefined, limit: number) =>
    since !== undefined && now - since > limit;
  if (over(storeAskedAt, storeLimitMs)) {
    return `The queue has not answered for ${seconds(storeAskedAt, now)} s`;
  }
  if (over(housekeeper, housekeeperLimitMs)) {
    return `The queue has not been kept in order for ${
      seconds(housekeeper, now)
    } s`;
  }
  if (workers.length > 0 && workers.every((it) => over(it, workerLimitMs))) {
    const last = Math.max(...workers.map((since) => since ?? now));
    return `No modem has got on with its SMS for ${seconds(last, now)} s`;
  }
  return undefined;
}

function seconds(since: number | undefined, now: number): number {
  return Math.round((now - (since ?? now)) / 1000);
}
