import type { DeliveryId } from "../model/mod.ts";
import type { SmsSender } from "../modem/mod.ts";

/** Whose fault it was that an attempt failed; undefined where it was not the modem's. */
export type Fault = "modem" | undefined;

/**
 * Remembers which deliveries wait for no other reason than that their modem was out of order, so that they need not sit out their
 * back-off once it is well. Only what failed on a modem that had failed before and sent nothing since: where others go out, the
 * message itself is the likelier cause, and keeps its back-off. Kept in memory: after a restart the back-off is waited out.
 */
export class Outages {
  readonly #failing = new Set<SmsSender>();
  readonly #waiting = new Map<DeliveryId, SmsSender>();

  /** A delivery is in hand again, by whatever way it came to be due. */
  taken(id: DeliveryId): void {
    this.#waiting.delete(id);
  }

  /** An attempt has failed; `requeued`: its delivery waits for another one. */
  failed(
    sender: SmsSender,
    id: DeliveryId,
    { fault, requeued }: { readonly fault: Fault; readonly requeued: boolean },
  ): void {
    if (fault !== "modem") return;
    if (requeued && this.#failing.has(sender)) this.#waiting.set(id, sender);
    this.#failing.add(sender);
  }

  /** A message went out. */
  sent(sender: SmsSender): void {
    this.#failing.delete(sender);
  }

  /** Those that wait for this modem, the longest first. */
  waitingFor(sender: SmsSender): readonly DeliveryId[] {
    if (this.#waiting.size === 0) return [];
    return [...this.#waiting].filter(([, it]) => it === sender)
      .map(([id]) => id);
  }

  /** They are due. */
  released(ids: readonly DeliveryId[]): void {
    for (const id of ids) this.#waiting.delete(id);
  }
}
