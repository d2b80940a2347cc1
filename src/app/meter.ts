import {
  latencyBounds,
  type MetricsView,
  type RefusalReason,
  refusalReasons,
} from "../desk/mod.ts";
import { type Clock, timeOfMessageId } from "../model/mod.ts";
import { isWaiting } from "./counters.ts";
import type { ApplianceEvent } from "./fate_line.ts";

type Of<Room extends ApplianceEvent["room"]> = Extract<
  ApplianceEvent,
  { readonly room: Room }
>["event"];

/** Those parts of the metrics that only rise, and what is known by having watched. */
export type Metered = Pick<
  MetricsView,
  "accepted" | "ended" | "repeated" | "received" | "smtp" | "latency"
>;

/** Counts what happens since the start, for metrics. */
export class Meter {
  readonly #clock: Clock;
  readonly #accepted = { smtp: 0, command: 0, api: 0, own: 0 };
  readonly #ended = {
    ...{ sent: 0, delivered: 0, failed: 0, expired: 0, cancelled: 0 },
  };
  readonly #refusals = noRefusals();
  readonly #buckets = Array<number>(latencyBounds.length + 1).fill(0);
  readonly #smtp = { sessions: 0, connections: 0, mails: 0 };
  #sumSeconds = 0;
  #repeated = 0;
  #received = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** To be called for each event. */
  observe({ room, event }: ApplianceEvent): void {
    if (room === "delivery") this.#delivery(event);
    if (room === "smtp") this.#connection(event);
  }

  /** All so far. */
  get counts(): Metered {
    return {
      accepted: { ...this.#accepted },
      ended: { ...this.#ended },
      repeated: this.#repeated,
      received: this.#received,
      smtp: { ...this.#smtp, refusals: { ...this.#refusals } },
      latency: { buckets: [...this.#buckets], sumSeconds: this.#sumSeconds },
    };
  }

  #delivery(event: Of<"delivery">): void {
    switch (event.kind) {
      case "accepted": {
        const { source, madeBy } = event.submission;
        const by = madeBy === undefined ? source : "own";
        this.#accepted[by] += event.deliveries.length;
        return;
      }
      case "changed":
        return this.#changed(event.change);
      case "repeated":
        this.#repeated += event.repeated.length;
        return;
      case "received":
        this.#received += 1;
        return;
      default:
        return;
    }
  }

  #changed(
    { from, to, messageId }: Extract<
      Of<"delivery">,
      { kind: "changed" }
    >["change"],
  ): void {
    // From `uncertain` a report may lead right to `delivered`: it was sent all the same.
    if (isWaiting(from) && (to === "sent" || to === "delivered")) {
      this.#ended.sent += 1;
      this.#time(this.#clock.now() - timeOfMessageId(messageId));
    }
    if (to !== "sent" && isEnd(to)) this.#ended[to] += 1;
  }

  #time(tookMs: number): void {
    // The clock may have been set in between.
    const seconds = Math.max(0, tookMs / 1_000);
    this.#sumSeconds += seconds;
    const at = latencyBounds.findIndex((it) => seconds <= it);
    const bucket = at < 0 ? latencyBounds.length : at;
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
  }

  #connection(event: Of<"smtp">): void {
    switch (event.kind) {
      case "connected":
        this.#smtp.sessions += 1;
        this.#smtp.connections = event.connections;
        return;
      case "disconnected":
        this.#smtp.connections = Math.max(0, this.#smtp.connections - 1);
        return;
      case "queued":
        this.#smtp.mails += 1;
        return;
      case "refused":
        this.#refusals[refusalReason(event.code)] += 1;
        return;
      default:
        return;
    }
  }
}

type End = keyof Metered["ended"];

function isEnd(state: string): state is End {
  return state === "sent" || state === "delivered" || state === "failed" ||
    state === "expired" || state === "cancelled";
}

function noRefusals(): Record<RefusalReason, number> {
  const none = refusalReasons.map((it) => [it, 0]);
  return Object.fromEntries(none) as Record<RefusalReason, number>; // every reason is a key of it
}

/** What a reply code tells of the reason. RFC 5321 §4.2.3, RFC 4954 §6, RFC 3207 §4. */
export function refusalReason(code: number): RefusalReason {
  switch (code) {
    case 421:
    case 450:
      return "limit";
    case 451:
    case 452:
      return "trouble";
    case 454:
    case 530:
    case 534:
    case 535:
    case 538:
      return "login";
    case 550:
    case 551:
    case 553:
      return "recipient";
    case 552:
    case 554:
      return "content";
    case 555:
      return "syntax";
    default:
      return code >= 500 && code < 505 ? "syntax" : "other";
  }
}
