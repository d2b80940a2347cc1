import type * as v from "valibot";
import { document } from "./schema.ts";
import { allSections, keysIn, type PlacedSection } from "./sections.ts";

/** Any schema of valibot. */
export type Schema = v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>;

/** One thing that can be written in the file: a key of a section, or a section whose keys the operator chooses. */
export interface Setting {
  /** Its way through the file, which is its name: `smtp.max_size`, `smtp.listener.tls`, `contacts`. */
  readonly name: string;
  readonly section: PlacedSection;
  /** Undefined where the operator chooses the keys. */
  readonly key: string | undefined;
  /** What reads its value. */
  readonly schema: Schema;
}

/** All settings, in the order of the sections. */
export function allSettings(): readonly Setting[] {
  return allSections().flatMap((section) => settingsOf(section));
}

/** The settings of one section. */
export function settingsOf(section: PlacedSection): readonly Setting[] {
  const name = section.path.join(".");
  const schema = schemaAt(section.path);
  if (section.section.kind === "names") {
    return [{ name, section, key: undefined, schema }];
  }
  return keysIn(section.section).map((key) => ({
    name: `${name}.${key}`,
    section,
    key,
    schema: entryOf(schema, key),
  }));
}

/** What reads one section of those at this place, or one value where the operator chooses the keys. */
function schemaAt(path: readonly string[]): Schema {
  return path.reduce<Schema>(
    (schema, name) => atHeart(entryOf(schema, name)),
    document,
  );
}

function entryOf(schema: Schema, key: string): Schema {
  const entry = entriesOf(schema)[key];
  if (entry === undefined) throw new Error(`No key ${key} in this section`);
  return entry;
}

/** The keys of an object's schema. */
export function entriesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return "entries" in schema ? schema.entries as Record<string, Schema> : {};
}

/** A schema without its default, and of a list or a map that of an entry. */
function atHeart(schema: Schema): Schema {
  for (const part of ["wrapped", "item", "value"]) {
    const inner = partOf(schema, part);
    if (inner !== undefined) return atHeart(inner);
  }
  return schema;
}

/** A schema inside another one: what is `wrapped` by a default, an `item` of a list, a `value` of a map. */
export function partOf(schema: Schema, part: string): Schema | undefined {
  const inner: unknown = Object.getOwnPropertyDescriptor(schema, part)?.value;
  return isSchema(inner) ? inner : undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && "kind" in value &&
    value.kind === "schema";
}
