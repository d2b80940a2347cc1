import type { Database, Value } from "./database.ts";

/** A table as rows come into it. */
export interface Entrance {
  /** Names the columns that every row has. */
  readonly plain: string;
  /** Names the others as well. */
  readonly full: string;
  /** What those have in the table by themselves, in their order. */
  readonly defaults: readonly Value[];
}

/** Makes the two statements once: `rare` are the columns that few rows need, each with its default in the table. */
export function entranceOf(
  table: string,
  columns: readonly string[],
  rare: Readonly<Record<string, Value>>,
): Entrance {
  const insert = (names: readonly string[]) =>
    `INSERT INTO ${table} (${names.join(", ")}) VALUES (${
      names.map(() => "?").join(", ")
    })`;
  return {
    plain: insert(columns),
    full: insert([...columns, ...Object.keys(rare)]),
    defaults: Object.values(rare),
  };
}

/**
 * Inserts a row and tells its rowid. Each value costs as much as a twentieth of the row, so the rare ones are bound only where one of
 * them is no default.
 */
export function insertRow(
  database: Database,
  { plain, full, defaults }: Entrance,
  { values, rare }: {
    readonly values: readonly Value[];
    readonly rare: readonly Value[];
  },
): number {
  return rare.every((it, at) => it === defaults[at])
    ? database.insert(plain, ...values)
    : database.insert(full, ...values, ...rare);
}
