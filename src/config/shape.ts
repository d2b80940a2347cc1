import { type Finding, isTable, isTables, type Table } from "./finding.ts";
import { headOf, type Section, sections, written } from "./sections.ts";
import { strayAtTop, strayKeys } from "./stray.ts";

/** A document in which all sections are of their kind, and all names that the operator chose can be used. */
export interface Shape {
  readonly document: Table;
  readonly findings: readonly Finding[];
}

/** Finds what is in the wrong place or has a name that nothing has, and leaves the rest for the schema. */
export function checkShape(document: Table): Shape {
  const findings: Finding[] = [];
  const kept = Object.entries(document).flatMap(([name, value]): Kept => {
    const section = sectionIn(sections, name);
    if (section === undefined) {
      findings.push(strayAtTop(name, value));
      return [];
    }
    return keepSection({ section, path: [name], value }, findings);
  });
  return { document: Object.fromEntries(kept), findings };
}

/** A section as it was found. */
interface Found<S = Section, V = unknown> {
  readonly section: S;
  readonly path: readonly string[];
  readonly value: V;
}

type Named = Extract<Section, { kind: "names" | "tables" }>;

type Kept = readonly (readonly [string, unknown])[];

/** The section as an entry of the table around it, or nothing when it is of another kind; notes what is wrong inside. */
function keepSection(found: Found, findings: Finding[]): Kept {
  const wrongKind = judgeKind(found);
  if (wrongKind !== undefined) {
    findings.push(wrongKind);
    return [];
  }
  return [[found.path.at(-1) ?? "", keepInside(found, findings)]];
}

function keepInside(found: Found, findings: Finding[]): unknown {
  const { section, path, value } = found;
  switch (section.kind) {
    case "list":
      for (const [at, table] of isTables(value) ? value.entries() : []) {
        findings.push(...strayKeys(section, { path: [...path, at], table }));
      }
      return value;
    case "table":
      return isTable(value)
        ? keepTable({ section, path, value }, findings)
        : value;
    case "names":
    case "tables":
      return isTable(value)
        ? keepNamed({ section, path, value }, findings)
        : value;
    default:
      return section satisfies never;
  }
}

function keepTable(
  { section, path, value }: Found<Extract<Section, { kind: "table" }>, Table>,
  findings: Finding[],
): Table {
  findings.push(...strayKeys(section, { path, table: value }));
  const kept = Object.entries(value).flatMap(([name, inner]): Kept => {
    const below = sectionIn(section.below, name);
    if (below === undefined) return [[name, inner]];
    const found = { section: below, path: [...path, name], value: inner };
    return keepSection(found, findings);
  });
  return Object.fromEntries(kept);
}

function keepNamed(
  { section, path, value }: Found<Named, Table>,
  findings: Finding[],
): Table {
  const kept = Object.entries(value).filter(([name, inner]) => {
    const found = { section, path: [...path, name], value: inner };
    const wrong = judgeNamed(found);
    if (wrong !== undefined) findings.push(wrong);
    else if (isTable(inner)) {
      findings.push(...strayKeys(section, { path: found.path, table: inner }));
    }
    return wrong === undefined;
  });
  return Object.fromEntries(kept);
}

function judgeKind({ section, path, value }: Found): Finding | undefined {
  const head = headOf({ path, section });
  if (!isTable(value) && !isTables(value)) return strayValue(path, head);
  if (section.kind === "list") {
    if (isTables(value)) return undefined;
    const text = `must be written ${head}, once for each ${path.at(-1)}`;
    return { path, text };
  }
  if (isTable(value)) return undefined;
  const text = section.kind === "tables"
    ? `must be written with a name, such as ${head}`
    : `must be written ${head}, and only once`;
  return { path, key: `[[${path.map(written).join(".")}]]`, text };
}

/** A value in the place of a section. */
function strayValue(path: readonly string[], head: string): Finding {
  return path.length === 1
    ? { path, text: "must be a section, not a value" }
    : { path, key: asKey(path), text: `must be a section, written ${head}` };
}

/** A name that the operator chose, with what stands there. */
function judgeNamed(
  { section, path, value }: Found<Named>,
): Finding | undefined {
  const { rule, kind } = section;
  const name = path.at(-1) ?? "";
  if (!rule.test(name)) {
    const text = `is not a name that can be used; it ${rule.must}`;
    return { path, key: asKey(path), text };
  }
  // JavaScript has a meaning of its own for these, and the schema drops them.
  if (["__proto__", "constructor", "prototype"].includes(name)) {
    const text = "is not a name that can be used; choose another one";
    return { path, key: asKey(path), text };
  }
  if (kind === "tables" && !isTable(value)) {
    return strayValue(path, `[${path.map(written).join(".")}]`);
  }
  if (kind === "names" && isTable(value)) {
    const whole = JSON.stringify([name, ...Object.keys(value)].join("."));
    const text =
      `is a table, which it cannot be; a name with dots goes in quotes: ${whole}`;
    return { path, text };
  }
  return undefined;
}

/** A section's name where a key stands: `[smtp] listener`. */
function asKey(path: readonly string[]): string {
  const around = path.slice(0, -1).map(written).join(".");
  return `[${around}] ${written(path.at(-1) ?? "")}`;
}

function sectionIn(
  inside: Readonly<Record<string, Section>>,
  name: string,
): Section | undefined {
  return Object.hasOwn(inside, name) ? inside[name] : undefined;
}
