import assert from "node:assert/strict";
import type { CommandNode, OptionNode } from "../command_tree.ts";
import { bashCompletion } from "./bash.ts";
import { fishCompletion } from "./fish.ts";
import { powershellCompletion } from "./powershell.ts";
import { zshCompletion } from "./zsh.ts";

const plain: OptionNode = {
  flags: "--json",
  long: "--json",
  short: undefined,
  description: 'it\'s [odd]: a "word" \\ $HOME `id`',
  value: undefined,
  repeatable: false,
  required: false,
  preset: undefined,
};

const list: CommandNode = {
  path: ["queue", "list"],
  description: "What's in it: [all]",
  options: [
    plain,
    {
      ...plain,
      flags: "--state <state>",
      long: "--state",
      value: { name: "state", kind: "choice", choices: ["queued", "sent"] },
    },
    {
      ...plain,
      flags: "--out <dir>",
      long: "--out",
      value: { name: "dir", kind: "folder" },
    },
  ],
  arguments: [],
  commands: [],
  notes: "",
};

const program: CommandNode = {
  path: [],
  description: "",
  options: [{ ...plain, flags: "-h, --help", long: "--help", short: "-h" }],
  arguments: [],
  commands: [{
    ...list,
    path: ["queue"],
    options: [],
    commands: [list],
  }],
  notes: "",
};

Deno.test("each shell's script knows commands, options and choices", () => {
  for (
    const make of [
      bashCompletion,
      zshCompletion,
      fishCompletion,
      powershellCompletion,
    ]
  ) {
    const script = make("cellpost", program);
    for (const word of ["queue", "list", "json", "state", "queued", "out"]) {
      assert.ok(script.includes(word), `${make.name} ${word}`);
    }
  }
});

Deno.test("a description is no code in any shell", () => {
  const zsh = zshCompletion("cellpost", program);
  assert.ok(
    zsh.includes(`'--json[it'\\''s \\[odd\\]\\: a "word" \\\\ $HOME \`id\`]'`),
    zsh,
  );
  const fish = fishCompletion("cellpost", program);
  assert.ok(
    fish.includes(`-l json -d 'it\\'s [odd]: a "word" \\\\ $HOME \`id\`'`),
    fish,
  );
  const powershell = powershellCompletion("cellpost", program);
  assert.ok(
    powershell.includes(`'--json' = 'it''s [odd]: a "word" \\ $HOME \`id\`'`),
  );
  assert.ok(!bashCompletion("cellpost", program).includes("odd"));
});

// No PowerShell runs where these tests do: this is its grammar as far as the script uses it, strings in single quotes and brackets.
Deno.test("PowerShell's script has all its quotes and brackets closed", () => {
  const script = powershellCompletion("cellpost", program);
  const code = script.replaceAll(/^ *#.*$/gm, "").replaceAll(
    /'(?:[^']|'')*'/g,
    "",
  ).replaceAll(/"[^"]*"/g, "");
  assert.doesNotMatch(code, /['"]/);
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = {
    ")": "(",
    "]": "[",
    "}": "{",
  };
  for (const [letter] of code.matchAll(/[()[\]{}]/g)) {
    if (pairs[letter] === undefined) open.push(letter);
    else assert.equal(open.pop(), pairs[letter]);
  }
  assert.deepEqual(open, []);
});
