import type { Argument, Command, Option } from "commander";

/** What a word stands for, as far as a shell can complete it. */
export type Value =
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "file" | "folder" | "text" };

/** An option of a command. */
export interface OptionNode {
  /** As the help has it: "--state <state>". */
  readonly flags: string;
  /** Such as "--state"; every option has a long name. */
  readonly long: string;
  /** Such as "-h". */
  readonly short: string | undefined;
  readonly description: string;
  /** The name and the kind of its value; undefined for a flag. */
  readonly value: (Value & { readonly name: string }) | undefined;
  readonly repeatable: boolean;
  readonly required: boolean;
  /** As it would be written; undefined: there is none. */
  readonly preset: string | undefined;
}

/** An argument of a command. */
export interface ArgumentNode {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly variadic: boolean;
  readonly value: Value;
}

/** A command, as data: what completions and the man page are made from. */
export interface CommandNode {
  /** The words behind the program's name; none for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ArgumentNode[];
  readonly commands: readonly CommandNode[];
  /** What the help says below the options. */
  readonly notes: string;
}

/** Reads the tree of a command line that commander knows. */
export function commandTree(
  command: Command,
  path: readonly string[] = [],
): CommandNode {
  return {
    path,
    description: command.description(),
    options: command.createHelp().visibleOptions(command).map(optionNode),
    arguments: command.registeredArguments.map(argumentNode),
    commands: command.commands.map((it) =>
      commandTree(it, [...path, it.name()])
    ),
    notes: notesOf(command),
  };
}

/** A command with all below it. */
export function allCommands(node: CommandNode): readonly CommandNode[] {
  return [node, ...node.commands.flatMap(allCommands)];
}

function optionNode(option: Option): OptionNode {
  const { flags, description, long, short, mandatory } = option;
  const [, name] = /[<[]([^>\].]+)/.exec(flags) ?? [];
  const preset: unknown = option.defaultValue;
  return {
    flags,
    long: long ?? short ?? flags,
    short: short ?? undefined,
    description,
    value: name === undefined
      ? undefined
      : { name, ...valueOf(name, option.argChoices) },
    repeatable: /may be repeated/.test(description),
    required: mandatory,
    preset: typeof preset === "string" && preset !== "" ? preset : undefined,
  };
}

function argumentNode(argument: Argument): ArgumentNode {
  const { description, required, variadic } = argument;
  const name = argument.name();
  const value = valueOf(name, argument.argChoices);
  return { name, description, required, variadic, value };
}

// What the help calls a value is what it is: <file>, <path> and a modem's <port> are in the file system.
function valueOf(
  name: string,
  choices: readonly string[] | undefined,
): Value {
  if (choices !== undefined) return { kind: "choice", choices };
  if (/^(?:file|path|port)$/.test(name)) return { kind: "file" };
  if (/^(?:dir|folder)$/.test(name)) return { kind: "folder" };
  return { kind: "text" };
}

// Commander keeps such texts as listeners, and asks them when it writes the help; its types do not tell.
function notesOf(command: Command): string {
  let text = "";
  const write = (piece: string) => void (text += piece);
  const emit: unknown = Reflect.get(command, "emit");
  if (typeof emit === "function") {
    Reflect.apply(emit, command, ["afterHelp", { command, write }]);
  }
  return text.trim();
}
