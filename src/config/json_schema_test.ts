import assert from "node:assert/strict";
import { Ajv } from "ajv";
import * as fc from "fast-check";
import { parse } from "smol-toml";
import { parseDuration } from "./duration.ts";
import { isTable } from "./finding.ts";
import { configSchema, type JsonSchema, required } from "./json_schema.ts";
import { sampleConfig } from "./sample.ts";
import { allSettings } from "./settings.ts";
import { parseSize } from "./size.ts";
import { validate } from "./validate.ts";

const schema = configSchema(sampleConfig);
const refuses = new Ajv({ allErrors: true, strictTypes: false })
  .compile(schema);

/** What an editor marks in a text. */
function marks(text: string): readonly string[] {
  if (refuses(parse(text))) return [];
  return (refuses.errors ?? []).map(({ instancePath, message }) =>
    `${instancePath} ${message}`
  );
}

const written = sampleConfig.split("\n");
const examples = written
  .map((line) => line.startsWith("#   ") ? line.slice(4) : line)
  .filter((line, at) => line !== written[at] || /^\[/.test(line))
  .filter((line) => line !== "[smtp]");

Deno.test("an editor takes the sample as it stands, with every option at its default, and with all examples", () => {
  const uncommented = written
    .map((line) => /^#[a-z_]+ = /.test(line) ? line.slice(1) : line);
  for (const lines of [written, uncommented, examples]) {
    assert.deepEqual(marks(lines.join("\n")), []);
  }
});

const folder = new URL("../../tests/configs/", import.meta.url);
const cases = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

/** Which of the broken configs an editor can mark: types, names, words and ranges, not what is wrong with two keys together. */
const marked = `
bad_abuse_limits bad_admin bad_choice bad_contact bad_domain bad_duration bad_escalation bad_listener bad_mail bad_modem
bad_modem_limits bad_pin bad_policy bad_pool bad_quiet bad_quirks bad_rate bad_replies bad_route bad_schedule bad_size bad_storm
bad_text_rules contact_with_dots domains_as_list group_of_nobody listener_as_table listener_unknown_key listener_written_wrong
many_problems out_of_range schedule_as_table unknown_key unknown_section wrong_section wrong_type
`.trim().split(/\s+/);

for (const name of marked) {
  Deno.test(`an editor marks what is wrong in configs/${name}`, () => {
    assert.notDeepEqual(marks(readText(name) ?? ""), []);
  });
}

for (const name of cases) {
  const text = readText(name);
  const mended = text && withoutProblems(text);
  if (mended === undefined) continue;
  Deno.test(`an editor takes configs/${name} once its wrong lines are gone`, () => {
    assert.deepEqual(marks(mended), []);
  });
}

function readText(name: string): string | undefined {
  const bytes = Deno.readFileSync(new URL(`${name}/config.toml`, folder));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A config without the lines that problems are about; undefined where that leads nowhere. */
function withoutProblems(text: string): string | undefined {
  let lines = text.split("\n");
  for (let tries = 0; tries < 5; tries++) {
    const result = validate(lines.join("\n"), {});
    if (result.kind === "ok") return lines.join("\n");
    const wrong = new Set(result.problems.map(({ line }) => line));
    lines = lines.map((line, at) => wrong.has(at + 1) ? "" : line);
  }
  return undefined;
}

Deno.test("an editor is told of every setting, with words for it", () => {
  for (const { key, name, section } of allSettings()) {
    const place = section.path.reduce<JsonSchema>(
      (inside, part) => below(inside, part),
      schema,
    );
    const found = key === undefined ? place : below(place, key);
    assert.match(String(found["description"]), /[a-z]{2}/, name);
  }
});

/** What a section has under a name; of a list or a map, what each entry has. */
function below(inside: JsonSchema, part: string): JsonSchema {
  const entry = [inside["items"], inside["additionalProperties"]]
    .find((it) => isTable(it)) ?? inside;
  const properties = isTable(entry) ? entry["properties"] : undefined;
  const found = isTable(properties) ? properties[part] : undefined;
  assert.ok(isTable(found), `No ${part}`);
  return found;
}

Deno.test("what must be written is what a config is refused without", () => {
  const names = new Set(allSettings().map(({ name }) => name));
  for (const name of required) {
    if (name.startsWith("modem.balance.")) continue;
    assert.ok(names.has(name), name);
    const [section = "", key = ""] = [
      name.slice(0, name.lastIndexOf(".")),
      name.slice(name.lastIndexOf(".") + 1),
    ];
    const result = validate(`[[${section}]]\n`, {});
    assert.ok(result.kind === "invalid");
    assert.ok(result.problems.some((it) => it.key.endsWith(` ${key}`)), name);
  }
});

Deno.test("the patterns for editors match all that is taken", () => {
  const { properties } = schema;
  assert.ok(isTable(properties));
  const patternOf = (section: string, key: string) =>
    new RegExp(String(below(below(schema, section), key)["pattern"]), "u");
  const duration = patternOf("delivery", "retry_max");
  const size = patternOf("smtp", "max_size");
  const words = fc.array(
    fc.constantFrom(
      "1",
      "20",
      "d",
      "h",
      "m",
      "s",
      "ms",
      " ",
      ".",
      "K",
      "k",
      "Mi",
      "B",
      "b",
      "GIB",
    ),
    { maxLength: 6 },
  ).map((it) => it.join(""));
  fc.assert(
    fc.property(words, (text) => {
      if (parseDuration(text) !== undefined) assert.match(text, duration);
      if (parseSize(text) !== undefined) assert.match(text, size);
    }),
    { numRuns: 2_000 },
  );
});
