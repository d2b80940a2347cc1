/**
 * Writes `packaging/cellpost.1` from the command line itself: `deno task man`. A test compares the page with it.
 *
 * @module
 */
import {
  allCommands,
  type ArgumentNode,
  type CommandNode,
  type OptionNode,
} from "../src/app/command_tree.ts";
import { version } from "../src/app/version.ts";
import { wholeCommandLine } from "../tests/support/command_line.ts";
import { roff, roffArgument, roffParagraphs } from "./man_page/roff.ts";

const page = new URL("../packaging/cellpost.1", import.meta.url);

/** The page, in the macros of man(7). */
export function renderManPage(program: CommandNode): string {
  const commands = allCommands(program).filter((it) => it !== program);
  return [
    '.\\" Made from the command line by "deno task man": change it there.',
    `.TH CELLPOST 1 "" ${roffArgument(`cellpost ${version}`)} "Cellpost"`,
    ".SH NAME",
    "cellpost \\- turns mail into SMS",
    ".SH SYNOPSIS",
    ".B cellpost",
    ".RI [ command ]",
    ".RI [ options ]",
    ".SH DESCRIPTION",
    ...description,
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH EXIT STATUS",
    ...exitCodes.flatMap(([code, text]) => [".TP", `.B ${code}`, roff(text)]),
    ".SH FILES",
    ...files.flatMap(([path, text]) => [".TP", `.I ${roff(path)}`, roff(text)]),
    ".SH ENVIRONMENT",
    ...environment.flatMap(([name, text]) => [".TP", `.B ${name}`, roff(text)]),
    ".SH EXAMPLES",
    ...examples.flatMap(([text, line]) => [
      ...[".PP", roff(text), ".RS", ".EX"],
      ...[roff(line), ".EE", ".RE"],
    ]),
    "",
  ].join("\n");
}

const description = [
  "Cellpost takes mail by SMTP and sends it as SMS by GSM modems on serial ports.",
  "What it has answered by 250 is in its queue on disk, and is sent once a modem is usable.",
  "Without a command it serves, as by",
  '.BR "cellpost serve" .',
  "Commands work with the running cellpost of the same config, or by themselves where none runs.",
  ".PP",
  "With",
  ".B \\-\\-json",
  "a command prints one line of JSON on standard output, with times in milliseconds since 1970;",
  "each line on standard error is then an object with",
  ".I error",
  "or",
  ".IR note .",
];

// As `src/app/exit_code.ts` has them.
const exitCodes = [
  [0, "Done."],
  [
    1,
    "Not done: the config has problems, a message was refused or failed, there is no such id.",
  ],
  [
    2,
    "The command line is wrong, or the config lacks what the command needs, such as a modem.",
  ],
  [
    3,
    "The machine says no: the database, a port or an address is not to be had, or no cellpost answers.",
  ],
  [70, "A bug; the stack trace is for its report."],
] as const;

const files = [
  [
    "./config.toml, /etc/cellpost/config.toml, %ProgramData%\\cellpost\\config.toml",
    "The config; the first that is there is read.",
  ],
  [
    "cellpost.db",
    "The queue, where [queue] path says; with control.json beside it, by which commands reach the running cellpost.",
  ],
  ["users.toml", "Who may log in, beside the config."],
] as const;

const environment = [
  ["NO_COLOR", "Not empty: no colours."],
  [
    "FORCE_COLOR",
    'Neither empty nor "0" nor "false": colours also where no terminal is.',
  ],
  ["TERM", '"dumb": no colours.'],
  [
    "LC_ALL, LC_CTYPE, LANG",
    'Without "UTF-8" the picture of cellpost top is drawn in ASCII.',
  ],
] as const;

const examples = [
  ["Try it without hardware:", "cellpost --modem sim:"],
  [
    "Send one SMS, and see what becomes of it:",
    'cellpost send +919812345678 "Pump 3 stopped"',
  ],
  [
    "What failed in the last two days, for a program:",
    "cellpost queue list --state failed --since 2d --json",
  ],
  ["Watch it:", "cellpost top"],
] as const;

function commandLines(node: CommandNode): readonly string[] {
  const title = [
    ...["cellpost", ...node.path],
    ...node.options.filter(({ required }) => required).map((it) => it.flags),
    ...node.arguments.map(argumentText),
    ...(node.commands.length > 0 ? ["<command>"] : []),
  ].join(" ");
  return [
    `.SS ${roffArgument(title)}`,
    `${roff(node.description)}.`,
    ...node.arguments.filter((it) => it.description !== "").flatMap((it) => [
      ".TP",
      `.I ${roff(it.name)}`,
      roff(it.description),
    ]),
    ...node.options.filter(({ long }) => long !== "--help")
      .flatMap(optionLines),
    ...notesLines(node.notes),
  ];
}

function argumentText({ name, required, variadic }: ArgumentNode): string {
  const text = variadic ? `${name}...` : name;
  return required ? `<${text}>` : `[${text}]`;
}

function optionLines(option: OptionNode): readonly string[] {
  const { flags, description, value, preset } = option;
  const choices = value?.kind === "choice"
    ? `: ${value.choices.join(", ")}`
    : "";
  const usual = preset === undefined ? "" : ` (default: ${preset})`;
  return [".TP", `.B ${roff(flags)}`, roff(`${description}${choices}${usual}`)];
}

function notesLines(notes: string): readonly string[] {
  return notes === "" ? [] : roffParagraphs(notes);
}

if (import.meta.main) {
  await Deno.writeTextFile(page, renderManPage(wholeCommandLine()));
}
