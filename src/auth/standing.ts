/** One wrong pair of name and password, and when it was last tried. */
interface Guess {
  /** Tells guesses apart without holding them. */
  readonly mark: string;
  readonly at: number;
}

/** How a client network stands with us; one that has done nothing wrong has no standing. Times by `Clock.monotonic`. */
export type Standing =
  | {
    readonly kind: "suspect";
    /** All failures of late, repeated ones too. */
    readonly failures: number;
    readonly lastAt: number;
    /** Different ones within the window, the latest last. */
    readonly guesses: readonly Guess[];
  }
  | {
    readonly kind: "lockedOut";
    readonly until: number;
    /** How many different guesses led to it. */
    readonly failures: number;
  };

/** A failed login. */
export interface Failure {
  readonly mark: string;
  readonly at: number;
  /** So many different ones lock it out; undefined: none do. */
  readonly lockOutAfter: number | undefined;
}

/** Failures count for so long. */
const windowMs = 10 * 60_000;
/** So many are remembered where none lock out. */
const rememberedGuesses = 10;
/** How long a lock-out lasts. */
const lockOutMs = 15 * 60_000;

/**
 * The standing after one more failure. A guess that is repeated counts once towards the lock-out: a device with an old
 * password tries that one for ever, and must not shut out its neighbours; who guesses, guesses anew each time.
 */
export function afterFailure(
  standing: Standing | undefined,
  { mark, at, lockOutAfter }: Failure,
): Standing {
  const before = standing && current(standing, at);
  if (before?.kind === "lockedOut") return before;
  const guesses = [
    ...(before?.guesses ?? []).filter((guess) =>
      guess.mark !== mark && at - guess.at < windowMs
    ),
    { mark, at },
  ].slice(-(lockOutAfter ?? rememberedGuesses));
  if (lockOutAfter !== undefined && guesses.length >= lockOutAfter) {
    return {
      kind: "lockedOut",
      until: at + lockOutMs,
      failures: guesses.length,
    };
  }
  const failures = (before?.failures ?? 0) + 1;
  return { kind: "suspect", failures, lastAt: at, guesses };
}

/** The standing at a moment: undefined once all is forgotten. */
export function current(
  standing: Standing,
  now: number,
): Standing | undefined {
  switch (standing.kind) {
    case "suspect":
      return now - standing.lastAt < windowMs ? standing : undefined;
    case "lockedOut":
      return now < standing.until ? standing : undefined;
    default:
      return standing satisfies never;
  }
}

/**
 * How long the answer to a failed login waits, in milliseconds: 1 s for the first three, then twice as long each time, at
 * most 8 s, since some devices give up after 20 s of silence.
 */
export function answerDelayMs(
  standing: Standing | { readonly kind: "lockedOut" },
): number {
  if (standing.kind === "lockedOut") return 8_000;
  return 1_000 * 2 ** Math.min(3, Math.max(0, standing.failures - 3));
}
