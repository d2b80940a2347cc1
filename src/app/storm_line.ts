import { formatDuration } from "../config/mod.ts";
import type { BreakerEvent, DeliveryEvent } from "../delivery/mod.ts";
import { localTime } from "./local_time.ts";
import type { LogLine } from "./log_line.ts";

type Accepted = Extract<DeliveryEvent, { kind: "accepted" }>;

/** What storm control did with an accepted mail, behind its line; "" where it did nothing. */
export function heldText({ storm }: Accepted): string {
  if (storm === undefined) return "";
  const { gathered, putOff } = storm;
  return [
    ...(gathered.length === 0 ? [] : [`; gathered for ${gathered.join(", ")}`]),
    ...(putOff.length === 0 ? [] : [`; put off for ${putOff.join(", ")}`]),
  ].join("");
}

/** An open breaker is what an operator must see. */
export function levelOfBreaker({ state }: BreakerEvent): LogLine["level"] {
  return state === "closed" ? "info" : "error";
}

/** Says what the breaker does, and what to do about it. */
export function breakerLine(event: BreakerEvent): LogLine {
  const { state, openedAt, closesAt, waiting, limit, by } = event;
  return {
    level: levelOfBreaker(event),
    text: textOf(event),
    properties: {
      event: "breaker",
      state,
      openedAt,
      closesAt,
      waiting,
      ...(limit && { count: limit.count, lengthMs: limit.lengthMs }),
      ...(by && { by }),
    },
  };
}

function textOf(
  { state, openedAt, closesAt, waiting, limit, by = "time" }: BreakerEvent,
): string {
  const allowed = limit === undefined
    ? "[storm] breaker"
    : `[storm] breaker ${limit.count}/${formatDuration(limit.lengthMs)}`;
  const until = `until ${
    localTime(closesAt)
  }, or "cellpost queue release"; mails are accepted and wait`;
  switch (state) {
    case "opened":
      return `The breaker is open: ${allowed} is reached, no SMS leaves ${until}`;
    case "reminder":
      return `The breaker is open since ${
        localTime(openedAt)
      } by ${allowed}, ${waiting} deliveries gathered: no SMS leaves ${until}`;
    case "closed":
      return `The breaker is closed ${
        closedBy[by]
      }: SMS leave again, ${waiting} deliveries gathered`;
    default:
      return state satisfies never;
  }
}

const closedBy = {
  time: "after its rest",
  operator: "by the operator",
  config: "since the config has none any more",
} as const;
