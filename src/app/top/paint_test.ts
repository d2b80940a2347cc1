import assert from "node:assert/strict";
import fc from "fast-check";
import { paint } from "./paint.ts";

/** A terminal that knows just what `paint` says. */
function obey(screen: readonly string[], codes: string): readonly string[] {
  let lines = [...screen];
  let row = 0;
  // deno-lint-ignore no-control-regex -- they are meant
  const known = /\u001b\[(?:\?2026[hl]|2J|2K|(\d+);1H)|[^\u001b]+/g;
  let rest = codes;
  for (const [all, to] of codes.matchAll(known)) {
    rest = rest.replace(all, "");
    if (to !== undefined) row = Number(to) - 1;
    else if (all === "\u001b[2J") lines = [];
    else if (all === "\u001b[2K") lines[row] = "";
    else if (!all.startsWith("\u001b")) lines[row] = (lines[row] ?? "") + all;
  }
  assert.equal(rest, "");
  return lines;
}

Deno.test("paint() sends only what differs", () => {
  assert.equal(paint(["a", "b"], ["a", "b"]), "");
  assert.equal(
    paint(["a", "b"], ["a", "c"]),
    "\u001b[?2026h\u001b[2;1H\u001b[2Kc\u001b[?2026l",
  );
});

Deno.test("after paint() the terminal shows the picture, whatever it showed before", () => {
  const lines = fc.array(fc.constantFrom("", "a", "b", "Pump 3"), {
    maxLength: 8,
  });
  fc.assert(fc.property(lines, lines, (before, after) => {
    const trimmed = (it: readonly string[]) =>
      Array.from(after, (_, row) => it[row] ?? "");
    assert.deepEqual(trimmed(obey(before, paint(before, after))), after);
    const unknown = obey(["x", "y", "z"], paint(undefined, after));
    assert.deepEqual(trimmed(unknown), after);
    assert.ok(
      obey(before, paint(before, after)).slice(after.length).every((it) =>
        it === ""
      ),
    );
  }));
});
