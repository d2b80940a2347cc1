import { type Finding, isTable, isTables, type Table } from "./finding.ts";
import type { KeyPath } from "./locate.ts";
import { nearest } from "./nearest.ts";
import {
  allSections,
  headOf,
  keysIn,
  type Section,
  written,
} from "./sections.ts";

/** Says of something on top of the document, where nothing has this name, what was probably meant. */
export function strayAtTop(name: string, value: unknown): Finding {
  const path = [name];
  if (isTable(value) || isTables(value)) {
    const head = written(name);
    const key = isTable(value) ? `[${head}]` : `[[${head}]]`;
    return { path, key, text: unknown(name, allSections().map(nameOf)) };
  }
  const home = homeOf(name);
  const text = home === undefined
    ? "is unknown, and outside all sections"
    : `is outside all sections; it belongs below ${home}`;
  return { path, key: name, text };
}

/** Finds the keys of a section's table that the section does not have. */
export function strayKeys(
  section: Section,
  { path, table }: { readonly path: KeyPath; readonly table: Table },
): Finding[] {
  const below = section.kind === "table" ? section.below : {};
  const around = path.filter((it) => typeof it === "string");
  const known = [
    ...keysIn(section).map((name) => ({ name, written: name })),
    ...allSections(below, around).map(nameOf),
  ];
  return Object.entries(table)
    .filter(([name]) => !known.some((it) => it.name === name))
    .map(([name, value]) => {
      const text = section.kind === "tables" && isTable(value)
        ? cutAtDots([...path, name])
        : strayKey(name, { section, known });
      return { path: [...path, name], text };
    });
}

/** Something that has a name, and how it is written. */
interface Name {
  readonly name: string;
  readonly written: string;
}

function nameOf(placed: Parameters<typeof headOf>[0]): Name {
  return { name: placed.path.at(-1) ?? "", written: headOf(placed) };
}

function strayKey(
  name: string,
  { section, known }: {
    readonly section: Section;
    readonly known: readonly Name[];
  },
): string {
  // Words such as "from" and "name" are in many lists, and mean another thing in each.
  const homes = allSections().filter((it) =>
    section.kind === "table" || it.section.kind === "table"
  );
  const home = homeOf(name, homes);
  return home === undefined
    ? unknown(name, known)
    : `does not belong here, but below ${home}`;
}

/** `[domains.flash.sms]` is flash with sms inside it, which nobody means. */
function cutAtDots([head, ...rest]: KeyPath): string {
  const whole = JSON.stringify(rest.join("."));
  return `is unknown; a name with dots goes in quotes: [${head}.${whole}]`;
}

function unknown(name: string, known: readonly Name[]): string {
  const meant = nearest(name, known.map((it) => it.name));
  const match = known.find((it) => it.name === meant);
  return match === undefined
    ? `is unknown; known are ${known.map((it) => it.written).join(", ")}`
    : `is unknown; did you mean ${match.written}?`;
}

/** The section that has a key of this name. */
function homeOf(name: string, among = allSections()): string | undefined {
  const home = among.find(({ section }) => keysIn(section).includes(name));
  return home === undefined ? undefined : headOf(home);
}
