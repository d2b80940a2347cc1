import { type Finding, isTable, isTables, type Table } from "./finding.ts";
import { nearest } from "./nearest.ts";

/** Finds keys that a table of any modem's section, such as its `quirks`, does not have. */
export function strayModemKeys(
  document: Table,
  key: string,
  names: readonly string[],
): Finding[] {
  const modems = isTables(document.modem) ? document.modem : [];
  return [...modems.entries()].flatMap(([at, { [key]: table }]) =>
    Object.keys(isTable(table) ? table : {})
      .filter((name) => !names.includes(name))
      .map((name) => {
        const meant = nearest(name, names);
        const text = meant === undefined
          ? `is unknown; known are ${names.join(", ")}`
          : `is unknown; did you mean ${meant}?`;
        return { path: ["modem", at, key, name], text };
      })
  );
}
