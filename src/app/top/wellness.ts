import { durationText } from "../../alarm/mod.ts";
import { localTime } from "../local_time.ts";
import { inOneLine } from "../printable.ts";
import type { TopState } from "./state.ts";

/** Whether all is well, in one sentence. */
export interface Wellness {
  readonly level: "good" | "warn" | "bad";
  readonly text: string;
}

/** Tells it: first whether anybody answers, then the worst finding. */
export function wellnessOf({ link, now, snapshot }: TopState): Wellness {
  switch (link.kind) {
    case "connecting":
      return { level: "warn", text: "Looking for the running cellpost" };
    case "lost": {
      const time = localTime(link.since).slice(11);
      const long = durationText(Math.max(0, now - link.since));
      const since = snapshot === undefined
        ? ""
        : ` What you see is of ${time}, ${long} ago.`;
      return { level: "bad", text: `${inOneLine(link.text)}.${since}` };
    }
    case "live":
      return liveWellness(snapshot);
    default:
      return link satisfies never;
  }
}

function liveWellness(snapshot: TopState["snapshot"]): Wellness {
  if (snapshot === undefined) {
    return { level: "warn", text: "Looking for the running cellpost" };
  }
  const { findings, modems, ready, waiting } = snapshot.status;
  const [first] = findings;
  if (first !== undefined) {
    const others = findings.length - 1;
    const more = others === 0 ? "" : ` (and ${others} more)`;
    const level = first.level === "critical" || !ready ? "bad" : "warn";
    return { level, text: inOneLine(first.text) + more };
  }
  const usable = modems.total === 1
    ? "the modem is usable"
    : `${modems.usable} of ${modems.total} modems are usable`;
  return {
    level: "good",
    text: `All is well: ${usable}, ${waitingText(waiting)}`,
  };
}

function waitingText(waiting: number): string {
  if (waiting === 0) return "nothing waits";
  return waiting === 1 ? "1 SMS waits" : `${waiting} SMS wait`;
}
