import { buildProgram } from "../../src/app/cli.ts";
import { type CommandNode, commandTree } from "../../src/app/command_tree.ts";
import { Screen } from "../../src/app/screen.ts";

/** The whole command line as data; nothing of it is run. */
export function wholeCommandLine(): CommandNode {
  const silent = { writeSync: () => 0, isTerminal: () => false };
  const screen = new Screen(silent, silent);
  return commandTree(
    buildProgram({ screen, run: () => Promise.resolve() }),
  );
}
