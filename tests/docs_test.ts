import assert from "node:assert/strict";
import { dirname, join, normalize } from "node:path";
import { allCommands, type CommandNode } from "../src/app/command_tree.ts";
import { allSections, headOf } from "../src/config/sections.ts";
import { allSettings } from "../src/config/settings.ts";
import { wholeCommandLine } from "./support/command_line.ts";
import { type MarkdownPage, readMarkdown } from "./support/markdown.ts";

const root = new URL("../", import.meta.url);
const pages = new Map<string, MarkdownPage>();
for (const folder of ["", "docs/"]) {
  for await (const { name } of Deno.readDir(new URL(`./${folder}`, root))) {
    if (!name.endsWith(".md")) continue;
    const text = await Deno.readTextFile(new URL(folder + name, root));
    pages.set(folder + name, readMarkdown(text));
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(new URL(path, root));
    return true;
  } catch {
    return false;
  }
}

Deno.test("each link of the docs leads to a file that is there, and to a heading in it", async () => {
  const broken: string[] = [];
  for (const [page, { links }] of pages) {
    for (const link of links.filter((it) => !/^(?:https?|mailto):/.test(it))) {
      const [file = "", anchor] = link.split("#");
      const path = file === "" ? page : normalize(join(dirname(page), file))
        .replaceAll("\\", "/");
      const headings = pages.get(path)?.anchors;
      const isRight = await isThere(path) &&
        (anchor === undefined || headings?.has(anchor));
      if (!isRight) broken.push(`${page}: ${link}`);
    }
  }
  assert.deepEqual(broken, []);
});

Deno.test("each file of the tree that the docs name is there", async () => {
  const missing: string[] = [];
  for (const [page, { code }] of pages) {
    for (const name of code) {
      const [path] =
        /^(?:\.ci|docs|packaging|src|tests|tools)\/[\w./-]+$/.exec(name) ?? [];
      if (path === undefined || await isThere(path)) continue;
      missing.push(`${page}: ${path}`);
    }
  }
  assert.deepEqual(missing, []);
});

const program = wholeCommandLine();
const serve = allCommands(program).find(({ path }) => path[0] === "serve");

/** What a command line names that is not there: a command or an option. */
function unknownIn(line: string): readonly string[] {
  return [
    ...line.matchAll(/(?:^|[\s/("])(?<!-u )cellpost((?: [^\s(`;&>)|"]\S*)+)/g),
  ]
    .flatMap(([, rest]) => unknownWords(rest!.trim().split(" ")));
}

function unknownWords(words: readonly string[]): readonly string[] {
  let nodes: readonly CommandNode[] = [program];
  const unknown: string[] = [];
  for (const word of words) {
    if (/^[|&;]+$|;$/.test(word)) break;
    const below = nodes.flatMap(({ commands }) => commands);
    if (/^[a-z][a-z|-]*$/.test(word) && below.length > 0) {
      const names = word.split("|");
      const found = names.map((it) => below.find((node) => isNamed(node, it)));
      unknown.push(...names.filter((_, at) => found[at] === undefined));
      nodes = found.filter((it) => it !== undefined);
    }
    const [, option] = /^\[?(--[a-z-]+)/.exec(word) ?? [];
    if (option !== undefined && !nodes.some((it) => hasOption(it, option))) {
      unknown.push(option);
    }
  }
  return unknown;
}

function isNamed({ path }: CommandNode, name: string): boolean {
  return path.at(-1) === name;
}

/** Without a command, `cellpost` serves. */
function hasOption(node: CommandNode, option: string): boolean {
  const options = node === program && serve !== undefined
    ? [...node.options, ...serve.options]
    : node.options;
  return option === "--help" || options.some(({ long }) => long === option);
}

Deno.test("each command and option that the docs name is one", () => {
  assert.deepEqual(unknownIn("sudo cellpost queue shove 1 --now"), [
    ...["shove", "--now"],
  ]);
  assert.deepEqual(unknownIn("cellpost service start|stop|walk"), ["walk"]);
  assert.deepEqual(unknownIn("cellpost --modem sim: --frob"), ["--frob"]);
  const unknown: string[] = [];
  let count = 0;
  for (const [page, { code, blockLines }] of pages) {
    for (const line of [...code, ...blockLines]) {
      if (/\bcellpost [a-z-]/.test(line)) count++;
      unknown.push(...unknownIn(line).map((it) => `${page}: ${line}: ${it}`));
    }
  }
  assert.deepEqual(unknown, []);
  assert.ok(count > 100, `${count} are found`);
});

const sections = allSections();
/** Names of sections as they are written, without brackets: "smtp", "smtp.listener". */
const heads = new Set(sections.map((it) => bare(headOf(it))));
const free = new Set(
  sections.filter(({ section }) => section.kind === "names")
    .map((it) => bare(headOf(it))),
);
const settings = new Set(allSettings().map(({ name }) => name));

function bare(head: string): string {
  return head.replaceAll(/^\[+|\]+$/g, "");
}

/** What code in the docs says of the config that is not so: a section, or a key of one. */
function strayIn(code: string): readonly string[] {
  const [, head = "", key] =
    /^(\[\[[a-z_.]+\]\]|\[[a-z_.]+\])(?: ([a-z_]+))?/.exec(code) ?? [];
  const name = bare(head);
  if (head === "" || free.has(name) || name === "domains") return [];
  if (!heads.has(name)) return [head];
  const isKey = key === undefined || settings.has(`${name}.${key}`);
  return isKey ? [] : [`${head} ${key}`];
}

Deno.test("each section and key of the config that the docs name is one", () => {
  assert.deepEqual(strayIn("[smtp] listens"), ["[smtp] listens"]);
  assert.deepEqual(strayIn('[smtp] listen = [":25"]'), []);
  assert.deepEqual(strayIn("[[smpt.listener]]"), ["[[smpt.listener]]"]);
  const stray = [...pages].flatMap(([page, { code }]) =>
    code.flatMap(strayIn).map((it) => `${page}: ${it}`)
  );
  assert.deepEqual(stray, []);
});
