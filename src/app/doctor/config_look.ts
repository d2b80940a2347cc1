import type { Look } from "../beside_looks.ts";
import { amiss, type Finding, fine, told } from "./finding.ts";

/** How the config was found. */
export interface ConfigFacts {
  /** Its path; undefined: there is none. */
  readonly path: string | undefined;
  /** What is wrong with it, one line each. */
  readonly problems: readonly string[];
  /** What is seldom meant, as `cellpost check` has it. */
  readonly warnings: readonly string[];
  /** What lies beside it: certificate, users, the relay's password. */
  readonly beside: Look;
}

const area = "Config";

/** Looks at the config, and at the files that it names. */
export function lookAtConfig(facts: ConfigFacts): readonly Finding[] {
  const { path, problems, warnings, beside } = facts;
  const advice =
    'correct it; "cellpost check" finds all mistakes, and the file explains each option';
  return [
    ...(path === undefined
      ? [
        amiss(area, "hint", {
          text: "There is none, so the defaults hold",
          advice: '"cellpost init" makes one',
        }),
      ]
      : problems.length === 0
      ? [fine(area, path)]
      : problems.map((text) => amiss(area, "critical", { text, advice }))),
    ...beside.problems.map((it) => told(area, "critical", it)),
    ...[...warnings, ...beside.warnings].map((it) => told(area, "warning", it)),
  ];
}
