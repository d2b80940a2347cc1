import type { Command } from "commander";
import { resolve } from "node:path";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { type JsonFlag, withJsonFlag } from "./options.ts";
import { aborted, listenForStop } from "../process.ts";
import type { Screen } from "../screen.ts";
import type { ServiceManager, ServiceOptions } from "../service/manager.ts";
import { statusText } from "../service/status_text.ts";
import { serviceManager } from "../service/this_manager.ts";
import { windowsConfigPath } from "../service/windows_places.ts";

const help = `
Examples:
  sudo cellpost service install
  cellpost service install --dry-run
  cellpost service status
  cellpost service logs --follow
  sudo cellpost service uninstall --purge`;

interface NameFlags extends JsonFlag {
  readonly name: string;
}

interface InstallFlags extends NameFlags {
  readonly config?: string;
  readonly user?: string;
  readonly dryRun?: boolean;
  readonly purge?: boolean;
}

interface LogFlags extends NameFlags {
  readonly lines: string;
  readonly follow?: boolean;
}

/** Adds `cellpost service` and its commands. */
export function addServiceCommand(
  program: Command,
  context: CommandContext,
): void {
  const service = program.command("service")
    .description("Let cellpost start with the machine, and see how it goes")
    .addHelpText("after", help);
  addInstall(service, context);
  addUninstall(service, context);
  addControls(service, context);
  addStatus(service, context);
  addLogs(service, context);
}

function addInstall(
  service: Command,
  { run, screen }: CommandContext,
): void {
  const install = service.command("install")
    .description("Install the service and start it; may be done again")
    .option("--config <file>", "its config; one is made where there is none")
    .option("--user <user>", "the user that it runs as, or: dynamic (Linux)")
    .option("--dry-run", "only print what would be done")
    .addHelpText(
      "after",
      `
Examples:
  sudo cellpost service install
  cellpost service install --dry-run
  sudo cellpost service install --name roof --config /etc/roof/config.toml`,
    );
  named(install).action((flags: InstallFlags) =>
    run(async () => {
      const options = optionsOf(flags);
      using manager = serviceManager();
      const lines = flags.dryRun === true
        ? await manager.plan(options)
        : await manager.install(options);
      tell(lines, flags, screen);
      return exitCode.done;
    })
  );
}

function addUninstall(
  service: Command,
  { run, screen }: CommandContext,
): void {
  const uninstall = service.command("uninstall")
    .description("Stop the service and remove it; config and queue stay")
    .option("--config <file>", "its config")
    .option("--user <user>", "the user that it runs as")
    .option("--purge", "remove config and queue, with all messages, too")
    .addHelpText(
      "after",
      `
Examples:
  sudo cellpost service uninstall
  sudo cellpost service uninstall --purge`,
    );
  named(uninstall).action((flags: InstallFlags) =>
    run(async () => {
      using manager = serviceManager();
      const lines = await manager.uninstall({
        ...optionsOf(flags),
        purge: flags.purge === true,
      });
      tell(lines, flags, screen);
      return exitCode.done;
    })
  );
}

const controls: readonly {
  readonly verb: "start" | "stop" | "restart";
  readonly what: string;
}[] = [
  { verb: "start", what: "Start the service" },
  { verb: "stop", what: "Stop the service: what is in flight is finished" },
  { verb: "restart", what: "Stop the service and start it" },
];

function addControls(
  service: Command,
  { run, screen }: CommandContext,
): void {
  for (const { verb, what } of controls) {
    const command = service.command(verb).description(what)
      .addHelpText("after", `\nExamples:\n  sudo cellpost service ${verb}`);
    named(command).action((flags: NameFlags) =>
      run(async () => {
        using manager = serviceManager();
        tell(await manager[verb](checked(flags.name)), flags, screen);
        return exitCode.done;
      })
    );
  }
}

function addStatus(service: Command, { run, screen }: CommandContext): void {
  const status = service.command("status")
    .description("Tell whether the service runs; exit code 0 only then")
    .addHelpText(
      "after",
      "\nExamples:\n  cellpost service status\n  cellpost service status --json",
    );
  named(status).action(
    (flags: NameFlags) =>
      run(async () => {
        const name = checked(flags.name);
        using manager = serviceManager();
        const found = await manager.status(name);
        if (flags.json === true) screen.data({ name, ...found });
        else screen.result(statusText(name, found));
        return found.state === "running" ? exitCode.done : exitCode.notDone;
      }),
  );
}

function addLogs(service: Command, { run, screen }: CommandContext): void {
  const logs = service.command("logs")
    .description("Show the last lines of the service's log")
    .option("--lines <count>", "so many", "50")
    .option("--follow", "and those that come, until Ctrl-C")
    .addHelpText(
      "after",
      "\nExamples:\n  cellpost service logs\n  cellpost service logs --lines 500 --follow",
    );
  named(logs).action((flags: LogFlags) =>
    run(async () => {
      using manager = serviceManager();
      return await showLogs(manager, flags, screen);
    })
  );
}

async function showLogs(
  manager: ServiceManager,
  flags: LogFlags,
  screen: Screen,
): Promise<number> {
  const lines = Number(flags.lines);
  if (!Number.isInteger(lines) || lines < 1 || lines > 1_000_000) {
    throw new CommandError(
      exitCode.usage,
      `--lines "${flags.lines}" must be a whole number from 1 to 1000000`,
    );
  }
  const write = (line: string) =>
    flags.json === true ? screen.data({ line }) : screen.result(line);
  const name = checked(flags.name);
  if (flags.follow !== true) {
    await manager.logs(name, { lines, write });
    return exitCode.done;
  }
  using stop = listenForStop();
  const follow = stop.signal;
  await Promise.race([
    manager.logs(name, { lines, follow, write }),
    aborted(follow),
  ]);
  return exitCode.done;
}

/** Says what was done, or would be. */
function tell(
  lines: readonly string[],
  { name, json }: NameFlags,
  screen: Screen,
): void {
  if (json === true) return screen.data({ name, done: lines });
  for (const line of lines) screen.result(line);
}

function named(command: Command): Command {
  return withJsonFlag(
    command.option("--name <name>", "the service's name", "cellpost"),
  );
}

/** A name that is a file name and no path, on every system. */
function checked(name: string): string {
  if (/^[a-z][a-z0-9_-]{0,30}$/i.test(name)) return name;
  throw new CommandError(
    exitCode.usage,
    `--name "${name}" must begin with a letter, and have only letters, digits, "-" and "_"`,
  );
}

function optionsOf({ name, config, user }: InstallFlags): ServiceOptions {
  if (user !== undefined && !/^[a-z_][\w.\\ -]{0,100}\$?$/i.test(user)) {
    throw new CommandError(
      exitCode.usage,
      `--user "${user}" is no name of a user`,
    );
  }
  const cwd = Deno.cwd();
  const system = Deno.build.os === "windows"
    ? windowsConfigPath(checked(name))
    : `/etc/${checked(name)}/config.toml`;
  return {
    name: checked(name),
    configPath: config === undefined ? system : resolve(cwd, config),
    user,
  };
}
