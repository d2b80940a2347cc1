import { Command, CommanderError } from "commander";
import { addAlarmsCommand } from "./commands/alarms.ts";
import { addCertCommand } from "./commands/cert.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addDenyCommand } from "./commands/deny.ts";
import { addInboxCommand } from "./commands/inbox.ts";
import { addModemsCommand } from "./commands/modems.ts";
import { addQueueCommand } from "./commands/queue.ts";
import { addReloadCommand } from "./commands/reload.ts";
import { addSendCommand } from "./commands/send.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import { addUserCommand } from "./commands/user.ts";
import { addUssdCommand } from "./commands/ussd.ts";
import { addVersionCommand } from "./commands/version.ts";
import { CommandError, exitCode } from "./exit_code.ts";
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
  const screen = new Screen(Deno.stdout, Deno.stderr);
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
      return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    }
    if (!(error instanceof CommandError)) throw error;
    screen.note(error.message);
    return error.code;
  }
  return code;
}

const footer = `
Examples:
  cellpost --modem sim:                        try it without hardware
  cellpost --config /etc/cellpost/config.toml  serve with a config
  cellpost send +919812345678 "It works"       send one SMS

Exit codes: 0 done, 1 not done (bad config, refused or failed message, unknown id),
2 wrong command line or no modem, 3 database, port or address not to be had, 70 a bug.`;

function buildProgram(context: CommandContext): Command {
  const program = new Command("cellpost")
    .description("Turns mail into SMS: point your mail program at it")
    .version(version, "-V, --version", "print the version")
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => context.screen.result(text.trimEnd()),
      writeErr: (text) => context.screen.note(text.trimEnd()),
    })
    .addHelpText("after", footer);
  addServeCommand(program, context);
  addCheckCommand(program, context);
  addReloadCommand(program, context);
  addSendCommand(program, context);
  addModemsCommand(program, context);
  addQueueCommand(program, context);
  addUssdCommand(program, context);
  addInboxCommand(program, context);
  addAlarmsCommand(program, context);
  addDenyCommand(program, context);
  addUserCommand(program, context);
  addCertCommand(program, context);
  addSimulateCommand(program, context);
  addVersionCommand(program, context);
  return program;
}
