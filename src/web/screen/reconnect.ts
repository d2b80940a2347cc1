/** How the screen stands with the machine whose screen it is. */
export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  /** `attempt` counts the failures in a row, from 1. */
  | {
    readonly state: "lost";
    readonly attempt: number;
    readonly since: number;
    /** When it is tried again, wall milliseconds. */
    readonly retryAt: number;
  };

const firstWaitMs = 500;
const longestWaitMs = 15_000;

/** How long to wait after so many failures in a row; `chance` from 0 to 1 keeps many screens from coming back at once. */
export function waitMs(attempt: number, chance: number): number {
  const whole = Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1));
  return Math.round(whole * (0.75 + chance / 4));
}

/** The connection after one more failure. */
export function lostAgain(
  before: Connection,
  { now, chance }: { readonly now: number; readonly chance: number },
): Connection & { readonly state: "lost" } {
  const attempt = before.state === "lost" ? before.attempt + 1 : 1;
  const since = before.state === "lost" ? before.since : now;
  return {
    state: "lost",
    attempt,
    since,
    retryAt: now + waitMs(attempt, chance),
  };
}
