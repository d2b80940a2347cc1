import assert from "node:assert/strict";
import fc from "fast-check";
import { compileDisclaimers, loadPatternJudge } from "./disclaimers.ts";

async function strip(
  text: string,
  ...patterns: readonly string[]
): Promise<string> {
  const { strip, problems } = await compileDisclaimers(patterns);
  assert.deepEqual(problems, []);
  return strip(text);
}

const toEnd = "(?is)^this e-?mail.{0,40}confidential.*";

Deno.test("compileDisclaimers() cuts out what the patterns match", async () => {
  const rows: readonly (readonly [string, readonly string[], string])[] = [
    [
      "Pump 3\n\nThis e-mail is CONFIDENTIAL.\nDelete it\n\nnow.",
      [toEnd],
      "Pump 3",
    ],
    [
      "Pump 3: this e-mail is confidential",
      [toEnd],
      "Pump 3: this e-mail is confidential",
    ],
    [
      "[EXTERNAL] Pump 3\nPrint less!",
      ["\\[EXTERNAL\\]\\s*", "^Print less!$"],
      "Pump 3",
    ],
    ["a\n\n--x--\n\n--x--\n\nb", ["^--x--$"], "a\n\nb"],
    ["Größe 😀 Ende –\nRest", ["(?s) Ende.*"], "Größe 😀"],
    ["😀😀x😀", ["x"], "😀😀😀"],
    ["a\nb", ["$"], "a\nb"],
    ["Pump 3", [], "Pump 3"],
    ["", ["a"], ""],
  ];
  for (const [text, patterns, expected] of rows) {
    const { strip } = await compileDisclaimers(patterns);
    assert.equal(strip(text), expected, text);
  }
});

Deno.test("compileDisclaimers() leaves whole a text that is nothing else", async () => {
  const text = "This e-mail is confidential";
  assert.equal(await strip(text, toEnd), text);
  assert.equal(await strip("a\n\nb", "a", "b"), "a\n\nb");
});

Deno.test("compileDisclaimers() leaves a wrong pattern out and keeps the others", async () => {
  const { strip, problems } = await compileDisclaimers(["b", "(a", "c"]);
  assert.deepEqual(problems, [
    { index: 1, text: 'Missing closing ) in "(a"' },
  ]);
  assert.equal(strip("abcd"), "ad");
});

Deno.test("(await loadPatternJudge())() says in one line what is wrong", async () => {
  const rows: readonly (readonly [string, RegExp | undefined])[] = [
    [toEnd, undefined],
    ["(?i)confidential", undefined],
    ["(a+)+$", undefined],
    ["(a", /^Missing closing \) in "\(a"$/],
    ["a{2000}", /^Invalid repeat count in "\{2000\}"$/],
    ["(?=x)", /^Invalid or unsupported Perl syntax in "\(\?="$/],
    ["[a-\n", /^Invalid character class range in "a- "$/],
    ["\\1", /^Invalid escape sequence in/],
    ["[z-a]", /^Invalid character class range in/],
    ["(".repeat(2000), /^Missing closing \) in "\(+\.\.\."$/],
    ["(?:.{0,30}){0,30}", /^Too large, \d+ instructions where 1000/],
    ["a*", /^Matches the empty text/],
    ["", /^Matches the empty text/],
  ];
  for (const [pattern, expected] of rows) {
    const problem = (await loadPatternJudge())(pattern);
    if (expected === undefined) assert.equal(problem, undefined, pattern);
    else assert.match(problem ?? "", expected);
    assert.doesNotMatch(problem ?? "", /\n|.{150}/);
  }
});

Deno.test("a pattern searches only as much as holds nobody up", async () => {
  // Each match is short, and yet each search reads to the end.
  const hungry = "(?s)[ab].*[0-9]|[ab]";
  const own = await strip("a".repeat(8192), hungry);
  assert.ok(own.length > 4096 && own.length < 8192, `${own.length}`);
  const beyond = await strip("a".repeat(8192) + "xyz", "[xyz]");
  assert.ok(beyond.endsWith("xyz"));
  // A pair is not torn where the search ends.
  const pairs = await strip("a" + "😀".repeat(8192), "[^a]+", "x");
  assert.ok(pairs === "a" + "😀".repeat(8192 - 4095), `${pairs.length}`);
});

Deno.test("strip() only ever cuts, and leaves some words", async () => {
  const { strip } = await compileDisclaimers([
    "a+",
    "(?s)b.*c",
    "\\n d",
    "\\b",
  ]);
  const text = fc.string({ unit: fc.constantFrom(..."abcd \n😀") });
  fc.assert(fc.property(text, (text) => {
    const own = strip(text);
    assert.ok(own.length <= text.length);
    assert.ok(own.isWellFormed());
    assert.equal(own.trim() === "", text.trim() === "");
  }));
});
