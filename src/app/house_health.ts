import type { Config } from "../config/mod.ts";
import { freeBytesAt } from "./disk_space.ts";

/** By what it is judged whether cellpost can work. */
export interface HealthLimits {
  /** An SMS that has been due for longer is late, milliseconds. */
  readonly queueAfterMs: number;
  /** Less room on the disk is too little, bytes. */
  readonly leastFreeBytes: number;
  /** How much there is; undefined where nobody can tell. */
  readonly freeBytes: () => number | undefined;
}

/** As `[admin]` says it. */
export function healthOf(
  { health, queue }: Config,
  { freeBytes = freeBytesAt }: {
    readonly freeBytes?: ((path: string) => number | undefined) | undefined;
  },
): HealthLimits {
  return {
    queueAfterMs: health.queueAfterMs,
    leastFreeBytes: health.diskFree,
    freeBytes: () => freeBytes(queue.path),
  };
}

/** Where no config says otherwise: as its defaults do. */
export const defaultHealth: HealthLimits = {
  queueAfterMs: 30 * 60_000,
  leastFreeBytes: 500_000_000,
  freeBytes: () => undefined,
};
