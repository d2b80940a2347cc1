import type { CNames } from "./c_names.ts";

/** One number of ours, and how a C program writes it. */
export interface Constant {
  /** Such as `dcb.baudRate`. */
  readonly name: string;
  readonly ours: number;
  readonly expression: string;
}

/**
 * All numbers that modules export, by themselves or in tables, each with its C expression. Throws where one has none, or where
 * an expression belongs to none: so none can be forgotten.
 */
export function constantsOf(
  modules: readonly Readonly<Record<string, unknown>>[],
  names: Readonly<Record<string, CNames>>,
): Constant[] {
  const tables = modules.flatMap((module) => Object.entries(module))
    .filter(([, value]) => typeof value !== "function");
  const known = new Set(tables.map(([name]) => name));
  for (const name of Object.keys(names)) {
    if (!known.has(name)) throw new Error(`No module exports ${name}`);
  }
  return tables.flatMap(([name, value]) => {
    const forC = names[name];
    if (forC === undefined) throw new Error(`${name} has no names in C`);
    return constantsIn(name, value, forC);
  });
}

function constantsIn(name: string, value: unknown, forC: CNames): Constant[] {
  if (typeof value === "number" && typeof forC === "string") {
    return [{ name, ours: value, expression: forC }];
  }
  const entries: [unknown, unknown][] = value instanceof Map
    ? [...value]
    : Object.entries(Object(value));
  if (entries.length === 0) throw new Error(`${name} is no table`);
  const named = typeof forC === "object" ? forC : {};
  for (const key of Object.keys(named)) {
    if (!entries.some(([own]) => own === key)) {
      throw new Error(`${name} has no ${key}`);
    }
  }
  return entries.map(([key, number]) => {
    const entry = `${name}.${key}`;
    const expression = typeof forC === "function"
      ? forC(String(key))
      : named[String(key)];
    if (typeof number !== "number" || expression === undefined) {
      throw new Error(`${entry} has no name in C, or is no number`);
    }
    return { name: entry, ours: number, expression };
  });
}
