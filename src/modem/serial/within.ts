import type { Clock } from "../../model/mod.ts";

/** What the promise brings, or undefined when that takes longer than `ms`; the promise goes on by itself. */
export async function within<T>(
  clock: Clock,
  ms: number,
  promise: Promise<T>,
): Promise<T | undefined> {
  const enough = new AbortController();
  const tooLong = clock.sleep(ms, enough.signal)
    .then(() => undefined, () => undefined);
  try {
    return await Promise.race([promise, tooLong]);
  } finally {
    enough.abort();
  }
}
