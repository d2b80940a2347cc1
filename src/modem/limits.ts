import type { LocalTime, TimeZone } from "../model/mod.ts";

/** How much one modem may send. What is left out is not limited. All counts are segments, which is what is charged. */
export interface Limits {
  /** In any 60 s, any hour, any 24 h: not the calendar's. */
  readonly perMinute?: number;
  readonly perHour?: number;
  readonly perDay?: number;
  /** From the end of one SMS to the beginning of the next, milliseconds. */
  readonly minGapMs?: number;
  /** From midnight to midnight by the clocks of the zone. */
  readonly quota?: number;
  readonly quiet?: Quiet;
}

/** The hours in which a modem is quiet, by the clocks of the zone. */
export interface Quiet {
  /** Minutes since midnight, 0 to 1439. */
  readonly fromMinute: number;
  /** 0 to 1440; of the next day when not after `fromMinute`. */
  readonly toMinute: number;
  /** Whether urgent messages go out all the same. */
  readonly urgent: boolean;
}

/** What has been sent so far. */
export interface Sent {
  /** When segments may have gone out, wall milliseconds, ascending; those of the last 25 hours at least. Read from the end. */
  readonly times: Pick<readonly number[], "at">;
  /** What is left of the gap after the last one, milliseconds. */
  readonly gapLeftMs: number;
}

/** Why nothing more may be sent now. */
export interface Hold {
  readonly why: "gap" | "minute" | "hour" | "day" | "quota" | "quiet";
  /** When it ends, wall milliseconds; always ahead. */
  readonly until: number;
  /** Whether urgent messages may pass. */
  readonly urgentMayPass: boolean;
  /** For the operator: what holds, and when it ends. */
  readonly text: string;
}

/** What holds now, and until when that can be relied on. */
export interface Verdict {
  readonly hold: Hold | undefined;
  /** Wall milliseconds; always ahead, `Infinity` when only another SMS can change it. */
  readonly until: number;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** How long a time that an SMS went out is of any use: the longest day has 25 hours. */
export const memoryMs = 26 * hourMs;

/**
 * Decides whether a modem may begin a message now. Of several reasons why not, the one that lasts longest is told. Pure:
 * whoever asks again at `until` gets on, so that nobody need ask in between.
 */
export function verdictOf(
  limits: Limits,
  sent: Sent,
  at: { readonly now: number; readonly zone: TimeZone },
): Verdict {
  const quiet = quietAt(limits.quiet, at);
  const holds = [
    ...rates(limits, sent, at),
    ...quota(limits, sent, at),
    ...(quiet?.hold ? [quiet.hold] : []),
  ];
  const longest = holds.toSorted((a, b) => b.until - a.until)[0];
  const changes = [...holds.map(({ until }) => until), quiet?.until];
  return {
    hold: longest && {
      ...longest,
      urgentMayPass: holds.every(({ urgentMayPass }) => urgentMayPass),
    },
    until: Math.min(...changes.map((it) => it ?? Infinity), Infinity),
  };
}

const each = { minute: "a minute", hour: "an hour", day: "a day" } as const;

interface At {
  readonly now: number;
  readonly zone: TimeZone;
}

/** A window of length w that holds n is free again when its nth-last SMS is as old as w. */
function rates(limits: Limits, sent: Sent, at: At): readonly Hold[] {
  const { gapLeftMs, times } = sent;
  const windows = [
    ["minute", limits.perMinute, minuteMs],
    ["hour", limits.perHour, hourMs],
    ["day", limits.perDay, dayMs],
  ] as const;
  const holds = windows.flatMap(([why, most, lengthMs]): readonly Hold[] => {
    if (most === undefined) return [];
    const until = (times.at(-most) ?? -Infinity) + lengthMs;
    if (until <= at.now) return [];
    const next = clock(until, at.zone, { seconds: why === "minute" });
    const text = `Limit of ${most} ${each[why]} reached; next at ${next}`;
    return [{ why, until, urgentMayPass: false, text }];
  });
  if (gapLeftMs <= 0) return holds;
  const until = at.now + gapLeftMs;
  const text = `Pause after the last SMS; next at ${
    clock(until, at.zone, { seconds: true })
  }`;
  return [{ why: "gap", until, urgentMayPass: false, text }, ...holds];
}

function quota({ quota }: Limits, { times }: Sent, at: At): readonly Hold[] {
  if (quota === undefined) return [];
  const today = midnight(at.zone.localAt(at.now), 0);
  const last = times.at(-quota);
  if (last === undefined || last < at.zone.momentOf(today)) return [];
  const next = at.zone.momentOf({ ...today, day: today.day + 1 });
  // Clocks that are put back at midnight may say that tomorrow has been.
  const until = Math.max(next, at.now + minuteMs);
  const text = `Quota of ${quota} a day used up; next at ${
    clock(until, at.zone)
  }`;
  return [{ why: "quota", until, urgentMayPass: false, text }];
}

/** The quiet period that is on, or when the next one begins. */
function quietAt(
  quiet: Quiet | undefined,
  { now, zone }: At,
): { readonly hold?: Hold; readonly until: number } | undefined {
  if (quiet === undefined) return undefined;
  const { fromMinute, toMinute, urgent } = quiet;
  const today = zone.localAt(now);
  const overnight = toMinute <= fromMinute ? 1 : 0;
  for (const ahead of [-1, 0, 1, 2]) {
    const from = zone.momentOf(midnight(today, ahead, fromMinute));
    const until = zone.momentOf(midnight(today, ahead + overnight, toMinute));
    if (from >= until || until <= now) continue;
    if (from > now) return { until: from };
    const note = urgent ? "; urgent messages go out" : "";
    const text = `Quiet until ${clock(until, zone)}${note}`;
    return {
      hold: { why: "quiet", until, urgentMayPass: urgent, text },
      until,
    };
  }
  return { until: now + hourMs };
}

/** So many minutes after the midnight with which the day that lies so far ahead begins. */
function midnight(local: LocalTime, ahead: number, minute = 0): LocalTime {
  const day = local.day + ahead;
  return { ...local, day, hour: 0, minute, second: 0 };
}

function clock(
  at: number,
  zone: TimeZone,
  { seconds = false }: { readonly seconds?: boolean } = {},
): string {
  // A second that has begun is not over yet.
  const local = zone.localAt(Math.ceil(at / 1000) * 1000);
  const parts = [local.hour, local.minute, ...(seconds ? [local.second] : [])];
  return parts.map((it) => String(it).padStart(2, "0")).join(":");
}
