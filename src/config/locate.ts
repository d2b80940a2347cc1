import { parse } from "smol-toml";

/** Names the way from the top of the document: section, key, position in an array. */
export type KeyPath = readonly (string | number)[];

/** Finds the line, from 1, where the value at a path was written; the nearest enclosing one for what is inside a value. */
export type Locator = (path: KeyPath) => number | undefined;

/** Where in the text the scanner stands. */
interface Cursor {
  readonly text: string;
  at: number;
  line: number;
}

/** Notes the lines of all keys and headers of a TOML text that is known to be valid (TOML 1.0). */
export function locateKeys(text: string): Locator {
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  const cursor: Cursor = { text, at: 0, line: 1 };
  let section: KeyPath = [];
  while (skipBlank(cursor)) {
    const { line } = cursor;
    if (text[cursor.at] === "[") {
      section = readHeader(cursor, counts);
      note(lines, section, line);
    } else {
      const path = [...section, ...readKey(cursor)];
      note(lines, path, line);
      skipValue(cursor, (entry) => note(lines, [...path, entry], cursor.line));
    }
  }
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const line = lines.get(JSON.stringify(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return undefined;
  };
}

/** A dotted key and a header also create the tables around them. */
function note(lines: Map<string, number>, path: KeyPath, line: number): void {
  for (let length = 1; length <= path.length; length++) {
    const name = JSON.stringify(path.slice(0, length));
    if (!lines.has(name)) lines.set(name, line);
  }
}

/** Goes to the next key or header; false at the end. */
function skipBlank(cursor: Cursor): boolean {
  for (;;) {
    skip(cursor, /[ \t\r\n]*(?:#[^\n]*)?/y);
    const next = cursor.text[cursor.at];
    if (next === undefined) return false;
    if (next !== "\n") return true;
  }
}

function readHeader(cursor: Cursor, counts: Map<string, number>): KeyPath {
  const isArray = cursor.text.startsWith("[[", cursor.at);
  skip(cursor, /\[\[?/y);
  const parts = readKey(cursor);
  skip(cursor, /\]\]?/y);
  const path: (string | number)[] = [];
  for (const [at, part] of parts.entries()) {
    path.push(part);
    const name = JSON.stringify(path);
    const count = counts.get(name) ?? 0;
    if (isArray && at === parts.length - 1) {
      counts.set(name, count + 1);
      path.push(count);
    } else if (count > 0) {
      // What is written below an array of tables belongs to its last one.
      path.push(count - 1);
    }
  }
  return path;
}

/** Reads `a."b c".d` and, behind a key, its equals sign. */
function readKey(cursor: Cursor): string[] {
  const path: string[] = [];
  do {
    skip(cursor, /[ \t]*/y);
    const part = skip(cursor, /"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]*/y);
    path.push(unquoted(part));
    skip(cursor, /[ \t]*/y);
  } while (skip(cursor, /\./y) !== "");
  skip(cursor, /=/y);
  return path;
}

function unquoted(part: string): string {
  if (!/^["']/.test(part)) return part;
  // Escapes are rare in keys, and the parser knows them all.
  return part.startsWith('"') && part.includes("\\")
    ? Object.keys(parse(`${part} = 0`)).join()
    : part.slice(1, -1);
}

/** Goes past the value; arrays and multi-line strings span lines. Calls `onEntry` where each entry of an array begins. */
function skipValue(cursor: Cursor, onEntry: (entry: number) => void): void {
  const string =
    /"""(?:[^\\]|\\[^])*?"{3,5}|'''[^]*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;
  let depth = 0;
  let entry = 0;
  let begun = false;
  while (cursor.at < cursor.text.length) {
    skip(cursor, depth === 0 ? /(?:[ \t\r]|#[^\n]*)*/y : /(?:\s|#[^\n]*)*/y);
    if (
      depth === 1 && !begun &&
      !/^[,\]]/.test(cursor.text.slice(cursor.at, cursor.at + 1))
    ) {
      begun = true;
      onEntry(entry);
    }
    const token = skip(cursor, string) || skip(cursor, /[^]/y);
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    else if (token === "\n" && depth === 0) return;
    else if (token === "," && depth === 1) {
      entry++;
      begun = false;
    }
  }
}

/** Takes what a sticky expression matches here, counting lines. */
function skip(cursor: Cursor, what: RegExp): string {
  what.lastIndex = cursor.at;
  const taken = what.exec(cursor.text)?.[0] ?? "";
  cursor.at += taken.length;
  cursor.line += taken.split("\n").length - 1;
  return taken;
}
