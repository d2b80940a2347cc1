import type { MessageId, TimeZone, Wishes } from "../model/mod.ts";
import type { Submission, Waiting } from "../queue/mod.ts";
import { summaryOf } from "./backlog_text.ts";
import { composed, type ComposeOptions } from "./compose.ts";

/** How a summary of stale messages is made. */
export interface SummaryForm {
  readonly compose: ComposeOptions;
  /** By its clocks times are told. */
  readonly zone: TimeZone;
}

/** What waits for one number and is stale. */
export interface Gathered {
  /** In the order in which they were accepted. */
  readonly stale: readonly Waiting[];
  /** How many older ones were too many. */
  readonly others: number;
  /** When the oldest of those was to be sent, wall milliseconds; Infinity when there are none. */
  readonly since: number;
}

/** When a delivery was to be sent, as its sender had it. */
export function wantedAt(
  { acceptedAt, sendAt = acceptedAt }: Pick<Waiting, "acceptedAt" | "sendAt">,
): number {
  return Math.max(acceptedAt, sendAt);
}

/**
 * One message in the place of several to the same number. It may wait as long as the last of them might have, and for `lifeMs` at least; it
 * is bulk when all were, and goes the ways on which any of them would have gone.
 */
export function mergedSubmission(
  { stale, others, since }: Gathered,
  { compose, zone, id, now, lifeMs }: SummaryForm & {
    readonly id: MessageId;
    readonly now: number;
    readonly lifeMs: number;
  },
): Submission {
  const text = summaryOf(
    stale.map((it) => ({ at: wantedAt(it), text: it.text })),
    { ...compose, zone, now, others, since },
  );
  const { message, segmentCount } = composed(text, {
    ...compose,
    // It says more than the last SMS of its type, whose place it must not take.
    replaceType: 0,
  });
  const [first] = stale;
  if (first === undefined) throw new Error("There is nothing to merge");
  const wishes = wishesOf(stale);
  const last = Math.max(...stale.map((it) => it.expiresAt));
  return {
    id,
    acceptedAt: now,
    expiresAt: Math.max(last, now + lifeMs),
    source: "command",
    madeBy: "merge",
    reversePath: "",
    clientAddress: "",
    subject: "",
    message,
    segmentCount,
    recipients: [first.recipient],
    ...(Object.keys(wishes).length === 0
      ? {}
      : { wishes: new Map([[first.recipient, wishes]]) }),
  };
}

function wishesOf(stale: readonly Waiting[]): Wishes {
  const reached = stale.some((it) => it.reached !== undefined)
    ? [...new Set(stale.flatMap((it) => it.reached ?? [""]))].sort()
    : undefined;
  return {
    ...(stale.every((it) => it.priority === "bulk") && { priority: "bulk" }),
    ...(reached !== undefined && { reached }),
  };
}
