import { Command, CommanderError } from "commander";
import { addAlarmsCommand } from "./commands/alarms.ts";
import { addCertCommand } from "./commands/cert.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addCompletionCommand } from "./commands/completion.ts";
import { addDenyCommand } from "./commands/deny.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addInboxCommand } from "./commands/inbox.ts";
import { addInitCommand } from "./commands/init.ts";
import { addModemsCommand } from "./commands/modems.ts";
import { addQueueCommand } from "./commands/queue.ts";
import { addReloadCommand } from "./commands/reload.ts";
import { addSelftestCommand } from "./commands/selftest.ts";
import { addSendCommand } from "./commands/send.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addServiceCommand } from "./commands/service.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import { addStatusCommand } from "./commands/status.ts";
import { addTokenCommand } from "./commands/token.ts";
import { addTopCommand } from "./commands/top.ts";
import { addUserCommand } from "./commands/user.ts";
import { addUssdCommand } from "./commands/ussd.ts";
import { addVersionCommand } from "./commands/version.ts";
import { environmentVariable } from "../config/mod.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import { failureText } from "./journal.ts";
import { paletteFor } from "./palette.ts";
import { Screen } from "./screen.ts";
import { version } from "./version.ts";

/** What a command is given. */
export interface CommandContext {
  readonly screen: Screen;
  /** Runs a command's action and keeps its exit code. */
  readonly run: (action: () => Promise<number>) => Promise<void>;
}

/** Runs the command line and returns the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  const screen = screenFor(args);
  let code: number = exitCode.done;
  const program = buildProgram({
    screen,
    run: async (action) => {
      code = await action();
    },
  });
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      // 1 is commander's own for all that is wrong; a command may have another.
      return error.exitCode === 1 ? exitCode.usage : error.exitCode;
    }
    if (!(error instanceof CommandError)) throw error;
    screen.error(failureText(error.message));
    return error.code;
  }
  return code;
}

function screenFor(args: readonly string[]): Screen {
  const terminal = Deno.stdout.isTerminal();
  const palette = paletteFor({ terminal, env: environmentVariable });
  return new Screen(Deno.stdout, Deno.stderr, {
    json: wantsJson(args),
    palette,
  });
}

/** For people commander's words as they are. */
function usageText(text: string, { screen }: CommandContext): string {
  return screen.json ? text.trim().replace(/^error: /, "") : text.trimEnd();
}

/** Whether a program asks. Known before the command line is understood, since what is wrong with it is an error like others. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).includes("--json");
}

const footer = `
Examples:
  cellpost init                                make a config by five questions
  cellpost --modem sim:                        try it without hardware
  cellpost --config /etc/cellpost/config.toml  serve with a config
  cellpost send +919812345678 "It works"       send one SMS

Exit codes: 0 done, 1 not done (bad config, refused or failed message, unknown id),
2 wrong command line or no modem, 3 database, port or address not to be had, 70 a bug.`;

/** The whole command line; also what its completions and its man page are made from. */
export function buildProgram(context: CommandContext): Command {
  const program = new Command("cellpost")
    .description("Turns mail into SMS: point your mail program at it")
    .version(version, "-V, --version", "print the version")
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => context.screen.result(text.trimEnd()),
      writeErr: (text) => context.screen.error(usageText(text, context)),
    })
    .addHelpText("after", footer);
  addInitCommand(program, context);
  addServeCommand(program, context);
  addCheckCommand(program, context);
  addReloadCommand(program, context);
  addSendCommand(program, context);
  addDoctorCommand(program, context);
  addSelftestCommand(program, context);
  addModemsCommand(program, context);
  addQueueCommand(program, context);
  addUssdCommand(program, context);
  addInboxCommand(program, context);
  addAlarmsCommand(program, context);
  addStatusCommand(program, context);
  addTopCommand(program, context);
  addDenyCommand(program, context);
  addUserCommand(program, context);
  addTokenCommand(program, context);
  addCertCommand(program, context);
  addServiceCommand(program, context);
  addSimulateCommand(program, context);
  addVersionCommand(program, context);
  addCompletionCommand(program, context);
  return program;
}
