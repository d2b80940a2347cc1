import type { ModemView } from "../../desk/mod.ts";
import { inOneLine } from "../printable.ts";
import { paintModemState } from "../state_look.ts";
import { cutToWidth, fitToWidth, textWidth } from "../text_width.ts";
import type { Theme } from "./theme.ts";

/** How modems are shown. */
export interface ModemLinesOptions {
  readonly theme: Theme;
  readonly width: number;
  /** At most so many lines. */
  readonly most: number;
  /** Whether to say below a modem what it is about. */
  readonly details: boolean;
}

const wide = 66;

/** The modems, a line each, under a head; and how many there is no room for. */
export function modemLines(
  modems: readonly ModemView[],
  options: ModemLinesOptions,
): readonly string[] {
  const { theme: { palette }, most, width } = options;
  const lines = modems.flatMap((it) => linesOf(it, options));
  const head = most < 4 ? [] : [palette.dim(headOf(options))];
  if (head.length + lines.length <= most) return [...head, ...lines];
  const bare = modems.flatMap((it) =>
    linesOf(it, { ...options, details: false })
  );
  const room = Math.max(0, most - head.length);
  if (bare.length <= room) return [...head, ...bare];
  if (room === 0) return [];
  const hidden = modems.slice(room - 1);
  const more = room === 1 ? "" : "more ";
  const note = `${hidden.length} ${more}modems: ${statesText(hidden)}`;
  return [...head, ...bare.slice(0, room - 1), cutToWidth(note, width)];
}

/** Such as "2 usable, 1 unplugged". */
function statesText(modems: readonly ModemView[]): string {
  const counts = new Map<string, number>();
  for (const { state } of modems) {
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return [...counts].map(([state, count]) => `${count} ${inOneLine(state)}`)
    .join(", ");
}

function headOf({ width }: ModemLinesOptions): string {
  if (width < wide) return cutToWidth("MODEM", width);
  return [
    fitToWidth("MODEM", 14),
    fitToWidth("OPERATOR", 14),
    fitToWidth("SIGNAL", 14),
    fitToWidth("STATE", 11),
    "SENT".padStart(6),
    "ERRORS".padStart(7),
  ].join("");
}

function linesOf(
  modem: ModemView,
  { theme, width, details }: ModemLinesOptions,
): readonly string[] {
  const { sent, errors, state } = modem;
  const { palette } = theme;
  const name = inOneLine(modem.name);
  const stateText = modem.simulated && state === "usable" ? "simulated" : state;
  const first = width < wide
    ? narrowLine({ name, stateText, modem, theme, width })
    : [
      fitToWidth(cutToWidth(name, 13), 14),
      fitToWidth(cutToWidth(inOneLine(modem.network?.operator || "-"), 13), 14),
      fitToWidth(signalText(modem, theme), 14),
      paintModemState(
        state,
        fitToWidth(cutToWidth(stateText, 10), 11),
        palette,
      ),
      `${sent}`.padStart(6),
      `${errors}`.padStart(7),
    ].join("");
  const told = inOneLine(modem.detail);
  return !details || told === ""
    ? [first]
    : [first, palette.dim(cutToWidth(`  ${told}`, width))];
}

function narrowLine({ name, stateText, modem, theme, width }: {
  readonly name: string;
  readonly stateText: string;
  readonly modem: ModemView;
  readonly theme: Theme;
  readonly width: number;
}): string {
  const short = fitToWidth(cutToWidth(name, 11), 12);
  const bars = signalBars(modem, theme);
  const counts = `${modem.sent}/${modem.errors}`;
  const room = width - 12 - textWidth(bars) - counts.length - 2;
  if (room < 3) return cutToWidth(`${name} ${stateText}`, width);
  const state = fitToWidth(stateText, room);
  const painted = paintModemState(modem.state, state, theme.palette);
  return `${short}${bars} ${painted} ${counts}`;
}

function signalText(modem: ModemView, theme: Theme): string {
  const dbm = modem.network?.signalDbm;
  return dbm === undefined ? "-" : `${signalBars(modem, theme)} ${dbm} dBm`;
}

// TS 27.007 §8.5 measures from -113 to -51 dBm; these steps are what phones show.
const steps = [-109, -93, -83, -73] as const;

function signalBars(
  { network }: ModemView,
  { signal, noSignal }: Theme,
): string {
  const dbm = network?.signalDbm ?? -Infinity;
  return signal.map((it, at) => dbm >= (steps[at] ?? 0) ? it : noSignal)
    .join("");
}
