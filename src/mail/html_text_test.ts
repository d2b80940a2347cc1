import assert from "node:assert/strict";
import fc from "fast-check";
import { htmlToText } from "./html_text.ts";

Deno.test("htmlToText() gives the words, as a phone should show them", () => {
  const rows: readonly (readonly [string, string])[] = [
    ["<p>Pump 3<br>stopped &amp; cold</p>", "Pump 3\nstopped & cold"],
    ["<h1>Alarm</h1>now", "Alarm\n\nnow"],
    ["<a href='https://example.org/x'>More</a><img src=x alt=logo>", "More"],
    ["<ul><li>a<li>b</ul><ol><li>c</ol>", "- a\n- b\n\n1. c"],
    [
      "<table><tr><th>Host<th>State<tr><td>db1<td>down<tr><td>webserver2<td>up</table>",
      "Host State\ndb1 down\nwebserver2 up",
    ],
    [
      "<html><head><title>T</title><style>p{}</style></head><body>x<script>y()</script></body>",
      "x",
    ],
    ["a<!-- hidden --><!--[if mso]>b<![endif]-->c", "ac"],
    ["a<!-- b -- c > d -->e", "ae"],
    ["İa<SCRIPT>x</script>b", "İab"],
    ["a<STYLE>x</STYLE >b<style>never closed", "ab"],
    ["a&nbsp;&nbsp;b\u00a0c", "a b c"],
    ["&#8364; &#x1F600; &lt;b&gt;", "€ 😀 <b>"],
    ["<p>a</p><p></p><p></p><br><br><br><p>b</p>", "a\n\nb"],
    ["<td colspan=3>a", "a"],
    ["colspan is a word", "colspan is a word"],
    ["no html", "no html"],
    ["1 < 2 and 3 > 2", "1 < 2 and 3 > 2"],
    ["<div", ""],
    ["", ""],
  ];
  for (const [html, expected] of rows) {
    assert.equal(htmlToText(html), expected, html);
  }
});

Deno.test("htmlToText() strips the tags of what html-to-text cannot read", () => {
  // Overflows its stack, goes deeper than we let it, and trips over its Roman numerals.
  assert.equal(
    htmlToText("<b>".repeat(20_000) + "deep &amp; <i>down</i>"),
    "deep & down",
  );
  assert.equal(htmlToText("<div>".repeat(300) + "one</div>two"), "one\ntwo");
  assert.equal(htmlToText("<ol start=1000000000 type=i><li>a<li>b"), "a\nb");
});

Deno.test("htmlToText() bounds what it reads", () => {
  const rows = htmlToText("<table>" + "<tr><td>cell</td></tr>".repeat(100_000));
  assert.equal(rows, new Array(1000).fill("cell").join("\n"));
  assert.equal(htmlToText("<b>" + "a".repeat(100_000)).length, 64 * 1024 - 3);
  assert.equal(
    htmlToText("<style>" + "x".repeat(200_000) + "</style>words"),
    "words",
  );
  const wide = htmlToText(
    "<table><tr><td colspan=1000000000 rowspan=1000000000>a<td>b</table>",
  );
  assert.equal(wide, "a b");
});

Deno.test("htmlToText() reads any text", () => {
  const tag = fc.constantFrom(
    "<p>",
    "</p>",
    "<",
    ">",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<ul>",
    "<li>",
    "<!--",
    "-->",
    "&",
    "&#",
    ";",
  )
    .map(String);
  const html = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(tag, fc.string({ maxLength: 3 }))).map((parts) =>
      parts.join("")
    ),
  );
  fc.assert(fc.property(html, (html) => {
    assert.doesNotMatch(htmlToText(html), /^\s|\s$|\n\n\n| {2}/);
  }));
});
