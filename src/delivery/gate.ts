import { formatSpan } from "./backlog_text.ts";
import type { TimeFacts } from "../queue/mod.ts";
import type { PhoneNumber } from "../model/mod.ts";
import { quietCaseOf, quietReason, type TimeRules } from "./time_rules.ts";

/** One delivery that may be due, leased or not, as far as the gate is concerned. */
export interface AtGate extends TimeFacts {
  readonly recipient: PhoneNumber;
  readonly expiresAt: number;
  /** Numbers of the segments that the network has taken; absent: none. */
  readonly acknowledged?: readonly number[];
}

/** What shall become of a delivery that is about to be sent. */
export type Admission =
  | { readonly kind: "send" }
  /** It goes back to the queue untried. */
  | {
    readonly kind: "putOff";
    readonly until: number;
    /** Where it would have expired meanwhile. */
    readonly expiresAt?: number;
    readonly reason: string;
  }
  /** It goes back, and expires. */
  | { readonly kind: "drop"; readonly reason: string }
  /** It goes back, and becomes part of one SMS with all others of its recipient that are stale. */
  | { readonly kind: "merge" };

/**
 * Asked between the choice of a delivery and its sending. What has begun is finished, since half a text helps nobody; what the operator
 * has made due goes out whatever the time. Then quiet hours count, then age: what is urgent, or is itself such a summary, is never
 * stale, and the time in which it was not to be sent does not make it older.
 */
export function gate(it: AtGate, now: number, rules: TimeRules): Admission {
  const { acknowledged = [], acceptedAt, sendAt = acceptedAt } = it;
  if (it.forced || acknowledged.length > 0) return { kind: "send" };
  const quietCase = quietCaseOf(it);
  // A clock that was set back may have brought it here too early.
  const wantedAt = it.sendAt === undefined ? now : Math.max(now, sendAt);
  const end = rules.quiet.endAt(quietCase, wantedAt);
  const until = end ?? wantedAt;
  if (until > now) {
    const reason = end === undefined ? "" : quietReason(end, rules);
    return { kind: "putOff", until, reason, ...keptAlive(it, now, until) };
  }
  const { stale } = rules;
  if (stale === undefined || quietCase.urgent || it.merges) {
    return { kind: "send" };
  }
  const dueAt = Math.max(acceptedAt, sendAt);
  if (rules.quiet.after(quietCase, dueAt, stale.afterMs) > now) {
    return { kind: "send" };
  }
  return stale.policy === "merge"
    ? { kind: "merge" }
    : { kind: "drop", reason: dropReason(stale.afterMs) };
}

/** Why a delivery was dropped, for its sender and the operator. */
export function dropReason(staleAfterMs: number): string {
  return `Not sent within ${
    formatSpan(staleAfterMs)
  }, and too old to be of use now (stale_after)`;
}

/** A rule of time lets nothing expire: what is left of its time counts from the moment at which it may go. */
function keptAlive(
  { expiresAt }: AtGate,
  now: number,
  until: number,
): { readonly expiresAt?: number } {
  return expiresAt > until
    ? {}
    : { expiresAt: until + Math.max(1, expiresAt - now) };
}
