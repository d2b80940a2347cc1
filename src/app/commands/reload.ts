import type { Command } from "commander";
import type { ConfigChangeView, ReloadView } from "../../desk/mod.ts";
import type { Config } from "../../config/mod.ts";
import { systemClock } from "../../model/mod.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { ownOrReachQueue } from "../queue_owner.ts";
import { changeText } from "../reload_line.ts";
import type { Screen } from "../screen.ts";
import { exists, remotely } from "../with_operations.ts";
import { requireConfig, type SharedFlags, withConfigFlag } from "./options.ts";

const help = `
Examples:
  cellpost reload
  cellpost reload --config /etc/cellpost/config.toml
  cellpost reload --json

The running cellpost reads its config anew, with the flags that it was started with. What can hold at once does; what needs a
restart is told. Where anything is wrong with it, nothing changes, and the exit code is 1. On Linux SIGHUP does the same.`;

interface ReloadFlags extends SharedFlags {
  readonly json?: boolean;
}

/** Adds `cellpost reload`. */
export function addReloadCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("reload")
    .description("Have the running cellpost read its config anew")
    .option("--json", "print the outcome as one JSON object")
    .addHelpText("after", help);
  withConfigFlag(command).action((flags: ReloadFlags) =>
    run(() => reload(flags, screen))
  );
}

async function reload(flags: ReloadFlags, screen: Screen): Promise<number> {
  const view = await reloaded(requireConfig(flags));
  if (flags.json === true) screen.result(JSON.stringify(view));
  else tell(view, screen);
  return view.kind === "applied" ? exitCode.done : exitCode.notDone;
}

/** The running cellpost is found by its queue, and only a restart has it take another. */
async function reloaded(config: Config): Promise<ReloadView> {
  const { path } = config.queue;
  const text =
    `No cellpost runs with the queue ${path}: the next start reads the config anyway; where [queue] path was changed, restart the one that runs`;
  const nobody: ReloadView = { kind: "kept", problems: [text] };
  if (!await exists(path)) return nobody;
  const owner = await ownOrReachQueue(config, systemClock);
  if (owner.kind === "remote") {
    return await remotely(owner.operations, (it) => it.reload({}));
  }
  await using _queue = owner;
  return nobody;
}

function tell(view: ReloadView, screen: Screen): void {
  if (view.kind === "kept") {
    for (const problem of view.problems) screen.note(problem);
    screen.note("All stays as it was");
    return;
  }
  const { live, restart } = view;
  list("Holds now:", live, screen);
  list("Needs a restart:", restart, screen);
  if (live.length + restart.length === 0) screen.result("Nothing has changed");
}

function list(
  head: string,
  changes: readonly ConfigChangeView[],
  screen: Screen,
): void {
  if (changes.length === 0) return;
  screen.result(head);
  for (const change of changes) screen.result(`  ${changeText(change)}`);
}
