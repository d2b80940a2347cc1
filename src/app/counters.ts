import type { DeliveryEvent } from "../delivery/mod.ts";
import type { DeliveryState } from "../model/mod.ts";

/** What the live line shows; all but `queued` rise from 0 at the start of the process. */
export interface Counters {
  /** SMS deliveries accepted, one a recipient. */
  readonly accepted: number;
  /** Deliveries that wait or are under way now, earlier runs' included. */
  readonly queued: number;
  /** Deliveries that the network took. */
  readonly sent: number;
  /** Deliveries that ended without: failed or expired. */
  readonly failed: number;
  /** Deliveries that a client asked for again, since it had not heard that they were accepted. */
  readonly repeated: number;
  /** SMS that modems have received. */
  readonly received: number;
  /** Whether the breaker keeps all SMS back. */
  readonly breakerOpen?: boolean;
}

/** Whether a delivery in this state counts as queued. */
export function isWaiting(state: DeliveryState): boolean {
  return state === "queued" || state === "sending" || state === "uncertain" ||
    state === "held";
}

/** Counts one event. */
export function count(counters: Counters, event: DeliveryEvent): Counters {
  switch (event.kind) {
    case "accepted": {
      const added = event.deliveries.length;
      return {
        ...counters,
        accepted: counters.accepted + added,
        queued: counters.queued + added,
      };
    }
    case "changed": {
      const { from, to } = event.change;
      const left = isWaiting(from) && !isWaiting(to) ? 1 : 0;
      const sent = left === 1 && (to === "sent" || to === "delivered") ? 1 : 0;
      const failed = to === "failed" || to === "expired" ? 1 : 0;
      return {
        ...counters,
        queued: counters.queued - left,
        sent: counters.sent + sent,
        failed: counters.failed + failed,
      };
    }
    case "repeated":
      return {
        ...counters,
        repeated: counters.repeated + event.repeated.length,
      };
    case "received":
      return { ...counters, received: counters.received + 1 };
    case "breaker":
      return { ...counters, breakerOpen: event.state !== "closed" };
    case "escalation":
    case "kept":
    case "cleared":
    case "segment":
    case "replied":
    case "putOff":
    case "bug":
    case "trouble":
      return counters;
    default:
      return event satisfies never;
  }
}

/** The live line. */
export function liveLine(counters: Counters, simulated: boolean): string {
  const { accepted, queued, sent, failed, repeated, received } = counters;
  const note = simulated ? " · simulated: nothing leaves this machine" : "";
  const again = repeated === 0 ? "" : ` · repeated ${repeated}`;
  const breaker = counters.breakerOpen === true ? " · BREAKER OPEN" : "";
  const inbound = received === 0 ? "" : ` · received ${received}`;
  return `accepted ${accepted} · queued ${queued} · sent ${sent} · failed ${failed}${again}${inbound}${breaker}${note}`;
}
