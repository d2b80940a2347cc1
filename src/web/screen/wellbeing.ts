import type { Connection } from "./reconnect.ts";
import { lasting } from "./when.ts";
import { plural, type Tone } from "./words.ts";
import type { AlarmView, BreakerView, StatusView } from "./wire.ts";

/** What is known of the machine's health. */
export interface House {
  readonly status?: StatusView | undefined;
  readonly alarms?: readonly AlarmView[] | undefined;
  readonly breaker?: BreakerView | undefined;
}

/** Whether all is well, for somebody who has one second. */
export interface Wellbeing {
  readonly tone: Tone;
  /** One sentence. */
  readonly title: string;
  /** What there is to say besides, a line each. */
  readonly lines: readonly { readonly tone: Tone; readonly text: string }[];
}

/** Looks at everything and says it in a sentence. */
export function wellbeingOf(
  { breaker, status }: House,
  connection: Connection,
): Wellbeing {
  if (connection.state === "lost") return lost(status);
  if (status === undefined) {
    return { tone: "quiet", title: "Looking", lines: [] };
  }
  const lines = status.findings.map(({ level, text }) => ({
    tone: level === "critical" ? "bad" as const : "warn" as const,
    text,
  }));
  const title = titleOf(status, breaker?.open === true);
  const rest = lines.length > 0
    ? lines
    : [{ tone: "quiet" as const, text: calm(status) }];
  return { ...title, lines: rest };
}

function lost(status: StatusView | undefined): Wellbeing {
  const text = status === undefined
    ? "Nothing is known until it answers"
    : "What is shown may be out of date";
  const lines = [{ tone: "quiet", text }] as const;
  return { tone: "warn", title: "Connection lost, trying again", lines };
}

function titleOf(
  { findings, ready }: StatusView,
  gathers: boolean,
): Pick<Wellbeing, "tone" | "title"> {
  if (!ready || findings.some(({ level }) => level === "critical")) {
    const title = ready
      ? "Something is wrong"
      : "SMS do not leave at the moment";
    return { tone: "bad", title };
  }
  if (findings.length > 0) {
    const many = findings.length === 1
      ? "one thing to look at"
      : `${findings.length} things to look at`;
    return { tone: "warn", title: `Working, with ${many}` };
  }
  if (gathers) return { tone: "warn", title: "SMS are being gathered" };
  return { tone: "good", title: "All is well" };
}

function calm({ modems, oldestWaitingMs, waiting }: StatusView): string {
  const fit = modems.usable === modems.total
    ? (modems.total === 1
      ? "The modem is ready"
      : `All ${modems.total} modems are ready`)
    : `${modems.usable} of ${modems.total} modems are ready`;
  if (waiting === 0) return `${fit}, and nothing waits`;
  const late = oldestWaitingMs === undefined || oldestWaitingMs < 60_000
    ? ""
    : `, one overdue for ${lasting(oldestWaitingMs)}`;
  return `${fit}, and ${plural(waiting, "SMS", "SMS")} on the way${late}`;
}
