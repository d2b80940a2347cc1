import type { KeyPath } from "./locate.ts";
import { nearest } from "./nearest.ts";
import { keysOf } from "./schema.ts";

/** A fault at a place in the document; whether a line or a flag is to blame is settled later. */
export interface Finding {
  readonly path: KeyPath;
  /** How the operator knows the place; when absent, `keyName` of the path. */
  readonly key?: string;
  readonly text: string;
}

/** A TOML table whose values nobody has looked at. */
export type Table = Readonly<Record<string, unknown>>;

/** A document in which all is where it belongs; `modem` holds an array of tables, the others a table each. */
export interface Shape {
  readonly document: Table;
  readonly findings: readonly Finding[];
}

/** Finds what is in the wrong place or has a name that nothing has, and leaves the rest for the schema. */
export function checkShape(document: Table): Shape {
  const kept: Record<string, unknown> = {};
  const findings: Finding[] = [];
  for (const [name, value] of Object.entries(document)) {
    const finding = judgeSection(name, value);
    if (finding !== undefined) {
      findings.push(finding);
      continue;
    }
    kept[name] = value;
    for (const [path, table] of tablesOf(name, value)) {
      findings.push(...unknownKeys(path, table));
    }
  }
  return { document: kept, findings };
}

/** Whether the value is a table, which a date and an array are not. */
export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null &&
    !Array.isArray(value) && !(value instanceof Date);
}

function judgeSection(name: string, value: unknown): Finding | undefined {
  const isList = Array.isArray(value) && value.every(isTable);
  if (!isTable(value) && !isList) return strayValue(name);
  const brackets = (it: string) => it === "modem" ? `[[${it}]]` : `[${it}]`;
  const path = [name];
  if (!Object.hasOwn(keysOf, name)) {
    const key = isList ? `[[${name}]]` : `[${name}]`;
    const names = Object.keys(keysOf);
    return { path, key, text: unknown(name, names, brackets) };
  }
  if (name === "modem" && !isList) {
    return { path, text: "must be written [[modem]], once for each modem" };
  }
  if (name !== "modem" && isList) {
    const key = `[[${name}]]`;
    return { path, key, text: `must be written [${name}], and only once` };
  }
  return undefined;
}

/** A value outside all sections, or in the place of one. */
function strayValue(name: string): Finding {
  const path = [name];
  if (Object.hasOwn(keysOf, name)) {
    return { path, text: "must be a section, not a value" };
  }
  const home = homeOf(name);
  const text = home === undefined
    ? "is unknown, and outside all sections"
    : `is outside all sections; it belongs below ${home}`;
  return { path, key: name, text };
}

function* tablesOf(name: string, value: unknown): Generator<[KeyPath, Table]> {
  if (isTable(value)) yield [[name], value];
  if (!Array.isArray(value)) return;
  for (const [at, table] of value.entries()) yield [[name, at], table];
}

function unknownKeys(path: KeyPath, table: Table): Finding[] {
  const known = keysOf[String(path[0])] ?? [];
  return Object.keys(table)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const home = homeOf(name);
      const text = home === undefined
        ? unknown(name, known, (it) => it)
        : `does not belong here, but below ${home}`;
      return { path: [...path, name], text };
    });
}

function unknown(
  name: string,
  known: readonly string[],
  write: (name: string) => string,
): string {
  const meant = nearest(name, known);
  return meant === undefined
    ? `is unknown; known are ${known.map(write).join(", ")}`
    : `is unknown; did you mean ${write(meant)}?`;
}

/** The section that has a key of this name. */
function homeOf(name: string): string | undefined {
  const home = Object.keys(keysOf).find((it) => keysOf[it]?.includes(name));
  if (home === undefined) return undefined;
  return home === "modem" ? "[[modem]]" : `[${home}]`;
}
