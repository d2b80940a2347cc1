import type { DeliveryId, MessageId, PhoneNumber } from "../model/mod.ts";
import type { Change } from "./store.ts";
import type { TimeFacts } from "./time_facts.ts";

/** A delivery that waits and of which no part was sent, as rules of time see it. */
export interface Waiting extends TimeFacts {
  readonly deliveryId: DeliveryId;
  readonly messageId: MessageId;
  readonly recipient: PhoneNumber;
  readonly nextAttemptAt: number;
  readonly expiresAt: number;
  readonly text: string;
}

/** Where one stands among those that wait. */
export interface Place {
  readonly expiresAt: number;
  readonly deliveryId: number;
}

/** A later moment for one that waits. */
export interface PutOff {
  readonly id: DeliveryId;
  readonly until: number;
  /** Absent: as before. */
  readonly expiresAt?: number;
  /** Told to the operator as long as it was never tried. */
  readonly reason: string;
}

/** The waiting part of the queue, read and moved in bounded steps. A delivery of which a part was sent is in none of them. */
export interface Backlog {
  /**
   * Keeps the indexes that these rules need, and no others: without `quiet`, `putOffs` finds nothing once what was put off has been made due;
   * without `merge`, `to` reads all that waits.
   */
  prepare(
    rules: { readonly quiet: boolean; readonly merge: boolean },
  ): Promise<void>;
  /** Those behind a place, the first to expire first; the place of the last is where the next page begins. */
  page(after: Place, limit: number): readonly Waiting[];
  /**
   * Those to one number behind `after`, in the order in which they were accepted; of those that are gathered only what would go out by
   * itself `now`.
   */
  to(
    recipient: PhoneNumber,
    page: {
      readonly after: number;
      readonly limit: number;
      readonly now?: number;
    },
  ): readonly Waiting[];
  /** Those that a rule of time made wait, behind `after`, by their ids. */
  putOffs(after: number, limit: number): readonly Waiting[];
  /** Moves them, in one commit; tells which still waited. */
  putOff(all: readonly PutOff[], at: number): Promise<readonly DeliveryId[]>;
  /** Expires those that still wait, in one commit. */
  expire(
    ids: readonly DeliveryId[],
    why: { readonly reason: string; readonly at: number },
  ): Promise<readonly Change[]>;
}
