import assert from "node:assert/strict";
import { wholeCommandLine } from "../../tests/support/command_line.ts";
import { wantsJson } from "./cli.ts";
import { allCommands } from "./command_tree.ts";

/** Commands that print no data of their own, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  serve: "its log is JSON by [log] format",
  "completion bash": "a script for a shell",
  "completion zsh": "a script for a shell",
  "completion fish": "a script for a shell",
  "completion powershell": "a script for a shell",
};

Deno.test("every command that prints data has --json", () => {
  const leaves = allCommands(wholeCommandLine())
    .filter(({ commands }) => commands.length === 0);
  const without = leaves.filter(({ options }) =>
    !options.some(({ long }) => long === "--json")
  ).map(({ path }) => path.join(" "));
  assert.deepEqual(without, Object.keys(exceptions));
});

Deno.test("wantsJson() looks only at what may be a flag", () => {
  assert.equal(wantsJson(["alarms", "--json"]), true);
  assert.equal(wantsJson(["alarms"]), false);
  assert.equal(wantsJson(["send", "+4670", "--", "--json"]), false);
});
