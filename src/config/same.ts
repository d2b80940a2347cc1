import { Secret } from "../model/mod.ts";
import { isTable } from "./finding.ts";

/** Whether two values that were read mean the same. */
export function meansTheSame(a: unknown, b: unknown): boolean {
  if (a instanceof Secret || b instanceof Secret) {
    return a instanceof Secret && b instanceof Secret &&
      a.reveal() === b.reveal();
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length &&
      a.every((it, at) => meansTheSame(it, b[at]));
  }
  if (isTable(a) && isTable(b)) {
    return keysOf(a, b).every((key) =>
      meansTheSame(valueOf(a, key), valueOf(b, key))
    );
  }
  return Object.is(a, b);
}

/** The keys of all of these that are tables, each once. */
export function keysOf(...tables: readonly unknown[]): readonly string[] {
  return [
    ...new Set(tables.flatMap((it) => isTable(it) ? Object.keys(it) : [])),
  ];
}

/** What a table has under a key of its own. */
export function valueOf(table: unknown, key: string): unknown {
  return isTable(table) && Object.hasOwn(table, key) ? table[key] : undefined;
}
