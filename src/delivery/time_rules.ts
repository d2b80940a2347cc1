import { timeText } from "../mail/mod.ts";
import type { PhoneNumber, TimeZone } from "../model/mod.ts";
import { neverQuiet, type QuietCase, type QuietHours } from "../policy/mod.ts";
import type { TimeFacts } from "../queue/mod.ts";

/** What becomes of a delivery that has waited too long. */
export interface StaleRule {
  /** Since it was due, quiet hours not counted; milliseconds. */
  readonly afterMs: number;
  readonly policy: "drop" | "merge";
}

/** The rules by which time decides over deliveries; the `[[quiet]]` and `[delivery]` sections of the config. */
export interface TimeRules {
  readonly quiet: QuietHours;
  /** Absent: nothing is ever stale. */
  readonly stale?: StaleRule;
  /** By its clocks times are told; absent: by those of Greenwich. */
  readonly zone?: TimeZone;
}

/** No rules. */
export const noTimeRules: TimeRules = { quiet: neverQuiet };

/** A delivery as quiet hours ask about it. */
export function quietCaseOf(
  { recipient, priority, reached }:
    & Pick<TimeFacts, "reached">
    & { readonly priority?: TimeFacts["priority"] }
    & { readonly recipient: PhoneNumber },
): QuietCase {
  return { recipient, urgent: priority === "urgent", reached };
}

/** Why something waits until quiet hours end, for the operator. */
export function quietReason(until: number, { zone }: TimeRules): string {
  return `Quiet hours until ${timeText(until, zone)}`;
}
