import assert from "node:assert/strict";
import { arrow, showsUnicode, signOf } from "./marks.ts";

Deno.test("whether more than ASCII can be shown is asked of the locale", () => {
  const rows: readonly [Record<string, string>, boolean][] = [
    [{ LANG: "sv_SE.UTF-8" }, true],
    [{ LANG: "C.utf8" }, true],
    [{ LANG: "C" }, false],
    [{ LC_ALL: "C", LANG: "sv_SE.UTF-8" }, false],
    [{ LC_ALL: "", LC_CTYPE: "de_DE.UTF-8", LANG: "C" }, true],
    [{}, false],
  ];
  for (const [variables, shows] of rows) {
    assert.equal(showsUnicode((name) => variables[name], "linux"), shows);
  }
  assert.equal(showsUnicode(() => undefined, "windows"), true);
});

Deno.test("signs are of one width, so that lines stand below one another", () => {
  const marks = ["good", "hint", "warning", "bad", "open"] as const;
  assert.deepEqual(
    marks.map((it) => signOf(it, true).length),
    [1, 1, 1, 1, 1],
  );
  assert.deepEqual(
    marks.map((it) => signOf(it, false).length),
    [2, 2, 2, 2, 2],
  );
  assert.match(marks.map((it) => signOf(it, false)).join(""), /^[ -~]+$/);
  assert.equal(arrow(false), "->");
});
