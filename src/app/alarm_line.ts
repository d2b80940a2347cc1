import type { AlarmEvent } from "../alarm/mod.ts";
import { type LogLine, shown } from "./log_line.ts";

const levels = {
  raised: "error",
  reminder: "warning",
  late: "debug",
  cleared: "info",
} as const;

const words = {
  raised: "Alarm",
  reminder: "Alarm",
  late: "Alarm, by SMS only now",
  cleared: "All clear",
} as const;

/** The one line of an alarm, a reminder or an all-clear. */
export function alarmLine(event: AlarmEvent): LogLine {
  const { kind, key, condition, since, text } = event;
  return {
    level: levels[kind],
    text: `${words[kind]}: ${shown(text)}`,
    properties: { event: "alarm", alarm: key, condition, state: kind, since },
  };
}
