import { arrow, type Mark, signOf } from "../marks.ts";
import { type Finding, type Level, levels, worstOf } from "./finding.ts";

/** How the lines are to look. */
export interface Look {
  /** Whether more than ASCII can be shown. */
  readonly unicode: boolean;
}

const marks: Readonly<Record<Level, Mark>> = {
  ok: "good",
  hint: "hint",
  warning: "warning",
  critical: "bad",
};

/** All findings for people: a line each, below it what to do, and at the end how many there are. */
export function doctorLines(
  findings: readonly Finding[],
  { unicode }: Look,
): readonly string[] {
  const width = Math.max(0, ...findings.map(({ area }) => area.length));
  const lines = findings.flatMap((finding, at) => {
    const { area, level, text, advice } = finding;
    const sign = signOf(marks[level], unicode);
    const named = findings[at - 1]?.area === area ? "" : area;
    const indent = " ".repeat(sign.length + 1 + width + 2);
    return [
      `${sign} ${named.padEnd(width)}  ${text}`,
      ...(advice === undefined ? [] : [`${indent}${arrow(unicode)} ${advice}`]),
    ];
  });
  return [...lines.map(printable), "", summary(findings)];
}

/** What the machine says of itself is not to move anybody's cursor. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, "?");
}

const counted: Readonly<Record<Exclude<Level, "ok">, [string, string]>> = {
  critical: ["is critical", "are critical"],
  warning: ["is a warning", "are warnings"],
  hint: ["is a hint", "are hints"],
};

/** How it stands in one sentence. */
export function summary(findings: readonly Finding[]): string {
  if (worstOf(findings) === "ok") return "All is well";
  const parts = levels.toReversed().flatMap((level) => {
    if (level === "ok") return [];
    const count = findings.filter((it) => it.level === level).length;
    const [one, many] = counted[level];
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return parts.join(", ");
}
