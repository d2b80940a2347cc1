/** A mail that was answered 4xx. Times are monotonic, milliseconds. */
export interface Refusal {
  readonly mark: string;
  /** When its client began with it. */
  readonly begunAt: number;
  readonly refusedAt: number;
}

/** A stretch of time. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Mails that were refused for now, and those among them that may arrive all the same. A commit whose sync has failed lies in the log
 * until the next one takes its place; a crash before that brings it back (queue/group_commit.ts). So what was refused while syncs
 * failed may arrive, if the appliance was killed before any later mail was answered 250. Nothing else that was refused may.
 */
export class Refusals {
  /** Marks of all that were refused. */
  readonly refused = new Set<string>();
  /** Marks of those that may arrive. */
  readonly mayArrive = new Set<string>();
  #open: Refusal[] = [];

  /** A mail was answered 4xx. */
  add(refusal: Refusal): void {
    this.refused.add(refusal.mark);
    this.#open.push(refusal);
  }

  /** A mail that was begun then was answered 250. */
  committed(begunAt: number): void {
    this.#open = this.#open.filter(({ refusedAt }) => refusedAt > begunAt);
  }

  /** The appliance was killed, and had failed to sync in these stretches. */
  killed(failing: readonly Stretch[]): void {
    for (const { mark, begunAt, refusedAt } of this.#open) {
      const met = failing.some(({ from, to }) =>
        from <= refusedAt && begunAt <= to
      );
      if (met) this.mayArrive.add(mark);
    }
    this.#open = [];
  }

  /** Those that have arrived although they must not. */
  wronglyShown(shown: Iterable<string>): readonly string[] {
    return [...this.#shown(shown).difference(this.mayArrive)];
  }

  /** Those that have arrived as they may. */
  rightlyShown(shown: Iterable<string>): readonly string[] {
    return [...this.#shown(shown).intersection(this.mayArrive)];
  }

  #shown(shown: Iterable<string>): Set<string> {
    return new Set(shown).intersection(this.refused);
  }
}
