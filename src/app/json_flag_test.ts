import assert from "node:assert/strict";
import type { Command } from "commander";
import { buildProgram, wantsJson } from "./cli.ts";
import { Screen } from "./screen.ts";

/** Commands that print no data of their own, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  "cellpost serve": "its log is JSON by [log] format",
};

function program(): Command {
  const silent = { writeSync: () => 0, isTerminal: () => false };
  const screen = new Screen(silent, silent);
  return buildProgram({ screen, run: () => Promise.resolve() });
}

function leaves(command: Command, path = ""): [string, Command][] {
  const name = `${path} ${command.name()}`.trim();
  return command.commands.length === 0
    ? [[name, command]]
    : command.commands.flatMap((it) => leaves(it, name));
}

Deno.test("every command that prints data has --json", () => {
  const all = leaves(program());
  const without = all.filter(([, { options }]) =>
    !options.some(({ long }) => long === "--json")
  ).map(([name]) => name);
  assert.deepEqual(without.filter((it) => !(it in exceptions)), []);
  const names = all.map(([name]) => name);
  assert.deepEqual(
    Object.keys(exceptions).filter((it) => !names.includes(it)),
    [],
  );
});

Deno.test("wantsJson() looks only at what may be a flag", () => {
  assert.equal(wantsJson(["alarms", "--json"]), true);
  assert.equal(wantsJson(["alarms"]), false);
  assert.equal(wantsJson(["send", "+4670", "--", "--json"]), false);
});
