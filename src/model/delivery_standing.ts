import type { DeliveryId, DeliveryState } from "./delivery.ts";

/** How many of a delivery's segments stand how, on the modem and under the reference that it has now. */
export interface SegmentCounts {
  /** How many its text takes. */
  readonly total: number;
  /** Taken by the network. */
  readonly acknowledged: number;
  /** Given to the modem, without an answer. */
  readonly unanswered: number;
  /** Of which the network reported that the phone has them. */
  readonly delivered: number;
  /** Of which the network reported that the phone will not get them. */
  readonly failed: number;
}

/** What is known of a delivery in whatever state. Times are wall milliseconds. */
export interface DeliveryCore {
  /** When it came into its state, or was put elsewhere within it. */
  readonly updatedAt: number;
  readonly expiresAt: number;
  /** Not to be sent before. */
  readonly sendAt: number | undefined;
  /** How many attempts there were, with the one under way. */
  readonly attempt: number;
  /** The last that had it. */
  readonly modem: string | undefined;
  /** Of the concatenation, on that modem. */
  readonly reference: number | undefined;
  /** Why it is in its state, or why the last attempt did not succeed; "" when there is nothing to say. */
  readonly reason: string;
  readonly possibleDuplicate: boolean;
  readonly segments: SegmentCounts;
}

/** A delivery as the state machine sees it: each state with what belongs to it alone. */
export type Delivery =
  & DeliveryCore
  & (
    | {
      readonly state: "queued";
      readonly nextAttemptAt: number;
      /** Only its last modem may take it before. */
      readonly resumeUntil: number | undefined;
    }
    | { readonly state: "sending"; readonly leaseUntil: number }
    | { readonly state: "uncertain"; readonly resolveAt: number }
    | { readonly state: "merged"; readonly into: DeliveryId }
    | { readonly state: Exclude<DeliveryState, Particular> }
  );

type Particular = "queued" | "sending" | "uncertain" | "merged";

/** A delivery in one of these states. */
export type DeliveryIn<State extends DeliveryState> = Extract<
  Delivery,
  { state: State }
>;

/** How a delivery begins its life. */
export function accepted(
  it: {
    readonly acceptedAt: number;
    /** For one that is due at once. */
    readonly expiresAt: number;
    readonly sendAt?: number | undefined;
    readonly segmentCount: number;
  },
): DeliveryIn<"queued"> {
  const { acceptedAt, expiresAt, sendAt, segmentCount } = it;
  const nextAttemptAt = Math.max(acceptedAt, sendAt ?? acceptedAt);
  return {
    state: "queued",
    nextAttemptAt,
    resumeUntil: undefined,
    updatedAt: acceptedAt,
    expiresAt: expiresAt + nextAttemptAt - acceptedAt,
    sendAt,
    attempt: 0,
    modem: undefined,
    reference: undefined,
    reason: "",
    possibleDuplicate: false,
    segments: noSegments(segmentCount),
  };
}

/** Nothing begun of so many. */
export function noSegments(total: number): SegmentCounts {
  return { total, acknowledged: 0, unanswered: 0, delivered: 0, failed: 0 };
}

/** What the reports so far make of all segments together: "failed" when one failed, "delivered" when every one arrived. */
export function verdictOf(
  { total, delivered, failed }: SegmentCounts,
): "delivered" | "failed" | undefined {
  if (failed > 0) return "failed";
  return delivered === total ? "delivered" : undefined;
}

/** When time alone next moves a delivery; undefined where it never does. Wall milliseconds. */
export function overtakenAt(delivery: Delivery): number | undefined {
  switch (delivery.state) {
    case "queued":
    case "held":
      return delivery.expiresAt;
    case "sending":
      return delivery.leaseUntil;
    case "uncertain":
      return delivery.resolveAt;
    default:
      return undefined;
  }
}
