import assert from "node:assert/strict";
import { simulatorCases } from "./simulator_case_rows.ts";
import { transcriptNames } from "./support/transcript_play.ts";

Deno.test("every case that a simulator must be able to play is shown by a test that exists", async () => {
  const transcripts = transcriptNames();
  for (const { what, shown } of simulatorCases) {
    assert.ok(shown.length > 0, what);
    for (const [file, test] of shown) {
      if (file === "at:") {
        assert.ok(transcripts.includes(test), `${what}: ${test}.at`);
        continue;
      }
      const text = await Deno.readTextFile(
        new URL(`../${file}`, import.meta.url),
      );
      assert.ok(text.includes(test), `${what}: "${test}" in ${file}`);
    }
  }
});

Deno.test("the list of cases names each once", () => {
  const names = simulatorCases.map(({ what }) => what);
  assert.equal(new Set(names).size, names.length);
});
