import { amiss, type Finding, fine } from "./finding.ts";

/** What is known of the clock of this machine. */
export interface ClockFacts {
  /** Wall milliseconds. */
  readonly now: number;
  /** The newest moment that anything here was written at, wall milliseconds; undefined: nothing was. */
  readonly newestFile: number | undefined;
  readonly os: typeof Deno.build.os;
  /** Whether systemd's file says that the clock has been set by the network since the start. */
  readonly timesyncDone: boolean;
  /** The names of the processes that may set it. */
  readonly setters: readonly string[];
  /** The time zone by which cellpost goes. */
  readonly zone: string;
  /** Whether the config names it. */
  readonly zoneIsChosen: boolean;
  /** Whether the config has times of day in it: schedules, quiet hours, daily restarts. */
  readonly hasTimesOfDay: boolean;
}

const area = "Clock";

/** No cellpost was made before. */
const earliest = Date.UTC(2025, 0, 1);
/** Two clocks that a file may be written by, on a network disk or before a restart. */
const toleranceMs = 2 * 60_000;

/** Looks at the clock and its zone. */
export function lookAtClock(facts: ClockFacts): readonly Finding[] {
  return [lookAtTime(facts), ...lookAtSetter(facts), ...lookAtZone(facts)];
}

function lookAtTime({ now, newestFile }: ClockFacts): Finding {
  const shown = new Date(now).toISOString().slice(0, 16).replace("T", " ");
  const advice =
    "set it, and have it set by the network: expiry, quiet hours and reports go by it";
  if (now < earliest) {
    return amiss(area, "critical", { text: `It says ${shown} UTC`, advice });
  }
  if (newestFile !== undefined && newestFile > now + toleranceMs) {
    const written = new Date(newestFile).toISOString().slice(0, 16)
      .replace("T", " ");
    return amiss(area, "critical", {
      text: `It says ${shown} UTC, but a file here was written at ${written}`,
      advice,
    });
  }
  return fine(area, `${shown} UTC`);
}

function lookAtSetter(
  { os, setters, timesyncDone }: ClockFacts,
): readonly Finding[] {
  if (os === "windows") {
    return [
      amiss(area, "hint", {
        text: "Whether the network sets it is not asked on Windows",
        advice: '"w32tm /query /status" tells',
      }),
    ];
  }
  if (timesyncDone) return [fine(area, "systemd-timesyncd has set it")];
  if (setters.length > 0) return [fine(area, `${setters.join(", ")} sets it`)];
  return [
    amiss(area, "hint", {
      text:
        "Nothing that sets it by the network is seen; in a container its host may",
      advice: 'on a machine of its own: "timedatectl set-ntp true", or chrony',
    }),
  ];
}

function lookAtZone(
  { hasTimesOfDay, zone, zoneIsChosen }: ClockFacts,
): readonly Finding[] {
  const isUtc = /^(?:Etc\/)?(?:UTC|UCT|GMT|Universal|Zulu)$/.test(zone);
  if (!isUtc || zoneIsChosen || !hasTimesOfDay) {
    return [fine(area, `Times of day are those of ${zone}`)];
  }
  return [
    amiss(area, "warning", {
      text:
        `Times of day in the config are those of ${zone}, this machine's zone`,
      advice: 'set [message] timezone, such as "Europe/Berlin"',
    }),
  ];
}

/** Programs that set a clock by the network, as the kernel names their processes (15 letters at most). */
export const clockSetters: readonly string[] = [
  ...["chronyd", "ntpd", "openntpd", "ntpd-rs", "ntp-daemon"],
  ...["systemd-timesyn", "ptp4l", "phc2sys", "sntp"],
];
