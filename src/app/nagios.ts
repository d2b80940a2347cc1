import { durationText } from "../alarm/mod.ts";
import type { StatsView, StatusFinding, StatusView } from "../desk/mod.ts";

/** What a monitoring plugin says; the numbers are its exit codes. */
export const pluginLevels = ["OK", "WARNING", "CRITICAL", "UNKNOWN"] as const;

/** One of them. */
export type PluginLevel = typeof pluginLevels[number];

/** From when on something is worth a warning, or worse; absent: as the appliance itself judges. */
export interface Thresholds {
  /** How long the longest overdue SMS has been due, milliseconds. */
  readonly queueAge?: Limits;
  /** How many deliveries wait. */
  readonly waiting?: Limits;
  /** How many failed or expired within the last 60 minutes. */
  readonly failed?: Limits;
  /** Fewer usable modems than these. */
  readonly modems?: Limits;
}

/** Where a warning and where trouble begins. */
export interface Limits {
  readonly warning?: number | undefined;
  readonly critical?: number | undefined;
}

/** What a plugin answers. */
export interface PluginAnswer {
  readonly level: PluginLevel;
  readonly findings: readonly StatusFinding[];
  /** The line for Nagios and its kin, and more lines where there is more to say. */
  readonly text: string;
}

/** Judges how an appliance is. The text is as the Monitoring Plugins guidelines want it: one line, "|", performance data. */
export function pluginAnswer(
  status: StatusView,
  stats: StatsView,
  thresholds: Thresholds = {},
): PluginAnswer {
  const findings = [
    ...status.findings,
    ...beyond(status, stats, thresholds),
  ];
  const level = worst(findings);
  const [first = wellText(status), ...others] = findings
    .toSorted((a, b) => rank(b) - rank(a)).map(({ text }) => text);
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  const figures = performanceData(status, stats, thresholds);
  const line = `CELLPOST ${level} - ${plain(first)}${more} | ${figures}`;
  return { level, findings, text: [line, ...others.map(plain)].join("\n") };
}

/** The answer where nothing could be asked. */
export function pluginTrouble(
  level: "CRITICAL" | "UNKNOWN",
  text: string,
): PluginAnswer {
  const [first = "", ...others] = text.split("\n").map(plain);
  const findings: readonly StatusFinding[] = [{
    level: level === "CRITICAL" ? "critical" : "unknown",
    text,
  }];
  const line = `CELLPOST ${level} - ${first}`;
  return { level, findings, text: [line, ...others].join("\n") };
}

/** The exit code that goes with it. */
export function exitOf({ level }: PluginAnswer): number {
  return pluginLevels.indexOf(level);
}

const ranks: Readonly<Record<StatusFinding["level"], number>> = {
  unknown: 1,
  warning: 2,
  critical: 3,
};

function rank({ level }: StatusFinding): number {
  return ranks[level];
}

function worst(findings: readonly StatusFinding[]): PluginLevel {
  switch (Math.max(0, ...findings.map(rank))) {
    case 0:
      return "OK";
    case 1:
      return "UNKNOWN";
    case 2:
      return "WARNING";
    default:
      return "CRITICAL";
  }
}

function wellText({ modems, waiting }: StatusView): string {
  return `${modems.usable} of ${modems.total} modems usable, ${waiting} SMS wait`;
}

function beyond(
  { oldestWaitingMs = 0, waiting, modems }: StatusView,
  { hour }: StatsView,
  thresholds: Thresholds,
): readonly StatusFinding[] {
  const { queueAge = {}, failed = {} } = thresholds;
  return [
    ...over(
      oldestWaitingMs,
      queueAge,
      (limit) =>
        `An SMS has been due for ${durationText(oldestWaitingMs)}, ${
          durationText(limit)
        } or more`,
    ),
    ...over(
      waiting,
      thresholds.waiting ?? {},
      (limit) => `${waiting} SMS wait, ${limit} or more`,
    ),
    ...over(
      hour.failed,
      failed,
      (limit) =>
        `${hour.failed} SMS have failed within 60 minutes, ${limit} or more`,
    ),
    ...over(
      -modems.usable,
      negated(thresholds.modems ?? {}),
      (limit) => `${modems.usable} modems are usable, fewer than ${1 - limit}`,
    ),
  ];
}

/** "Fewer than n" is "at least 1 - n" of the negative. */
function negated({ warning, critical }: Limits): Limits {
  return {
    warning: warning === undefined ? undefined : 1 - warning,
    critical: critical === undefined ? undefined : 1 - critical,
  };
}

function over(
  value: number,
  { warning, critical }: Limits,
  text: (limit: number) => string,
): readonly StatusFinding[] {
  if (critical !== undefined && value >= critical) {
    return [{ level: "critical", text: text(critical) }];
  }
  if (warning !== undefined && value >= warning) {
    return [{ level: "warning", text: text(warning) }];
  }
  return [];
}

/** `'label'=value[unit];warning;critical;minimum` for each figure; counts are of the last 60 minutes. */
function performanceData(
  status: StatusView,
  { hour }: StatsView,
  { queueAge = {}, waiting = {}, failed = {}, modems = {} }: Thresholds,
): string {
  const seconds = (ms: number | undefined) =>
    ms === undefined ? undefined : Math.round(ms / 1_000);
  const age = {
    warning: seconds(queueAge.warning),
    critical: seconds(queueAge.critical),
  };
  const fewer = ({ warning, critical }: Limits) => ({
    warning: warning === undefined ? undefined : `${warning}:`,
    critical: critical === undefined ? undefined : `${critical}:`,
  });
  return [
    figure("accepted", hour.accepted),
    figure("sent", hour.sent),
    figure("delivered", hour.delivered),
    figure("failed", hour.failed, failed),
    figure("received", hour.received),
    figure("waiting", status.waiting, waiting),
    figure("oldest", `${seconds(status.oldestWaitingMs ?? 0)}s`, age),
    figure("modems", status.modems.usable, fewer(modems)),
    figure("alarms", status.openAlarms),
  ].join(" ");
}

function figure(
  label: string,
  value: number | string,
  { warning = "", critical = "" }: {
    readonly warning?: number | string | undefined;
    readonly critical?: number | string | undefined;
  } = {},
): string {
  return `${label}=${value};${warning};${critical};0`;
}

/** Without what ends the text for the reader of the line. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("|", "/").trim();
}
