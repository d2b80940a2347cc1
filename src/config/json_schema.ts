import * as v from "valibot";
import { isTable } from "./finding.ts";
import { readComments, type SampleComments } from "./key_comments.ts";
import { document } from "./schema.ts";
import { allSections, type NameRule } from "./sections.ts";
import { entriesOf, partOf, type Schema } from "./settings.ts";

/** A JSON Schema, as far as ours needs it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * The JSON Schema of `config.toml`, for editors (draft-07, which they all know). It takes whatever the config takes, and refuses what is of
 * the wrong type, unknown or out of range; what stands in relation to something else is for `cellpost check`.
 */
export function configSchema(sample: string): JsonSchema {
  const comments = readComments(sample);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $comment:
      "Written by deno task config-docs from the schema of cellpost and the comments of config.toml",
    title: "config.toml of cellpost",
    ...schemaOf(document, [], comments),
  };
}

/** What a value may be, by the schema that reads it; `name` is that of its setting. */
export function valueSchema(schema: Schema, name: string): JsonSchema {
  return schemaOf(schema, name.split("."), nothingSaid);
}

const nothingSaid: SampleComments = {
  sections: new Map(),
  settings: new Map(),
  examples: new Map(),
};

/** What a key must be, in the words of the message that one gets who writes it wrong; "" where there are none. */
export function mustBe(schema: Schema): string {
  const inner = partOf(schema, "wrapped") ?? lazyParts(schema)[0];
  if (inner !== undefined) return mustBe(inner);
  return "message" in schema && typeof schema.message === "string"
    ? schema.message
    : "";
}

function schemaOf(
  schema: Schema,
  path: readonly string[],
  comments: SampleComments,
): JsonSchema {
  const wrapped = partOf(schema, "wrapped");
  if (wrapped !== undefined) {
    return {
      ...schemaOf(wrapped, path, comments),
      ...defaultOf(v.getDefault(schema), path),
    };
  }
  return {
    ...typeOf(schema, path, comments),
    ...saidOf(schema, path, comments),
  };
}

/** An empty text or table is no default where something must be written. */
function defaultOf(value: unknown, path: readonly string[]): JsonSchema {
  const plain = value === undefined || isTable(value) ||
    value === "" && required.has(path.join("."));
  return plain ? {} : { default: value };
}

function saidOf(
  schema: Schema,
  path: readonly string[],
  { sections, settings }: SampleComments,
): JsonSchema {
  const name = path.join(".");
  const said = [
    ...sections.get(name) ?? [],
    ...settings.has(name) ? [settings.get(name) ?? ""] : [],
  ];
  const must = mustBe(schema);
  const all = must === "" ? said : [...said, capital(must)];
  return all.length === 0 ? {} : { description: all.join("\n\n") };
}

function typeOf(
  schema: Schema,
  path: readonly string[],
  comments: SampleComments,
): JsonSchema {
  const parts = lazyParts(schema);
  if (parts.length > 0) {
    return { anyOf: parts.map((it) => schemaOf(it, [], nothingSaid)) };
  }
  const inside = (key: string, part: Schema) =>
    schemaOf(part, [...path, key], comments);
  switch (schema.type) {
    case "object": {
      const properties = Object.entries(entriesOf(schema)).map(
        ([key, part]) => [key, inside(key, part)] as const,
      );
      return {
        type: "object",
        properties: Object.fromEntries(properties),
        additionalProperties: false,
        ...requiredOf(path),
      };
    }
    case "record":
      return {
        type: "object",
        ...namesOf(path),
        additionalProperties: itemOf(schema, "value", { path, comments }),
      };
    case "array":
      return {
        type: "array",
        items: itemOf(schema, "item", { path, comments }),
        ...limitsOf(schema),
      };
    case "picklist":
      return { enum: optionsOf(schema) };
    case "boolean":
      return { type: "boolean" };
    case "number":
      return { type: "number", ...limitsOf(schema) };
    case "string":
      return { type: "string", ...limitsOf(schema) };
    default:
      throw new Error(`Editors cannot be told what ${schema.type} is`);
  }
}

function itemOf(
  schema: Schema,
  part: "item" | "value",
  { path, comments }: {
    readonly path: readonly string[];
    readonly comments: SampleComments;
  },
): JsonSchema {
  const inner = partOf(schema, part);
  if (inner === undefined) return {};
  // What is said of a list is not said again of each of its values.
  const isSection = "entries" in inner;
  return schemaOf(inner, path, isSection ? comments : nothingSaid);
}

/** The schemas that one stands for which looks at the value first. */
function lazyParts(schema: Schema): readonly Schema[] {
  if (schema.type !== "lazy" || !("getter" in schema)) return [];
  const { getter } = schema;
  if (typeof getter !== "function") return [];
  const samples: readonly unknown[] = ["", [], {}];
  return [...new Set(samples.map((it): Schema => getter(it)))];
}

function limitsOf(schema: Schema): JsonSchema {
  const pipe: readonly unknown[] =
    "pipe" in schema && Array.isArray(schema.pipe) ? schema.pipe : [];
  return Object.assign({}, ...pipe.map((it) => isTable(it) ? limitOf(it) : {}));
}

function limitOf(action: Readonly<Record<string, unknown>>): JsonSchema {
  const { requirement, metadata } = action;
  switch (action["type"]) {
    case "integer":
      return { type: "integer" };
    case "min_value":
      return { minimum: requirement };
    case "max_value":
      return { maximum: requirement };
    case "min_length":
      return { minItems: requirement };
    case "metadata":
      return isTable(metadata) ? metadata : {};
    default:
      return {};
  }
}

function optionsOf(schema: Schema): unknown {
  return "options" in schema ? schema.options : [];
}

/** Keys that have no default but must be written; the schema itself has one that is wrong, so that its absence is told well. */
export const required: ReadonlySet<string> = new Set([
  ...["modem.port", "modem.balance.ussd", "modem.balance.pattern"],
  ...["smtp.listener.address", "schedule.group", "schedule.members"],
  ...["quiet.from", "quiet.to", "sender.address", "pool.name", "pool.modems"],
  "escalation.to",
]);

function requiredOf(path: readonly string[]): JsonSchema {
  const place = `${path.join(".")}.`;
  const keys = [...required].filter((it) => it.startsWith(place))
    .map((it) => it.slice(place.length))
    .filter((it) => !it.includes("."));
  return path.length === 0 || keys.length === 0 ? {} : { required: keys };
}

function namesOf(path: readonly string[]): JsonSchema {
  const found = allSections().find((it) =>
    it.path.join(".") === path.join(".")
  );
  const rule: NameRule | undefined = found && "rule" in found.section
    ? found.section.rule
    : undefined;
  return rule === undefined
    ? {}
    : { propertyNames: { description: capital(rule.must) } };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
