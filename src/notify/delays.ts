import type { DeliveryId } from "../model/mod.ts";

/** A delivery that comes up for the one look at whether it is late. Times are wall milliseconds. */
export interface DelayCandidate {
  readonly deliveryId: DeliveryId;
  readonly acceptedAt: number;
  readonly sendAt: number | undefined;
  /** Whether it waits, or the network has said that it goes on trying. */
  readonly open: boolean;
}

/** What comes of looking at some. */
export interface DelayLook {
  /** The last one that was looked at; undefined: none. */
  readonly cursor: DeliveryId | undefined;
  /** Those that are late. */
  readonly late: readonly DeliveryId[];
  /** Those to be looked at again at their moment. */
  readonly parked: readonly {
    readonly deliveryId: DeliveryId;
    readonly at: number;
  }[];
}

/** When a delivery is to be looked at. */
export function lookAt(
  { acceptedAt }: Pick<DelayCandidate, "acceptedAt">,
  { now, afterMs }: { readonly now: number; readonly afterMs: number },
): number {
  // One that was accepted while the clock was ahead must not hold up those behind it.
  return acceptedAt > now ? now : acceptedAt + afterMs;
}

/**
 * Looks at deliveries in the order of their acceptance, each once, as far as their time has come: `afterMs` after it they are late. One that
 * was to wait until its `sendAt`, or was accepted while the clock was ahead, is parked.
 */
export function lookForDelays(
  candidates: readonly DelayCandidate[],
  time: { readonly now: number; readonly afterMs: number },
): DelayLook {
  const { now, afterMs } = time;
  const late: DeliveryId[] = [];
  const parked: { deliveryId: DeliveryId; at: number }[] = [];
  let cursor: DeliveryId | undefined;
  for (const candidate of candidates) {
    if (lookAt(candidate, time) > now) break;
    const { deliveryId, acceptedAt, sendAt, open } = candidate;
    cursor = deliveryId;
    if (!open) continue;
    const begun = Math.max(Math.min(acceptedAt, now), sendAt ?? 0);
    const ahead = acceptedAt > now;
    if (ahead || begun + afterMs > now) {
      parked.push({ deliveryId, at: begun + afterMs });
    } else late.push(deliveryId);
  }
  return { cursor, late, parked };
}
