import assert from "node:assert/strict";
import { parse, stringify } from "smol-toml";
import { defaults } from "./schema.ts";
import { allSections, headOf, keysIn } from "./sections.ts";
import { validate } from "./validate.ts";

const text = await Deno.readTextFile(
  new URL("../../config.toml", import.meta.url),
);
const lines = text.split("\n");
const option = /^#([a-z_]+) = /;
/** The lines of the examples, which stand further right. */
const examples = lines
  .map((line) => line.startsWith("#   ") ? line.slice(4) : line)
  .filter((line, at) => line !== lines[at] || /^\[/.test(line));

/** The lines below a section's head, up to the next head. */
function linesBelow(head: string, among: readonly string[]): string[] {
  const start = among.indexOf(head) + 1;
  assert.ok(start > 0, `${head} is not there`);
  const length = among.slice(start).findIndex((it) => /^\[/.test(it));
  return among.slice(start, length < 0 ? undefined : start + length);
}

function read(text: string) {
  const result = validate(text, {});
  assert.ok(result.kind === "ok", Deno.inspect(result));
  return result.document;
}

Deno.test("config.toml as it stands says nothing, so the defaults hold", () => {
  assert.deepEqual(read(text), read(""));
});

Deno.test("config.toml with every option uncommented is exactly the defaults", () => {
  const uncommented = lines
    .map((line) => option.test(line) ? line.slice(1) : line)
    .join("\n");
  assert.deepEqual(parse(uncommented), parse(stringify(defaults)));
  assert.deepEqual(read(uncommented), read(""));
});

for (const { section, path } of allSections()) {
  const head = headOf({ section, path });
  const keys = keysIn(section);
  if (section.kind === "table") {
    Deno.test(`config.toml has every key of ${head}, each with a sentence above it`, () => {
      const below = linesBelow(head, lines);
      const found = below.flatMap((line, at) => {
        const key = option.exec(line)?.[1];
        if (key === undefined) return [];
        assert.match(below[at - 1]!, /^# .*\S/, `${key} has no comment`);
        return [key];
      });
      assert.deepEqual(found, keys);
    });
  } else {
    Deno.test(`config.toml has an example of ${head}, with every key`, () => {
      const shown = linesBelow(head, examples)
        .flatMap((line) => /^([a-z_]+|"[^"]+") = /.exec(line)?.[1] ?? []);
      if (section.kind === "names") assert.ok(shown.length > 1, shown.join());
      else assert.deepEqual(shown, keys);
    });
  }
}

Deno.test("config.toml's examples are valid, all together", () => {
  // A certificate for the listener with TLS, before the sections below [smtp].
  const together = [
    ...["smtp.tls_cert = 'c.pem'", "smtp.tls_key = 'k.pem'"],
    ...examples.filter((line) => line !== "[smtp]"),
  ].join("\n");
  const result = validate(together, {});
  assert.equal(result.kind, "ok", Deno.inspect(result));
});

Deno.test("config.toml fits a screen", () => {
  for (const line of lines) assert.ok(line.length <= 100, line);
});
