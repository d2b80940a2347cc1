import assert from "node:assert/strict";
import fc from "fast-check";
import { outlineOf, type Part } from "./mime_outline.ts";

const lines = (...lines: readonly string[]) =>
  lines.map((line) => `${line}\r\n`).join("");

/** The structure as text: leaves by type and body, multiparts by subtype and brackets. */
function sketch(message: string): string {
  const work = outlineOf(new TextEncoder().encode(message));
  for (;;) {
    const step = work.next();
    if (step.done) return draw(step.value.root);
  }
}

function draw(part: Part): string {
  if (part.kind === "multipart") {
    return `${part.subtype}(${part.parts.map(draw).join(", ")})`;
  }
  return `${part.type.value}[${new TextDecoder().decode(part.body)}]`;
}

const top = "Content-Type: multipart/mixed; boundary=b";

Deno.test("outlineOf() finds the parts and gives each its body", () => {
  const message = lines(
    "From: a@b",
    top,
    "",
    "preamble",
    "--b",
    'Content-Type: multipart/alternative; boundary="c d"',
    "",
    "--c d  ",
    "Content-Type: text/plain",
    "",
    "one",
    "--not a boundary",
    "",
    "--c d",
    "Content-Type: text/html",
    "",
    "two",
    "--c d--",
    "epilogue of the inner",
    "--b",
    "",
    "three",
    "--b--",
    "epilogue",
  );
  assert.equal(
    sketch(message),
    "mixed(alternative(text/plain[one\r\n--not a boundary\r\n], text/html[two]), [three])",
  );
});

// Lines are separated by "|".
const damaged: readonly (readonly [string, string])[] = [
  ["From: a@b||text", "[text]"],
  ["From: a@b", "[]"],
  ["", "[]"],
  ["T||--b||one|--b||two, never closed", "mixed([one], [two, never closed])"],
  ["T||--b||one|--b--x|two", "mixed([one\r\n--b--x\r\ntwo])"],
  ["Content-Type: multipart/mixed||no boundary", "[no boundary]"],
  ["T||boundary never met", "[boundary never met]"],
  [
    "T||closed before it was opened|--b--|more",
    "[closed before it was opened]",
  ],
  ["T||--b|Content-Type: a/b|--b||--b|--b--", "mixed(a/b[], [], [])"],
  // An inner multipart that is never closed, and one with its parent's boundary.
  [
    "T||--b|Content-Type: multipart/x; boundary=c||--c||1|--b||2|--b--",
    "mixed(x([1]), [2])",
  ],
  ["T||--b|T||--b||1|--b--|--b||2|--b--", "mixed(mixed([1]), [2])"],
];

Deno.test("outlineOf() takes damage as it comes", () => {
  for (const [text, expected] of damaged) {
    const message = lines(
      ...text.replaceAll(/(?<![^|])T(?=\|)/g, top).split("|"),
    );
    assert.equal(sketch(message), expected, text);
  }
  assert.equal(
    sketch(`From: a@b\n${top}\n\n--b\n\none\n--b--\n`),
    "mixed([one])",
  );
  assert.equal(sketch(`${top}\r\n\r\n--b\r\n\r\none`), "mixed([one])");
});

Deno.test("outlineOf() takes what has no mail field for body as a whole", () => {
  assert.equal(
    sketch("ALARM: pump 3\r\n\r\nmore\r\n"),
    "[ALARM: pump 3\r\n\r\nmore\r\n]",
  );
  assert.equal(sketch("\r\nALARM\r\n"), "[ALARM\r\n]");
  assert.equal(sketch("\nALARM\n"), "[ALARM\n]");
});

Deno.test("outlineOf() bounds depth and number of parts", () => {
  const nested = Array.from(
    { length: 1000 },
    (_, i) => lines(`Content-Type: multipart/x; boundary=b${i}`, "", `--b${i}`),
  ).join("");
  assert.match(sketch(nested), /^(?:x\(){20}multipart\/x\[/);
  const many = lines(top, "") + lines("--b", "", "x").repeat(100_000);
  assert.equal(sketch(many), `mixed(${new Array(100).fill("[x]").join(", ")})`);
});

Deno.test("outlineOf() yields at least once in 300 KB of lines", () => {
  const pauses = (text: string) =>
    [...outlineOf(new TextEncoder().encode(text))].length;
  const line = "x".repeat(76) + "\r\n";
  assert.ok(pauses(lines(top, "", "--b", "") + line.repeat(20_000)) >= 5);
  assert.ok(pauses("From: a@b\r\n" + `X-A: ${line}`.repeat(20_000)) >= 5);
  assert.equal(pauses(lines("From: a@b", "", "short")), 0);
});

Deno.test("outlineOf() finds what was put together, whatever the bodies", () => {
  const body = fc.string({
    unit: fc.constantFrom("a", " ", "-", "--", "\r\n", "--b", "="),
  })
    .filter((text) => !/(?:^|\n)--b(?:--)?[ \t]*(?:\r\n|$)/.test(text));
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 5 }), (bodies) => {
      const message = `${lines(top, "")}${
        bodies.map((text) => lines("--b", "", text)).join("")
      }--b--\r\n`;
      assert.equal(
        sketch(message),
        `mixed(${bodies.map((text) => `[${text}]`).join(", ")})`,
      );
    }),
  );
});

Deno.test("outlineOf() reads any bytes", () => {
  const debris = fc.string({
    unit: fc.constantFrom(
      "--b",
      "--b--",
      "\r\n",
      "\n",
      "\r",
      top,
      "From: x",
      " ",
      "a",
      "\r\n\r\n",
    ),
  });
  fc.assert(
    fc.property(
      fc.oneof(debris, fc.string()),
      (text) => assert.match(sketch(`${top}\r\n${text}`), /\[/),
    ),
  );
});
