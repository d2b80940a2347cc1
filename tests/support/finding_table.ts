import assert from "node:assert/strict";
import type { Finding } from "../../src/app/doctor/finding.ts";

/** Findings as lines, to be compared with a row of a table. */
function lines(findings: readonly Finding[]): readonly string[] {
  for (const { advice, area, level, text } of findings) {
    assert.equal(advice === undefined, level === "ok", `${text}: what to do?`);
    assert.match(text + (advice ?? ""), /^[^\n]+$/);
    assert.notEqual(area, "");
  }
  return findings.map(({ level, text, advice }) =>
    `${level}: ${text}${advice === undefined ? "" : ` -> ${advice}`}`
  );
}

/** Each row: facts, and what each finding must match. */
export function table<Facts>(
  look: (facts: Facts) => readonly Finding[],
  rows: readonly (readonly [Facts, readonly RegExp[]])[],
): void {
  for (const [facts, expected] of rows) {
    const found = lines(look(facts));
    assert.equal(found.length, expected.length, found.join("\n"));
    for (const [at, pattern] of expected.entries()) {
      assert.match(found[at] ?? "", pattern);
    }
  }
}
