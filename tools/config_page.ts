/**
 * Renders `docs/config.md`, the reference of all settings: what `config.toml` says of them, what the schema takes, and what a reload
 * does with them.
 *
 * @module
 */
import {
  type JsonSchema,
  mustBe,
  required,
  valueSchema,
} from "../src/config/json_schema.ts";
import {
  readComments,
  type SampleComments,
} from "../src/config/key_comments.ts";
import {
  allSections,
  headOf,
  type PlacedSection,
} from "../src/config/sections.ts";
import { type Setting, settingsOf } from "../src/config/settings.ts";
import { tomlText } from "../src/config/toml_text.ts";
import { wayOf } from "../src/app/reload_ways.ts";

const intro = `# The config, key by key

This page is made by \`deno task config-docs\` from the schema that cellpost reads
\`config.toml\` with, from the comments of that file, and from the table of what
a reload can do. \`cellpost check\` tells what is wrong with a config, with line
numbers; \`cellpost check --schema\` prints a JSON Schema by which editors complete
it ("Changing the config while it runs" and "Editing the config" in
[operating.md](operating.md)).

"At once" is with \`cellpost reload\` or SIGHUP, which restart nothing; "after a
restart" is told by them and waits for it. Durations are written \`"500ms"\`,
\`"30s"\`, \`"5m"\`, \`"24h"\`, \`"2d"\` or \`"1h30m"\`, sizes \`"64KB"\` (64,000 bytes) or
\`"1MiB"\` (1,048,576).
`;

/** The page in Markdown. */
export function renderConfigPage(sample: string): string {
  const comments = readComments(sample);
  const sections = allSections().map((it) => sectionText(it, comments));
  return [intro, ...sections].join("\n");
}

function sectionText(section: PlacedSection, comments: SampleComments): string {
  const name = section.path.join(".");
  const said = comments.sections.get(name) ?? [];
  const own = section.section.kind === "table"
    ? []
    : [`Sections of this kind come and go ${wayText(wayOf(name))}.`];
  const settings = settingsOf(section)
    .filter(({ key }) => key !== undefined)
    .flatMap((it) => settingLines(it, comments));
  return [
    `## ${headOf(section)}`,
    "",
    ...[...said, ...own].flatMap((it) => [escaped(it), ""]),
    ...settings,
  ].join("\n");
}

function settingLines(
  setting: Setting,
  { examples, settings }: SampleComments,
): readonly string[] {
  const { key = "", name, schema } = setting;
  const json = valueSchema(schema, name);
  const said = settings.get(name);
  const example = examples.get(name);
  const facts = [
    `- Value: ${escaped(valueText(schema, json))}`,
    `- ${required.has(name) ? "Required" : defaultText(json)}`,
    ...example === undefined ? [] : [`- Example: \`${key} = ${example}\``],
    `- A change takes effect ${wayText(wayOf(name))}`,
  ];
  return [
    `### ${name}`,
    "",
    ...said === undefined ? [] : [sentence(said), ""],
    ...facts,
    "",
  ];
}

/** What may be written: the kind of it, and what the message says that one gets who writes it wrong. */
function valueText(schema: Setting["schema"], json: JsonSchema): string {
  const must = mustBe(schema);
  const kind = typeText(json);
  return must === "" ? kind : `${kind}; ${must}`;
}

function defaultText(json: JsonSchema): string {
  return "default" in json
    ? `Default: \`${tomlText(json["default"])}\``
    : "No default: not set";
}

/** What kind of value it is, in a word or two. */
function typeText(json: JsonSchema): string {
  if (Array.isArray(json["anyOf"])) {
    return [...new Set(json["anyOf"].map(typeText))].join(" or ");
  }
  if (Array.isArray(json["enum"])) {
    return json["enum"].every((it) => typeof it === "number")
      ? "number"
      : "text";
  }
  const names: Readonly<Record<string, string>> = {
    string: "text",
    boolean: "true or false",
    integer: "whole number",
    number: "number",
    array: "list",
    object: "table",
  };
  return names[String(json["type"])] ?? "";
}

function wayText(way: ReturnType<typeof wayOf>): string {
  return way === "live" ? "at once" : "after a restart";
}

function sentence(text: string): string {
  // A value at the beginning is what it is.
  const first = /^(?:true|false)\b/.test(text)
    ? text
    : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return escaped(/[.!?…]$/.test(first) ? first : `${first}.`);
}

/** What Markdown would take for its own, in text for people. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]|]/g, "\\$&");
}
