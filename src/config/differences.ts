import * as v from "valibot";
import { isTable, isTables, type Table } from "./finding.ts";
import { modemNames } from "./routing_rules.ts";
import {
  allSections,
  headOf,
  type PlacedSection,
  written,
} from "./sections.ts";
import { type Setting, settingsOf } from "./settings.ts";
import { tomlText } from "./toml_text.ts";
import { keysOf, meansTheSame, valueOf } from "./same.ts";
import type { WrittenConfig } from "./written_config.ts";

/** A setting that two configurations have differently. */
export interface Difference {
  /** Its name, as in `Setting`; that of its section where a whole section comes or goes. */
  readonly setting: string;
  /** How the operator knows it: `[smtp] max_size`, `[[modem]] roof baud`, `[contacts] anna`. */
  readonly path: string;
  /** What was written and what is, or holds without being written; secrets as `***`. */
  readonly from: string;
  readonly to: string;
}

/** All settings that differ in what they mean, however they are written, in the order of the sections. */
export function differences(
  before: WrittenConfig,
  after: WrittenConfig,
): readonly Difference[] {
  return allSections().flatMap((section) => {
    const sides = { was: sideOf(before, section), is: sideOf(after, section) };
    switch (section.section.kind) {
      case "table":
        return inTable(section, sides);
      case "names":
        return inNames(section, sides);
      case "list":
      case "tables":
        return inEntries(section, sides);
      default:
        return section.section satisfies never;
    }
  });
}

/** A section of one configuration: what is read, and what is written. */
interface Side {
  readonly read: unknown;
  readonly written: unknown;
  /** All of it, for what is known by its place in it. */
  readonly whole: WrittenConfig;
}

interface Sides {
  readonly was: Side;
  readonly is: Side;
}

function sideOf(whole: WrittenConfig, { path }: PlacedSection): Side {
  const at = (table: unknown) =>
    path.reduce<unknown>((inside, name) => valueOf(inside, name), table);
  return { read: at(whole.document), written: at(whole.written), whole };
}

function inTable(section: PlacedSection, { was, is }: Sides): Difference[] {
  return inKeys(section, headOf(section), { was, is });
}

function inKeys(
  section: PlacedSection,
  head: string,
  { was, is }: Sides,
): Difference[] {
  return settingsOf(section).flatMap((setting): Difference[] => {
    const { name, key = "" } = setting;
    if (meansTheSame(valueOf(was.read, key), valueOf(is.read, key))) return [];
    const path = `${head} ${written(key)}`;
    const [from, to] = [textOf(setting, was), textOf(setting, is)];
    return [{ setting: name, path, from, to }];
  });
}

function textOf({ key = "", schema }: Setting, side: Side): string {
  const value = valueOf(side.written, key) ?? v.getDefault(schema);
  return tomlText(value, key);
}

function inNames(section: PlacedSection, { was, is }: Sides): Difference[] {
  const head = headOf(section);
  return keysOf(was.read, is.read).flatMap((name): Difference[] => {
    if (meansTheSame(valueOf(was.read, name), valueOf(is.read, name))) {
      return [];
    }
    const text = ({ written }: Side) => tomlText(valueOf(written, name));
    const path = `${head} ${written(name)}`;
    const setting = section.path.join(".");
    return [{ setting, path, from: text(was), to: text(is) }];
  });
}

/** Sections of which there may be any number: found again by what they are called, else by their place. */
function inEntries(section: PlacedSection, { was, is }: Sides): Difference[] {
  const [before, after] = [entriesOf(section, was), entriesOf(section, is)];
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name): Difference[] => {
    const sides = { was: before.get(name), is: after.get(name) };
    const head = headOfEntry(section, name);
    if (sides.was !== undefined && sides.is !== undefined) {
      return inKeys(section, head, { was: sides.was, is: sides.is });
    }
    const text = (side: Side | undefined) => tomlText(side?.written);
    const setting = section.path.join(".");
    return [{
      ...{ setting, path: head },
      ...{ from: text(sides.was), to: text(sides.is) },
    }];
  });
}

function headOfEntry({ path, section }: PlacedSection, name: string): string {
  const place = path.map(written).join(".");
  return section.kind === "tables"
    ? `[${place}.${written(name)}]`
    : `[[${place}]] ${name}`;
}

function entriesOf(
  { path, section }: PlacedSection,
  { read, written, whole }: Side,
): ReadonlyMap<string, Side> {
  if (section.kind === "tables") {
    const names = isTable(read) ? Object.keys(read) : [];
    return new Map(names.map((name) => [name, {
      ...{ read: valueOf(read, name), written: valueOf(written, name), whole },
    }]));
  }
  const list = isTables(read) ? read : [];
  const raw = isTables(written) ? written : [];
  const named = path.join(".") === "modem" ? modemNames(raw) : raw.map(nameOf);
  return new Map(list.map((it, at) => {
    const name = named[at] ?? "";
    const taken = name === "" || named.indexOf(name) < at;
    return [taken ? `#${at + 1}` : name, {
      ...{ read: it, written: raw[at], whole },
    }];
  }));
}

/** What an entry of a list is called, if anything. */
function nameOf(entry: Table): string {
  const name = entry["name"] ?? entry["address"];
  return typeof name === "string" ? name : "";
}
