import type { Command } from "commander";
import { type Config, environmentVariable } from "../../config/mod.ts";
import { systemClock } from "../../model/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { plainPalette } from "../palette.ts";
import { listenForStop } from "../process.ts";
import type { Screen } from "../screen.ts";
import { controlFeed } from "../top/feed.ts";
import { frame } from "../top/frame.ts";
import { runTop } from "../top/run.ts";
import type { Snapshot } from "../top/snapshot.ts";
import { requestOf, startState, step } from "../top/state.ts";
import { thisTerminal } from "../top/terminal.ts";
import { themeFor } from "../top/theme.ts";
import {
  type JsonFlag,
  requireConfig,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
} from "./options.ts";

interface TopFlags extends SharedFlags, JsonFlag {
  readonly once?: boolean;
}

const help = `
Examples:
  cellpost top
  cellpost top --once | mail -s "cellpost" admin@example.org

Shows the running cellpost until q: counters, modems, alarms and messages, a second old at most. It waits for one that
does not run yet, or restarts. "?" tells the keys. Where no terminal is, it shows one picture and ends.`;

/** Adds `cellpost top`. */
export function addTopCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("top")
    .description("Watch counters, modems and messages in the terminal")
    .option("--once", "print one picture, without colours, and end")
    .addHelpText("after", help);
  withJsonFlag(
    withConfigFlag(command),
    "print what the picture is made of as one line of JSON, and end",
  ).action((flags: TopFlags) =>
    run(async () => {
      await top(requireConfig(flags), flags, screen);
      return exitCode.done;
    })
  );
}

async function top(
  config: Config,
  { json, once }: TopFlags,
  screen: Screen,
): Promise<void> {
  if (json === true) return screen.data(await takeOne(config));
  const isTerminal = Deno.stdout.isTerminal() && Deno.stdin.isTerminal();
  if (once === true || !isTerminal) {
    return screen.result(pictureOf(await takeOne(config)));
  }
  using stop = listenForStop();
  await runTop({
    feed: controlFeed(config, systemClock),
    terminal: thisTerminal(),
    theme: themeOf(screen),
    clock: systemClock,
    signal: stop.signal,
  });
}

function themeOf({ palette }: Pick<Screen, "palette">) {
  return themeFor({ palette, os: Deno.build.os, env: environmentVariable });
}

/** @throws {CommandError} when nobody answers. */
async function takeOne(config: Config): Promise<Snapshot> {
  const request = requestOf(startState(systemClock.now()));
  const taken = await controlFeed(config, systemClock).take(request);
  if (taken.kind === "snapshot") return taken.snapshot;
  const [what] = taken.text.split(": waiting");
  throw new CommandError(exitCode.system, what ?? taken.text);
}

/** Where no terminal has a size. */
const pageSize = { columns: 100, rows: 50 };

function pictureOf(snapshot: Snapshot): string {
  const now = systemClock.now();
  const { state } = step(startState(now), { kind: "snapshot", snapshot, now });
  const size = Deno.stdout.isTerminal() ? Deno.consoleSize() : pageSize;
  const theme = themeOf({ palette: plainPalette });
  // The last line is about keys.
  const lines = frame(state, { ...size, rows: pageSize.rows }, theme).lines
    .slice(0, -1);
  return lines.map((line) => line.trimEnd()).join("\n").trimEnd();
}
