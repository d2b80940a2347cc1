import type { KeyPath } from "./locate.ts";

/** A fault at a place in the document; whether a line or a flag is to blame is settled later. */
export interface Finding {
  readonly path: KeyPath;
  /** How the operator knows the place; when absent, `keyName` of the path. */
  readonly key?: string;
  readonly text: string;
}

/** A TOML table whose values nobody has looked at. */
export type Table = Readonly<Record<string, unknown>>;

/** Whether the value is a table, which a date and an array are not. */
export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null &&
    !Array.isArray(value) && !(value instanceof Date);
}

/** Whether the value is an array of tables; an empty array is one. */
export function isTables(value: unknown): value is readonly Table[] {
  return Array.isArray(value) && value.every(isTable);
}
