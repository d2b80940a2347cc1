import {
  allCommands,
  type ArgumentNode,
  type CommandNode,
  type OptionNode,
} from "../command_tree.ts";

/** What can stand at one place of a command line. */
export interface Place {
  /** The commands so far: "" at the begin, then "/queue", "/queue/list". */
  readonly path: string;
  readonly commands: readonly CommandNode[];
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ArgumentNode[];
}

/** The command that is meant when none is named. */
const usual = "serve";

/** All places of a command line. At the begin there are the usual command's options, too. */
export function placesOf(program: CommandNode): readonly Place[] {
  const served = program.commands.find(({ path }) => path.at(-1) === usual);
  return allCommands(program).map((node) => ({
    path: pathOf(node),
    commands: node.commands,
    options: node === program
      ? merged(node.options, served?.options ?? [])
      : node.options,
    arguments: node.arguments,
  }));
}

/** The path of a command: "/queue/list". */
export function pathOf({ path }: CommandNode): string {
  return path.map((word) => `/${word}`).join("");
}

/** The names of an option. */
export function namesOf({ long, short }: OptionNode): readonly string[] {
  return short === undefined || short === long ? [long] : [short, long];
}

/** A description without its end, on one line. */
export function shortly(description: string): string {
  return description.replaceAll(/\s+/g, " ").trim();
}

function merged(
  own: readonly OptionNode[],
  others: readonly OptionNode[],
): readonly OptionNode[] {
  const has = new Set(own.map(({ long }) => long));
  return [...own, ...others.filter(({ long }) => !has.has(long))];
}
