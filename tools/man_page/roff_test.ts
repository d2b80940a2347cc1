import assert from "node:assert/strict";
import { roff, roffArgument, roffParagraphs } from "./roff.ts";

Deno.test("roff() takes no text for a request or an escape", () => {
  assert.equal(roff("a\n.b\n'c"), "a\n\\&.b\n\\(aqc");
  assert.equal(roff("C:\\new -V"), "C:\\enew \\-V");
  assert.equal(roff("~/x `y` ^z"), "\\(ti/x \\(gay\\(ga \\(haz");
  assert.equal(roff("° 🔥"), "\\[u00B0] \\[u1F525]");
  assert.equal(roffArgument('say "hi" now'), '"say \\(dqhi\\(dq now"');
});

Deno.test("indented lines are typed as they are", () => {
  assert.deepEqual(
    roffParagraphs(
      "Examples:\n  cellpost send\n  cellpost top\n\nThat is all.",
    ),
    [
      ".PP",
      "Examples:",
      ".RS",
      ".EX",
      "cellpost send",
      "cellpost top",
      ".EE",
      ".RE",
      ".PP",
      "That is all.",
    ],
  );
});
