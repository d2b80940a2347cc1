import type { ListedView } from "../../desk/mod.ts";
import { localTime } from "../local_time.ts";
import { inOneLine } from "../printable.ts";
import { paintState } from "../state_look.ts";
import { cutToWidth, fitToWidth, textWidth } from "../text_width.ts";
import { chosenIndex, type TopState } from "./state.ts";
import type { Theme } from "./theme.ts";

const wide = 60;
const dayMs = 24 * 3_600_000;

/** The list of deliveries in exactly so many lines, with a head where there is room; the chosen one is among them. */
export function deliveryLines(
  state: TopState,
  { theme, width, room }: {
    readonly theme: Theme;
    readonly width: number;
    readonly room: number;
  },
): readonly string[] {
  const { palette } = theme;
  const head = room < 5
    ? []
    : [palette.dim(cutToWidth(headText(state), width))];
  const rows = state.snapshot?.deliveries ?? [];
  const fits = Math.max(0, room - head.length);
  const chosen = chosenIndex(state);
  const start = Math.max(
    0,
    Math.min(chosen - Math.floor(fits / 2), rows.length - fits),
  );
  const lines = rows.slice(start, start + fits).map((row, at) => {
    const isChosen = start + at === chosen;
    return rowText(row, { theme, width, now: state.now, isChosen });
  });
  if (rows.length === 0 && fits > 0 && state.snapshot !== undefined) {
    lines.push(cutToWidth(nothingText(state), width));
  }
  const blank = Array<string>(Math.max(0, fits - lines.length)).fill("");
  return [...head, ...lines, ...blank].slice(0, room);
}

function headText({ filter, search, snapshot, limit }: TopState): string {
  const count = snapshot?.deliveries.length ?? 0;
  const which = [
    ...(filter === undefined ? [] : [`only ${filter}`]),
    ...(search === "" ? [] : [`with "${inOneLine(search)}"`]),
    ...(count < limit ? [] : [`the newest ${count}`]),
  ];
  return which.length === 0 ? "MESSAGES" : `MESSAGES  ${which.join(", ")}`;
}

function nothingText({ filter, search }: TopState): string {
  return filter === undefined && search === ""
    ? "No message yet"
    : "No such message: Escape shows all";
}

function rowText(
  row: ListedView,
  { theme, width, now, isChosen }: {
    readonly theme: Theme;
    readonly width: number;
    readonly now: number;
    readonly isChosen: boolean;
  },
): string {
  const { palette, pointer } = theme;
  const roomy = width >= wide;
  const mark = isChosen ? `${pointer} ` : "  ";
  const time = timeText(row.acceptedAt, now, roomy);
  const number = fitToWidth(inOneLine(row.recipient), roomy ? 17 : 13);
  const left = `${mark}${time} ${number} `;
  const state = fitToWidth(row.state, 10);
  const rest = width - textWidth(left) - state.length;
  if (rest < 1) return cutToWidth(left + state, width);
  const preview = fitToWidth(inOneLine(row.preview) || "(cleared)", rest);
  return isChosen
    ? palette.chosen(left + state + preview)
    : left + paintState(row.state, state, palette) + preview;
}

/** The time, or the day of what is older. */
function timeText(at: number, now: number, roomy: boolean): string {
  const text = localTime(at);
  const old = now - at > dayMs;
  if (!roomy) return old ? text.slice(5, 10) : text.slice(11, 16);
  return old ? text.slice(5, 16) : text.slice(11).padEnd(11);
}
