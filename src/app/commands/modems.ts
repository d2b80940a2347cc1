import type { Command } from "commander";
import type { Config } from "../../config/mod.ts";
import type { ModemView } from "../../desk/mod.ts";
import { systemClock } from "../../model/mod.ts";
import { autoPort, SimulatedPorts } from "../../modem/mod.ts";
import { openSerialPorts } from "../../modem/serial/mod.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { fleetModem } from "../fleet_modems.ts";
import { type FoundPorts, makeFinder } from "../modem_port.ts";
import { type RecentViews, surveyModems } from "../modem_survey.ts";
import { modemTable } from "../modem_table.ts";
import { type Look, watchModems } from "../modem_watch.ts";
import { listenForStop } from "../process.ts";
import { ownOrReachQueue } from "../queue_owner.ts";
import { routingOf, withPools } from "../routing.ts";
import type { Screen } from "../screen.ts";
import { exists, remotely } from "../with_operations.ts";
import {
  type JsonFlag,
  refuseModemFlag,
  requireConfig,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
  withModemFlag,
} from "./options.ts";

interface ModemsFlags extends SharedFlags, JsonFlag {
  readonly watch?: boolean;
}

const help = `
Examples:
  cellpost modems
  cellpost modems --watch
  cellpost modems --modem /dev/ttyUSB2

With a running cellpost its modems are shown as they stand. Every other serial port is asked by "AT"
whether a modem is there, but for those of devices that are known to be none.`;

const nothingFound =
  "No modem configured and no serial port found: plug one in, or try --modem sim:";

/** Adds `cellpost modems`. */
export function addModemsCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("modems")
    .description("List serial ports and the modems behind them")
    .option("--watch", "show them until Ctrl-C")
    .addHelpText("after", help);
  withJsonFlag(
    withModemFlag(withConfigFlag(command)),
    "as one line of JSON, for programs; with --watch one line a look",
  ).action((flags: ModemsFlags) => run(() => modems(flags, screen)));
}

async function modems(flags: ModemsFlags, screen: Screen): Promise<number> {
  const config = requireConfig(flags);
  const ports = openSerialPorts(systemClock);
  const simulated = new SimulatedPorts({ clock: systemClock });
  const plugged = { clock: systemClock, ports, simulated };
  const finder = makeFinder(() => config.modems, plugged);
  const recent: RecentViews = new Map();
  const survey = (anew: boolean) =>
    look(config, flags, { ...plugged, finder, recent, anew });
  try {
    if (flags.watch) await watch(survey, flags, screen);
    else show((await survey(true)).views, flags, screen);
    return exitCode.done;
  } finally {
    await ports.close();
  }
}

async function watch(
  survey: (anew: boolean) => Promise<Look>,
  { json = false }: ModemsFlags,
  screen: Screen,
): Promise<void> {
  using stop = listenForStop();
  await watchModems(survey, {
    clock: systemClock,
    signal: stop.signal,
    json,
    palette: screen.palette,
    stdout: Deno.stdout,
    size: () => Deno.consoleSize(),
    line: (text) => screen.result(text),
    note: (text) => screen.note(text),
  });
}

function show(
  views: readonly ModemView[],
  { json }: ModemsFlags,
  screen: Screen,
): void {
  if (json) return screen.data(views);
  if (views.length === 0) return screen.note(nothingFound);
  const width = Deno.stdout.isTerminal()
    ? Deno.consoleSize().columns
    : undefined;
  screen.result(modemTable(views, width, screen.palette).join("\n"));
}

// Without a running appliance no queue is needed, so none is made, and the folder of the queue need not be ours.
async function look(
  config: Config,
  flags: SharedFlags,
  { anew, recent, ...ports }: FoundPorts & {
    readonly anew: boolean;
    readonly recent: RecentViews;
  },
): Promise<Look> {
  const owner = await exists(config.queue.path)
    ? await ownOrReachQueue(config, systemClock)
    : undefined;
  if (owner?.kind === "remote") {
    refuseModemFlag(flags, owner.pid);
    const views = await remotely(
      owner.operations,
      (it) => it.modems({ anew }),
    );
    return { views, running: true };
  }
  // Not kept while ports are asked, which may take minutes: a cellpost that starts meanwhile needs it. Each port is locked by itself.
  await owner?.[Symbol.asyncDispose]();
  const views = await surveyModems(ports, {
    statuses: [],
    configured: config.modems.map(fleetModem),
    takesAll: config.modems.some(({ port }) => port === autoPort),
    anew,
    recent,
  });
  return { views: withPools(routingOf(config), views), running: false };
}
