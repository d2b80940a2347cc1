/** A pending call; cancelling one that has fired or was cancelled does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * Where time and chance enter. Rooms take a `Clock` and never ask `Date`, `setTimeout` or `Math.random` themselves, so
 * that a test can move time by hand.
 */
export interface Clock {
  /** Wall time, milliseconds since 1970; may jump when the operator or NTP sets it. */
  now(): number;
  /** Milliseconds since some fixed moment; never goes back. For durations and deadlines. */
  monotonic(): number;
  /** A number from 0 up to but not including 1. */
  random(): number;
  /** Calls `callback` once after `delayMs`. A pending timer keeps the process alive: cancel what is not needed. */
  after(delayMs: number, callback: () => void): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason when `signal` aborts first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

// setTimeout takes a signed 32-bit delay; a longer one would fire at once.
const longestTimeoutMs = 0x7fffffff;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  after(delayMs, callback) {
    const id = setTimeout(callback, Math.min(delayMs, longestTimeoutMs));
    return { cancel: () => clearTimeout(id) };
  },
  sleep(delayMs, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        timer.cancel();
        reject(signal?.reason);
      };
      const timer = systemClock.after(delayMs, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  },
};
