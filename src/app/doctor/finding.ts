/** How much a finding matters, from the least. */
export const levels = ["ok", "hint", "warning", "critical"] as const;

/** One of the levels: `critical` keeps SMS from going out, `warning` soon may, `hint` is good to know. */
export type Level = typeof levels[number];

/** What was looked at, and how it was found. */
export interface Finding {
  /** One word or two, such as "Modems". */
  readonly area: string;
  readonly level: Level;
  /** One line. */
  readonly text: string;
  /** What to do, as an order; absent where nothing is to be done. */
  readonly advice?: string;
}

/** That something is in order. */
export function fine(area: string, text: string): Finding {
  return { area, level: "ok", text };
}

/** That something is not, and what to do. */
export function amiss(
  area: string,
  level: Exclude<Level, "ok">,
  { text, advice }: { readonly text: string; readonly advice: string },
): Finding {
  return { area, level, text, advice };
}

/**
 * A sentence of the house, which says what, where, and what to do, taken apart: the order stands behind its last semicolon, or where
 * there is none behind its first colon.
 */
export function told(
  area: string,
  level: Exclude<Level, "ok">,
  sentence: string,
): Finding {
  const whole = sentence.replace(/; the port is tried again by itself$/, "");
  const semicolon = whole.lastIndexOf("; ");
  const colon = whole.indexOf(": ");
  const at = semicolon >= 0 ? semicolon : colon;
  if (at < 0) return { area, level, text: whole, advice: "see to it" };
  const text = whole.slice(0, at);
  return { area, level, text, advice: whole.slice(at + 2) };
}

/** The worst level; "ok" of nothing. */
export function worstOf(findings: readonly Finding[]): Level {
  const rank = Math.max(
    0,
    ...findings.map(({ level }) => levels.indexOf(level)),
  );
  return levels[rank] ?? "ok";
}
