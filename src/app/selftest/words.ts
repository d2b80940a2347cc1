import { type Mark, signOf } from "../marks.ts";
import { hasPassed, type LoopStep, seconds, totalMs } from "./loop.ts";

/** How the lines are to look. */
export interface Look {
  /** Whether more than ASCII can be shown. */
  readonly unicode: boolean;
}

/** One step in a line. */
export function stepLine(step: LoopStep, { unicode }: Look): string {
  const { name, kind, text } = step;
  const time = step.afterMs === undefined ? "" : seconds(step.afterMs);
  const sign = signOf(markOf(step), unicode);
  const words = kind === "skipped" ? `skipped: ${text}` : text;
  return `  ${sign} ${name.padEnd(9)}  ${time.padStart(7)}  ${words}`;
}

function markOf({ kind, name }: LoopStep): Mark {
  switch (kind) {
    case "done":
      return "good";
    case "waiting":
      return "open";
    case "skipped":
      return "hint";
    case "missing":
      return name === "delivered" ? "warning" : "bad";
    case "failed":
      return "bad";
    default:
      return kind satisfies never;
  }
}

/** What it all comes to. */
export function verdictText(steps: readonly LoopStep[]): string {
  const took = seconds(totalMs(steps));
  if (!hasPassed(steps)) {
    const first = steps.find(({ kind }) =>
      kind === "failed" || kind === "missing" || kind === "waiting"
    );
    return `The loop is broken: an SMS was not ${first?.name}`;
  }
  const whole = steps.every(({ kind }) => kind === "done");
  return whole
    ? `The whole loop works: ${took} in all`
    : `What was tested works: ${took} in all`;
}
