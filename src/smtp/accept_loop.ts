import type { Clock } from "../model/mod.ts";

const firstPauseMs = 10;
const longestPauseMs = 1_000;

/** What `acceptLoop` needs beside its listener. */
export interface AcceptOptions<Connection> {
  /** Gets each new connection; must not throw. */
  readonly take: (connection: Connection) => void;
  /** Gets the system's words when it gave none, once until the next success. */
  readonly failed: (reason: string) => void;
  readonly clock: Clock;
  /** Ends the loop; whoever aborts it also closes the listener. */
  readonly signal: AbortSignal;
}

/**
 * Accepts connections until told to stop, whatever happens meanwhile. A client that connects and resets at once makes
 * `accept` reject, and so does a process that has run out of descriptors; an iteration over the listener would end at
 * the first of these and the appliance would never answer again.
 */
export async function acceptLoop<Connection>(
  listener: { accept(): Promise<Connection> },
  { take, failed, clock, signal }: AcceptOptions<Connection>,
): Promise<void> {
  let pauseMs = 0;
  while (!signal.aborted) {
    try {
      take(await listener.accept());
      pauseMs = 0;
    } catch (error) {
      if (signal.aborted) return;
      // The client's own doing, and gone with it: no reason to keep the next one waiting.
      if (error instanceof Deno.errors.NotConnected) continue;
      if (pauseMs === 0) failed(reasonOf(error));
      pauseMs = Math.min(Math.max(firstPauseMs, 2 * pauseMs), longestPauseMs);
      await clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
