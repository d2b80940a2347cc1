import { showsUnicode } from "../marks.ts";
import { type Palette, plainPalette } from "../palette.ts";

/** How the picture is drawn: colours, and signs that the terminal has. */
export interface Theme {
  readonly palette: Palette;
  /** From nothing to full. */
  readonly bars: readonly string[];
  /** Four steps of a signal, the weakest first, and what stands for a missing one. */
  readonly signal: readonly string[];
  readonly noSignal: string;
  /** Between two facts. */
  readonly dot: string;
  /** In front of what the keys act on. */
  readonly pointer: string;
  readonly cursor: string;
  readonly arrows: string;
}

/** Signs of Unicode, as terminals of today have them. */
export const fullTheme: Theme = {
  palette: plainPalette,
  bars: ["·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
  signal: ["▂", "▄", "▆", "█"],
  noSignal: "·",
  dot: " · ",
  pointer: "›",
  cursor: "█",
  arrows: "↑↓",
};

/** For a terminal that is set up for ASCII. */
export const asciiTheme: Theme = {
  palette: plainPalette,
  bars: [".", "_", "_", "-", "-", "=", "=", "#", "#"],
  signal: ["|", "|", "|", "|"],
  noSignal: ".",
  dot: ", ",
  pointer: ">",
  cursor: "_",
  arrows: "j k",
};

/** What decides about the signs. */
export interface ThemeFacts {
  readonly palette: Palette;
  readonly os: typeof Deno.build.os;
  /** Reads a variable of the environment. */
  readonly env: (name: string) => string | undefined;
}

/** The theme for a terminal. */
export function themeFor({ palette, os, env }: ThemeFacts): Theme {
  return { ...(showsUnicode(env, os) ? fullTheme : asciiTheme), palette };
}
