import assert from "node:assert/strict";
import { parse } from "smol-toml";
import { defaults, keysOf } from "./schema.ts";
import { validate } from "./validate.ts";

const text = await Deno.readTextFile(
  new URL("../../config.toml", import.meta.url),
);
const lines = text.split("\n");
const option = /^#([a-z_]+) = /;

Deno.test("config.toml as it stands says nothing, so the defaults hold", () => {
  assert.deepEqual(validate(text, {}), validate("", {}));
});

Deno.test("config.toml with every option uncommented is exactly the defaults", () => {
  const uncommented = lines
    .map((line) => option.test(line) ? line.slice(1) : line)
    .join("\n");
  assert.deepEqual(structuredClone(parse(uncommented)), defaults);
  assert.deepEqual(validate(uncommented, {}), validate("", {}));
});

Deno.test("config.toml has every key of every section, each with a sentence above it", () => {
  for (const [section, keys] of Object.entries(keysOf)) {
    if (section === "modem") continue;
    const start = lines.indexOf(`[${section}]`);
    const length = lines.slice(start + 1).findIndex((it) => /^\[/.test(it));
    const end = length < 0 ? lines.length : start + 1 + length;
    const found = lines.slice(start, end).flatMap((line, at) => {
      const key = option.exec(line)?.[1];
      if (key === undefined) return [];
      assert.match(lines[start + at - 1]!, /^# .*\S/, `${key} has no comment`);
      return [key];
    });
    assert.deepEqual(found, keys, section);
  }
});

Deno.test("config.toml's modem examples are valid and show every key", () => {
  const examples = lines
    .filter((line) => line.startsWith("#   "))
    .map((line) => line.slice(4))
    .join("\n");
  const result = validate(examples, {});
  assert.equal(result.kind, "ok", Deno.inspect(result));
  assert.deepEqual(Object.keys(parse(examples)), ["modem"]);
  for (const key of keysOf["modem"]!) {
    assert.match(examples, new RegExp(`^${key} = `, "m"));
  }
});

Deno.test("config.toml fits a screen", () => {
  for (const line of lines) assert.ok(line.length <= 100, line);
});
