import * as v from "valibot";
import type { Config } from "./config.ts";
import { isTable, type Table } from "./finding.ts";
import { type Document, document as schema } from "./schema.ts";
import { allSections } from "./sections.ts";
import { settingsOf } from "./settings.ts";

/** A configuration without problems as it is written, with the command line laid over it. */
export interface WrittenConfig {
  /** In the file's own terms, without what is left out. */
  readonly written: Table;
  /** The same, and every value is read: durations in milliseconds, sizes in bytes. */
  readonly document: Document;
  readonly config: Config;
  /** Makes the configuration of a document, with the paths of this one. */
  readonly build: (document: Document) => Config;
}

/**
 * The second of two configurations, but with those settings of the first that are to stay. A setting is called by its name, as in
 * `Setting`, or by the name of its section. Those that stay must be right beside whatever the others are.
 */
export function keeping(
  before: WrittenConfig,
  after: WrittenConfig,
  stays: (setting: string) => boolean,
): WrittenConfig {
  const written = pathsThat(stays).reduce<Table>(
    (table, path) => transplant(table, before.written, path),
    after.written,
  );
  const document = v.parse(schema, written);
  return { ...after, written, document, config: after.build(document) };
}

/** Whole sections where they stay, else the keys that do. */
function pathsThat(
  stays: (setting: string) => boolean,
): readonly (readonly string[])[] {
  return allSections().flatMap((section) => {
    if (stays(section.path.join("."))) return [section.path];
    // An entry of a list that was and one that is now cannot be told to be the same.
    if (section.section.kind !== "table") return [];
    return settingsOf(section).filter(({ name }) => stays(name))
      .map(({ key = "" }) => [...section.path, key]);
  });
}

function transplant(
  into: Table,
  from: Table,
  [name = "", ...rest]: readonly string[],
): Table {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  const graft = rest.length === 0
    ? value
    : transplant(tableAt(into, name), isTable(value) ? value : {}, rest);
  const { [name]: _, ...others } = into;
  return graft === undefined ? others : { ...others, [name]: graft };
}

function tableAt(table: Table, name: string): Table {
  const value = Object.hasOwn(table, name) ? table[name] : undefined;
  return isTable(value) ? value : {};
}
