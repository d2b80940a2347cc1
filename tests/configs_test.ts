import assert from "node:assert/strict";
import { loadConfig, renderProblems } from "../src/config/mod.ts";

const folder = new URL("configs/", import.meta.url);

/** What `check` says of the config in a case's folder. */
function verdictOn(name: string): string {
  const cwd = decodeURIComponent(new URL(name, folder).pathname)
    .replace(/^\/([A-Z]:)/i, "$1");
  const result = loadConfig({ configPath: "config.toml", cwd });
  return result.kind === "ok"
    ? "ok"
    : renderProblems(result.problems, "config.toml");
}

const names = Array.from(Deno.readDirSync(folder), (it) => it.name).sort();

for (const name of names) {
  Deno.test(`configs/${name} is refused in exactly these words`, async () => {
    const expected = await Deno.readTextFile(
      new URL(`${name}/expected.txt`, folder),
    );
    assert.equal(verdictOn(name), expected.trimEnd());
  });
}

Deno.test("there are cases, and none of their words shows a PIN", () => {
  assert.ok(names.length >= 13);
  for (const name of names) {
    assert.doesNotMatch(verdictOn(name), /47 ?11|secret/, name);
  }
});
