import { type ManualClock, settle } from "./manual_clock.ts";

/**
 * Waits for a promise while moving time on from timer to timer, so that whatever waits does so in no time; fails when
 * nothing is left to wait for, or after `longestMs` of the clock's time.
 */
export async function byClock<T>(
  clock: ManualClock,
  promise: Promise<T>,
  longestMs = 3_600_000,
): Promise<T> {
  const state = { done: false };
  const watched = promise.finally(() => {
    state.done = true;
  });
  // Whoever awaits the result gets the rejection; this copy only watches.
  watched.catch(() => {});
  const end = clock.monotonic() + longestMs;
  while (true) {
    await settle();
    if (state.done) return await watched;
    const next = clock.nextInMs;
    if (next === undefined) throw new Error("Nothing is left to wait for");
    if (clock.monotonic() + next > end) {
      throw new Error(`Not done after ${longestMs} ms`);
    }
    await clock.advance(next);
  }
}
