import { durationText } from "../../alarm/mod.ts";
import { localTime } from "../local_time.ts";
import { messageLines } from "../message_text.ts";
import { plainPalette } from "../palette.ts";
import { inOneLine } from "../printable.ts";
import {
  cutToWidth,
  fitToWidth,
  textWidth,
  wrapToWidth,
} from "../text_width.ts";
import { deliveryLines } from "./delivery_lines.ts";
import { helpLines } from "./help_lines.ts";
import { overviewLines } from "./overview_lines.ts";
import type { Reach, TopState } from "./state.ts";
import type { Theme } from "./theme.ts";
import { wellnessOf } from "./wellness.ts";

/** A terminal's size. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A whole picture: as many lines as the terminal has rows, none wider than it. */
export interface Frame {
  readonly lines: readonly string[];
  /** How far keys move in it. */
  readonly reach: Reach;
}

/** Draws the picture of a state. */
export function frame(state: TopState, size: Size, theme: Theme): Frame {
  const columns = Math.max(1, size.columns);
  const rows = Math.max(1, size.rows);
  const head = [
    titleLine(state, columns, theme),
    ...wellnessLines(state, { columns, rows, theme }),
  ];
  const foot = footLine(state, columns, theme);
  const room = Math.max(0, rows - head.length - 1);
  const { lines, reach } = bodyOf(state, { columns, room, theme });
  const blank = Array<string>(Math.max(0, room - lines.length)).fill("");
  const all = [...head, ...lines, ...blank].slice(0, Math.max(0, rows - 1));
  return { lines: [...all, foot].slice(-rows), reach };
}

interface Room {
  readonly columns: number;
  readonly room: number;
  readonly theme: Theme;
}

function bodyOf(
  state: TopState,
  { columns, room, theme }: Room,
): { readonly lines: readonly string[]; readonly reach: Reach } {
  const { snapshot, view } = state;
  switch (view.kind) {
    case "help":
      return page(helpLines(), { columns, room, theme }, 0);
    case "message":
      return page(
        messageBody(state, view.id),
        { columns, room, theme },
        view.line,
      );
    case "list":
    case "search": {
      const overview = snapshot === undefined
        ? []
        : overviewLines(snapshot, { columns, room, theme });
      const left = room - overview.length;
      const list = snapshot === undefined || left < 1
        ? []
        : deliveryLines(state, { theme, width: columns, room: left });
      const reach = { page: Math.max(1, left - 1), last: 0 };
      return { lines: [...overview, ...list], reach };
    }
    default:
      return view satisfies never;
  }
}

/** What is seen of a long text from a line on. */
function page(text: readonly string[], { columns, room }: Room, line: number) {
  const lines = text.flatMap((it) => wrapToWidth(it, columns))
    // A sign that is wider than the whole terminal.
    .map((it) => cutToWidth(it, columns));
  const last = Math.max(0, lines.length - room);
  const start = Math.min(line, last);
  const reach = { page: Math.max(1, room - 1), last };
  return { lines: lines.slice(start, start + room), reach };
}

function messageBody(
  { now, snapshot }: TopState,
  id: string,
): readonly string[] {
  const message = snapshot?.message;
  if (message?.id !== id) return [`Message ${id}`];
  return messageLines(message, { palette: plainPalette, now });
}

function titleLine(
  { now, snapshot }: TopState,
  columns: number,
  { palette, dot }: Theme,
): string {
  const stats = snapshot?.stats;
  const name = `cellpost${
    stats === undefined ? "" : ` ${inOneLine(stats.version)}`
  }`;
  const up = stats === undefined
    ? []
    : [`up ${durationText(Math.max(0, stats.now - stats.startedAt))}`];
  const simulated = stats?.simulated === true
    ? ["simulated: nothing leaves this machine"]
    : [];
  const facts = [name, ...up, ...simulated];
  const time = columns < 70 ? localTime(now).slice(11) : localTime(now);
  const room = columns - time.length - 1;
  const left = [facts.join(dot), facts.slice(0, 2).join(dot), name]
    .find((it) => textWidth(it) <= room);
  return left === undefined
    ? palette.bold(cutToWidth(name, columns))
    : palette.bold(fitToWidth(left, room)) + ` ${time}`;
}

/** On a small terminal in one line, else in as many as it takes, three at most. */
function wellnessLines(
  state: TopState,
  { columns, rows, theme }: Size & { readonly theme: Theme },
): readonly string[] {
  const { level, text } = wellnessOf(state);
  const most = rows < 16 ? 1 : 3;
  const lines = wrapToWidth(text, columns);
  const shown = lines.length <= most ? lines : [
    ...lines.slice(0, most - 1),
    cutToWidth(lines.slice(most - 1).join(" "), columns),
  ];
  return shown.map((it) => theme.palette[level](it));
}

function footLine(
  { view }: TopState,
  columns: number,
  { palette, cursor, arrows }: Theme,
): string {
  switch (view.kind) {
    case "search": {
      // The end of what is typed is what one looks at.
      const typed = [...inOneLine(view.typed)].slice(-Math.max(1, columns - 3));
      return cutToWidth(`/${typed.join("")}${cursor}`, columns);
    }
    case "help":
      return palette.dim(cutToWidth("any key: back", columns));
    case "message":
      return palette.dim(cutToWidth(`${arrows} scroll  Enter back`, columns));
    case "list":
      return palette.dim(
        cutToWidth(
          `q quit  ${arrows} choose  Enter history  f filter  / search  ? help`,
          columns,
        ),
      );
    default:
      return view satisfies never;
  }
}
