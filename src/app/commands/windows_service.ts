import type { Command } from "commander";
import { join, resolve } from "node:path";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { listenForStop } from "../process.ts";
import type { ServiceManager } from "../service/manager.ts";
import { windowsPlaces } from "../service/windows_places.ts";
import { openWindowsManager } from "../service/windows_manager_here.ts";

interface Flags {
  readonly name: string;
  readonly config?: string;
  readonly user?: string;
  readonly dryRun?: boolean;
  readonly purge?: boolean;
  readonly json?: boolean;
  readonly lines: string;
  readonly follow?: boolean;
}

/** Adds `cellpost service` on Windows, with the flags that it has everywhere. */
export function addWindowsServiceCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const group = program.command("service").description("Run as a service");
  const verb = (
    name: string,
    act: (
      manager: ServiceManager,
      flags: Flags,
    ) => Promise<readonly string[]>,
  ) =>
    group.command(name)
      .option("--name <name>", "the service", "cellpost")
      .action((flags: Flags) =>
        run(async () => {
          using manager = openWindowsManager();
          for (const line of await act(manager, flags)) screen.result(line);
          return exitCode.done;
        })
      );
  verb(
    "install",
    (manager, flags) =>
      flags.dryRun
        ? manager.plan(optionsOf(flags))
        : manager.install(optionsOf(flags)),
  )
    .option("--config <file>").option("--user <name>").option("--dry-run");
  verb(
    "uninstall",
    (manager, flags) =>
      manager.uninstall({ ...optionsOf(flags), purge: flags.purge === true }),
  )
    .option("--config <file>").option("--purge");
  verb("start", (manager, { name }) => manager.start(name));
  verb("stop", (manager, { name }) => manager.stop(name));
  verb("restart", (manager, { name }) => manager.restart(name));
  verb("status", async (manager, { name }) => {
    const { state, automatic, pid, detail } = await manager.status(name);
    return [JSON.stringify({ state, automatic, pid, detail })];
  });
  verb("logs", async (manager, { name, lines, follow }) => {
    using stop = follow ? listenForStop() : undefined;
    await manager.logs(name, {
      lines: Number(lines),
      ...(stop === undefined ? {} : { follow: stop.signal }),
      write: (line) => screen.result(line),
    });
    return [];
  }).option("-n, --lines <count>", "so many", "100")
    .option("-f, --follow", "and those that come, until Ctrl-C");
}

function optionsOf({ name, config, user }: Flags) {
  const configPath = config === undefined
    ? join(windowsPlaces([]).folderOf(name), "config.toml")
    : resolve(config);
  return { name, configPath, user };
}
