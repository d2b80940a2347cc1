/** The bounds that `docs/internals.md` promises, read from there, so that page and tests cannot differ. */
import assert from "node:assert/strict";

const heading = "## Faults and how soon they are over";

/** The seconds after which a fault of the table is over. */
export function documentedSeconds(fault: string): number {
  const page = Deno.readTextFileSync(
    new URL("../../docs/internals.md", import.meta.url),
  );
  const section = page.slice(page.indexOf(heading)).split("\n## ")[0] ?? "";
  const row = section.split("\n").map((line) =>
    line.split("|").map((cell) => cell.trim())
  ).find(([, name]) => name === fault);
  const seconds = Number(
    /^(\d[\d,]*) s$/.exec(row?.[3] ?? "")?.[1]?.replace(",", ""),
  );
  assert.ok(seconds > 0, `No bound for "${fault}" below "${heading}"`);
  return seconds;
}
