import { styleText } from "node:util";

/** What the words of a status say at a glance. Colour only repeats it: the words are there without. */
export interface Palette {
  /** As it should be. */
  readonly good: (text: string) => string;
  /** Not yet, or to be looked at. */
  readonly warn: (text: string) => string;
  /** Wrong. */
  readonly bad: (text: string) => string;
  /** Less to be looked at than the rest. */
  readonly dim: (text: string) => string;
  /** More. */
  readonly bold: (text: string) => string;
  /** What the keys act on. */
  readonly chosen: (text: string) => string;
}

const asItIs = (text: string) => text;

/** Leaves all text as it is. */
export const plainPalette: Palette = {
  good: asItIs,
  warn: asItIs,
  bad: asItIs,
  dim: asItIs,
  bold: asItIs,
  chosen: asItIs,
};

/** Colours by the terminal's own sixteen, which its owner can read. */
export const colourPalette: Palette = {
  good: styled("green"),
  warn: styled("yellow"),
  bad: styled("red"),
  dim: styled("dim"),
  bold: styled("bold"),
  chosen: styled("inverse"),
};

type Style = "green" | "yellow" | "red" | "dim" | "bold" | "inverse";

function styled(style: Style): (text: string) => string {
  // Whether to colour is decided below, and for streams of which node knows nothing.
  return (text) =>
    text === "" ? "" : styleText(style, text, { validateStream: false });
}

/** What decides about colours. */
export interface ColourFacts {
  /** Whether the stream ends at a terminal. */
  readonly terminal: boolean;
  /** Reads a variable of the environment. */
  readonly env: (name: string) => string | undefined;
}

/**
 * Whether to colour. NO_COLOR comes first (no-color.org: any value that is not empty), as with the help texts, which commander draws; then
 * FORCE_COLOR, which also colours a pipe unless it is "0" or "false"; then whether it is a terminal that knows colours.
 */
export function wantsColour({ terminal, env }: ColourFacts): boolean {
  const set = (name: string) => (env(name) ?? "") !== "";
  if (set("NO_COLOR")) return false;
  const force = env("FORCE_COLOR");
  if (force === "0" || force === "false") return false;
  if (force !== undefined && force !== "") return true;
  return terminal && env("TERM") !== "dumb";
}

/** The palette for a stream. */
export function paletteFor(facts: ColourFacts): Palette {
  return wantsColour(facts) ? colourPalette : plainPalette;
}
