/** What a crash test has seen from outside, each mail by a mark that is in its text. */
export interface Ledger {
  /** Mails that were answered 250. */
  readonly promised: ReadonlySet<string>;
  /** Every mail that was begun. */
  readonly tried: ReadonlySet<string>;
  /** Every SMS that a phone has shown, in order. */
  readonly shown: readonly string[];
  /** Every segment that the network took, in order. */
  readonly segments: readonly ArrivedPart[];
  /** Mails of which a PDU had been started and not acknowledged at a kill. */
  readonly atRisk: ReadonlySet<string>;
  /** Mails that ended with `possibleDuplicate`. */
  readonly marked: ReadonlySet<string>;
}

/** One segment. */
export interface ArrivedPart {
  readonly mail: string;
  /** Its place in the message, from 1. */
  readonly part: number;
}

/** What is wrong in a ledger; all lists are empty when the queue keeps its word. */
export interface Judgement {
  /** Promised, and never shown. */
  readonly lost: readonly string[];
  /** Shown, and never sent by anybody. */
  readonly invented: readonly string[];
  /** Arrived twice, at least in part, without the mark. */
  readonly unmarked: readonly string[];
  /** Marked, although no kill met one of their PDUs. */
  readonly markedForNothing: readonly string[];
}

/** Compares promises with arrivals. */
export function judge(ledger: Ledger): Judgement {
  const shown = new Set(ledger.shown);
  const without = (some: Iterable<string>, others: ReadonlySet<string>) =>
    [...some].filter((mail) => !others.has(mail));
  return {
    lost: without(ledger.promised, shown),
    invented: without(shown, ledger.tried),
    unmarked: without(twice(ledger), ledger.marked),
    markedForNothing: without(ledger.marked, ledger.atRisk),
  };
}

/** The mails that arrived more than once, as a whole or in a part. */
export function twice(
  { shown, segments }: Pick<Ledger, "shown" | "segments">,
): ReadonlySet<string> {
  const parts = segments.map(({ mail, part }) => ({
    mail,
    key: `${mail}/${part}`,
  }));
  const wholes = shown.map((mail) => ({ mail, key: mail }));
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { mail, key } of [...parts, ...wholes]) {
    if (seen.has(key)) repeated.add(mail);
    seen.add(key);
  }
  return repeated;
}
