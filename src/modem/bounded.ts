import type { Clock } from "../model/mod.ts";

/** How long a task may take, and who may end it sooner. */
export interface Bounds<T> {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Gets what the task brings when nobody waits for it any more, to dispose of it. */
  readonly late?: (value: T) => void;
}

/** A task did not end in its time. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/**
 * Runs a task that may hang. Its signal aborts when the time is up or `signal` aborts, and the promise then rejects at
 * once, with `DeadlineError` or the signal's reason, whether the task heeds it or not.
 */
export function bounded<T>(
  task: (signal: AbortSignal) => Promise<T>,
  { clock, late, limitMs, signal }: Bounds<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const inner = new AbortController();
    const settle = () => {
      timer.cancel();
      signal.removeEventListener("abort", onAbort);
    };
    const end = (reason: unknown) => {
      settle();
      reject(reason);
      inner.abort(reason);
    };
    const onAbort = () => end(signal.reason);
    const timer = clock.after(limitMs, () => {
      end(new DeadlineError(`No answer within ${limitMs / 1000} s`));
    });
    signal.addEventListener("abort", onAbort);
    const run = async () => await task(inner.signal);
    run().then((value) => {
      if (inner.signal.aborted) return late?.(value);
      settle();
      resolve(value);
    }, end);
  });
}
