import { type Clock, systemClock } from "../../src/model/mod.ts";

/** The machine's clock, made to run so many times faster: what takes two minutes takes twelve seconds at speed 10. */
export function fastClock(speed: number): Clock {
  if (speed === 1) return systemClock;
  const startedAt = { wall: Date.now(), monotonic: performance.now() };
  return {
    now: () =>
      Math.floor(
        startedAt.wall + (Date.now() - startedAt.wall) * speed,
      ),
    monotonic: () => performance.now() * speed,
    random: () => systemClock.random(),
    after: (delayMs, callback) => systemClock.after(delayMs / speed, callback),
    sleep: (delayMs, signal) => systemClock.sleep(delayMs / speed, signal),
  };
}
