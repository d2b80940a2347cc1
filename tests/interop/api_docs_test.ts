/** The examples of docs/api.md, with curl and Python, as a reader would copy them. */
import assert from "node:assert/strict";
import { Cellpost } from "../support/appliance.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { runProgram } from "../support/program.ts";
import { runTool } from "./support/tools.ts";

const page = Deno.readTextFileSync(
  new URL("../../docs/api.md", import.meta.url),
);

/** The examples in a language, in their order. */
function examples(language: string): readonly string[] {
  const fence = new RegExp("```" + language + "\n([\\s\\S]*?)```", "g");
  return [...page.matchAll(fence)].map(([, text = ""]) => text);
}

async function house() {
  const clock = new ManualClock();
  const cellpost = await Cellpost.start({ clock });
  await cellpost.usable();
  const { stdout } = await runProgram(
    cellpost.folder,
    ...["token", "add", "docs", "--role", "operator"],
  );
  // New tokens are looked for once a second.
  await clock.advance(1_000);
  const env = { CELLPOST: cellpost.url, TOKEN: stdout.trim() };
  return { cellpost, env };
}

Deno.test("the examples with curl do what docs/api.md says", async () => {
  const { cellpost, env } = await house();
  await using _ = cellpost;
  const [send, list, follow, ...others] = examples("sh");
  assert.ok(send && list && follow && others.length === 0);
  const shell = (text: string) => runTool("sh", ["-eu", "-c", text], { env });
  const { id } = JSON.parse(await shell(send));
  assert.deepEqual(JSON.parse(await shell(send)), { id }, "the same key");
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(cellpost.texts, ["Pump 3 stopped"]);
  assert.deepEqual(JSON.parse(await shell(list)), { deliveries: [] });
  assert.match(await shell(follow), /^retry: 3000\n/);
});

Deno.test("the example in Python sends once, and tells a refusal in words", async () => {
  const { cellpost, env } = await house();
  await using _ = cellpost;
  const [example, ...others] = examples("python");
  assert.ok(example && others.length === 0);
  const id = (await runTool("python3", ["-c", example], { env })).trim();
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(cellpost.texts, ["Pump 3 runs again"]);
  const wrong = example.replace('"+46701234567"', '"nobody"');
  await assert.rejects(
    runTool("python3", ["-c", wrong], { env }),
    /ValueError: .*nobody/,
  );
});
