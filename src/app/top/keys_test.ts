import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeKeys, escapeOf, type Key } from "./keys.ts";

function kinds(input: string): readonly string[] {
  const { keys, rest } = decodeKeys(input);
  return [...keys, ...escapeOf(rest)].map((it) =>
    it.kind === "text" ? it.text : it.kind
  );
}

Deno.test("decodeKeys() knows what terminals send for a key", () => {
  const rows: readonly (readonly [string, ...string[]])[] = [
    ["q", "q"],
    ["jk", "j", "k"],
    ["\u001b[A", "up"],
    ["\u001bOB", "down"],
    ["\u001b[1;5A", "up"],
    ["\u001b[5~", "pageUp"],
    ["\u001b[6~", "pageDown"],
    ["\u001b[H", "home"],
    ["\u001b[4~", "end"],
    ["\u001b[200~", "unknown"],
    ["\u001b[Z", "unknown"],
    ["\u001b", "escape"],
    ["\u001b\u001b[A", "escape", "up"],
    ["\u001bx", "unknown"],
    ["\r", "enter"],
    ["\u007f", "backspace"],
    ["\u0003", "interrupt"],
    ["\u000c", "repaint"],
    ["\u001a", "unknown"],
    ["ü水🔥", "ü", "水", "🔥"],
  ];
  for (const [input, ...expected] of rows) {
    assert.deepEqual(kinds(input), expected, JSON.stringify(input));
  }
});

Deno.test("a sequence that is cut anywhere gives the same keys", () => {
  const sequence = fc.constantFrom(
    "\u001b[A",
    "\u001b[6~",
    "\u001bOB",
    "j",
    "ü",
    "\r",
    "\u001b[1;5B",
  );
  fc.assert(
    fc.property(fc.array(sequence), fc.array(fc.nat(60)), (sequences, cuts) => {
      const whole = sequences.join("");
      const at = [...new Set(cuts)].filter((it) => it < whole.length).sort((
        a,
        b,
      ) => a - b);
      const keys: Key[] = [];
      let rest = "";
      for (const [index, from] of [0, ...at].entries()) {
        const decoded = decodeKeys(
          rest + whole.slice(from, at[index] ?? whole.length),
        );
        keys.push(...decoded.keys);
        rest = decoded.rest;
      }
      assert.deepEqual([...keys, ...escapeOf(rest)], decodeKeys(whole).keys);
    }),
  );
});

Deno.test("whatever comes, no control is taken for text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (input) => {
    for (const key of decodeKeys(input).keys) {
      if (key.kind === "text") assert.doesNotMatch(key.text, /\p{Cc}/u);
    }
  }));
});
