import {
  countedKinds,
  type StatsView,
  type WindowCounts,
} from "../../desk/mod.ts";
import { cutToWidth } from "../text_width.ts";
import { sparkline } from "./sparkline.ts";
import type { Theme } from "./theme.ts";

const labelWidth = 8;
const cellWidth = 11;

/** How wide the table of counters is. */
export const counterTableWidth = labelWidth + cellWidth * countedKinds.length;

/** Counters as a table, and below it what stands in the queue now. */
export function counterTable(
  { today, hour, minute, states }: StatsView,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] {
  const { palette, dot } = theme;
  const head = countedKinds.map((kind) => kind.padStart(cellWidth)).join("");
  const row = (label: string, counts: WindowCounts) =>
    label.padEnd(labelWidth) + countedKinds.map((kind) => {
      const cell = `${counts[kind]}`.padStart(cellWidth);
      return kind === "failed" && counts[kind] > 0 ? palette.bad(cell) : cell;
    }).join("");
  return [
    palette.dim("".padEnd(labelWidth) + head),
    row("today", today),
    row("hour", hour),
    row("minute", minute),
    nowLine(states, { width, dot }),
  ];
}

/** The same in two lines, for small terminals. */
export function counterLines(
  { today, hour, minute, states }: StatsView,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] {
  const { dot } = theme;
  const most = Object.entries({ today, hour, minute }).map(
    ([label, counts]) => {
      const { accepted, sent, failed } = counts;
      return `${label} ${accepted}/${sent}/${failed}`;
    },
  );
  const long = `accepted/sent/failed ${most.join(dot)}`;
  const { accepted, sent, failed } = today;
  const short = `in ${accepted} sent ${sent} failed ${failed}`;
  return [
    cutToWidth(long.length <= width ? long : short, width),
    nowLine(states, { width, dot }),
  ];
}

function nowLine(
  states: StatsView["states"],
  { width, dot }: { readonly width: number; readonly dot: string },
): string {
  const shown = ["queued", "sending", "uncertain", "held"] as const;
  const told = shown
    .filter((state) => state !== "held" || states.held > 0)
    .map((state) => `${state} ${states[state]}`);
  const long = `${"now".padEnd(labelWidth)}${told.join(dot)}`;
  return cutToWidth(long.length <= width ? long : told.join(" "), width);
}

/** The SMS accepted in the last hour, a bar a minute. */
export function hourLine(
  { perMinute }: StatsView,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): string {
  const { accepted } = perMinute.counts;
  const label = width < 40 ? "" : "60 min".padEnd(labelWidth);
  const most = Math.max(0, ...accepted);
  const note = width < 50 ? "" : `  at most ${most} a minute`;
  const room = width - label.length - note.length;
  return label + sparkline(accepted, { bars: theme.bars, width: room }) + note;
}
