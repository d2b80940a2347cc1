import type { AlarmView } from "../../desk/mod.ts";
import { localTime } from "../local_time.ts";
import { inOneLine } from "../printable.ts";
import { cutToWidth } from "../text_width.ts";
import {
  counterLines,
  counterTable,
  counterTableWidth,
  hourLine,
} from "./counter_lines.ts";
import { modemLines } from "./modem_lines.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Theme } from "./theme.ts";

/** Where the overview is drawn. */
export interface OverviewRoom {
  readonly columns: number;
  /** The lines that it shares with the list of messages. */
  readonly room: number;
  readonly theme: Theme;
}

/** How much is shown, from all to the least that helps. */
interface Generosity {
  readonly table: boolean;
  readonly hour: boolean;
  readonly details: boolean;
  readonly modems: number;
  readonly alarms: number;
  readonly gaps: boolean;
}

const all: Generosity = {
  table: true,
  hour: true,
  details: true,
  gaps: true,
  modems: 40,
  alarms: 6,
};
const little: Generosity = {
  ...all,
  table: false,
  details: false,
  gaps: false,
};

const generosities: readonly Generosity[] = [
  all,
  { ...all, modems: 12, alarms: 4 },
  { ...all, details: false, modems: 8, alarms: 3 },
  { ...all, details: false, gaps: false, modems: 6, alarms: 2 },
  { ...little, modems: 5, alarms: 2 },
  { ...little, modems: 3, alarms: 1 },
  { ...little, hour: false, modems: 1, alarms: 1 },
  { ...little, hour: false, modems: 0, alarms: 0 },
];

/** Counters, the last hour, modems and alarms: as much of it as leaves the messages a third of the room. */
export function overviewLines(
  snapshot: Snapshot,
  where: OverviewRoom,
): readonly string[] {
  const messages = Math.max(3, Math.ceil(where.room / 3));
  for (const generosity of generosities) {
    const lines = linesFor(snapshot, where, generosity);
    if (lines.length + messages <= where.room) return lines;
  }
  return [];
}

function linesFor(
  { alarms, modems, stats }: Snapshot,
  { columns, theme }: OverviewRoom,
  generosity: Generosity,
): readonly string[] {
  const place = { theme, width: columns };
  const isWide = columns >= counterTableWidth;
  const counters = generosity.table && isWide
    ? counterTable(stats, place)
    : counterLines(stats, place);
  const hour = generosity.hour ? [hourLine(stats, place)] : [];
  const { details, modems: most } = generosity;
  const blocks = [
    [...counters, ...hour],
    modemLines(modems, { ...place, details, most }),
    alarmLines(alarms, { ...place, most: generosity.alarms }),
  ].filter((it) => it.length > 0);
  const gap = generosity.gaps ? [""] : [];
  return blocks.flatMap((it) => [...gap, ...it]).concat(gap);
}

function alarmLines(
  alarms: readonly AlarmView[],
  { theme, width, most }: {
    readonly theme: Theme;
    readonly width: number;
    readonly most: number;
  },
): readonly string[] {
  const { palette } = theme;
  const hidden = alarms.length - most;
  return alarms.slice(0, most).map((alarm, at) => {
    const since = localTime(alarm.since).slice(5, 16);
    const paint = alarm.wellSince === undefined ? palette.bad : palette.warn;
    const more = at === most - 1 && hidden > 0 ? ` (and ${hidden} more)` : "";
    const text = `! ${since} ${inOneLine(alarm.text)}`;
    const room = Math.max(0, width - more.length);
    return paint(cutToWidth(cutToWidth(text, room) + more, width));
  });
}
