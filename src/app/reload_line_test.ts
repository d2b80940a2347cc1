import assert from "node:assert/strict";
import { reloadLine } from "./reload_line.ts";

const change = (path: string) => ({ path, from: '"a"', to: '"b"' });

Deno.test("one line tells what holds now and what needs a restart", () => {
  const both = {
    kind: "applied",
    live: [change("[smtp] hostname")],
    restart: [change("[queue] path")],
  } as const;
  assert.deepEqual(reloadLine(both), {
    level: "warning",
    text:
      'Config read anew: [smtp] hostname "a" → "b"; needs a restart: [queue] path "a" → "b"',
    properties: { event: "reload", outcome: "applied", live: 1, restart: 1 },
  });
  assert.equal(reloadLine({ ...both, restart: [] }).level, "info");
  assert.equal(
    reloadLine({ kind: "applied", live: [], restart: [] }).text,
    "Config read anew: nothing has changed",
  );
});

Deno.test("many changes are named in part", () => {
  const live = Array.from({ length: 7 }, (_, at) => change(`[a] k${at}`));
  const { text } = reloadLine({ kind: "applied", live, restart: [] });
  assert.match(text, /k4 "a" → "b" and 2 more$/);
});

Deno.test("a config that cannot be taken is told by its first problem", () => {
  const kept = (...problems: string[]) =>
    reloadLine({ kind: "kept", problems }).text;
  assert.equal(
    kept("c.toml:3: no"),
    "Config not taken, all stays as it was: c.toml:3: no",
  );
  assert.match(
    kept("c.toml:3: no", "c.toml:4: no"),
    /: no \(and 1 more: "cellpost check" tells all\)$/,
  );
});
