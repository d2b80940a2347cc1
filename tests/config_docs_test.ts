import assert from "node:assert/strict";
import { allSettings } from "../src/config/settings.ts";
import { configSchema } from "../src/config/mod.ts";
import { renderConfigPage } from "../tools/config_page.ts";
import { runProgram } from "./support/program.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

const read = (path: string) =>
  Deno.readTextFile(new URL(`../${path}`, import.meta.url));
const sample = (await read("config.toml")).replaceAll("\r\n", "\n");

/** A page without what `deno fmt` may change. */
const bare = (page: string) => page.replaceAll(/[\s\\]+/g, " ").trim();

Deno.test("docs/config.md is what deno task config-docs writes", async () => {
  assert.equal(
    bare(await read("docs/config.md")),
    bare(renderConfigPage(sample)),
  );
});

Deno.test("packaging/config.schema.json is what deno task config-docs writes", async () => {
  assert.deepEqual(
    JSON.parse(await read("packaging/config.schema.json")),
    JSON.parse(JSON.stringify(configSchema(sample))),
  );
});

Deno.test("docs/config.md has every setting, with its value, its default and how a change takes effect", async () => {
  const page = await read("docs/config.md");
  const blocks = new Map(
    page.split("\n### ").slice(1).map((it) => {
      const [head = "", ...rest] = it.split("\n");
      return [head.replaceAll("\\", ""), rest.join("\n")];
    }),
  );
  for (const { key, name } of allSettings()) {
    if (key === undefined) {
      assert.ok(page.includes(`## [${name}]`), name);
      continue;
    }
    const block = blocks.get(name) ?? "";
    assert.match(block, /^- Value: /m, name);
    assert.match(block, /^- (?:Default: `|No default|Required)/m, name);
    assert.match(
      block,
      /^- A change takes effect (?:at once|after a restart)/m,
      name,
    );
  }
});

Deno.test("config.toml tells editors where its schema is", async () => {
  const [first = ""] = sample.split("\n");
  const path = /^#:schema \.\/(.*)$/.exec(first)?.[1] ?? "";
  const schema = JSON.parse(await read(path));
  assert.equal(schema.title, "config.toml of cellpost");
});

Deno.test("cellpost check --schema prints the same", async () => {
  using folder = temporaryFolder();
  const { code, stdout } = await runProgram(folder.path, "check", "--schema");
  assert.equal(code, 0);
  assert.deepEqual(
    JSON.parse(stdout),
    JSON.parse(await read("packaging/config.schema.json")),
  );
});
