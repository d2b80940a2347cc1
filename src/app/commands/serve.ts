import type { Command } from "commander";
import { warningsOf } from "../../config/mod.ts";
import { deliveryStates, systemClock } from "../../model/mod.ts";
import { SimulatedPorts } from "../../modem/mod.ts";
import { openSerialPorts, raiseOpenFileLimit } from "../../modem/serial/mod.ts";
import type { StateCounts } from "../../queue/mod.ts";
import { startAppliance } from "../appliance.ts";
import { usersPathFor } from "../beside_config.ts";
import { arrivedText, banner, firstSteps } from "../banner.ts";
import type { CommandContext } from "../cli.ts";
import { isWaiting } from "../counters.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { startLog } from "../log.ts";
import { Observer } from "../observer.ts";
import { aborted, listenForReload, listenForStop } from "../process.ts";
import { controlPathOf, ownQueue } from "../queue_owner.ts";
import type { Screen } from "../screen.ts";
import {
  hasSimulated,
  reloadSource,
  serveReloads,
  tellWarnings,
} from "../serve_reload.ts";
import { noNotifier, type ServiceNotifier } from "../service/notifier.ts";
import { openTraceFile, type TraceFile } from "../trace_file.ts";
import {
  collect,
  requireLoaded,
  requireModems,
  type SharedFlags,
  withConfigFlag,
  withModemFlag,
} from "./options.ts";

interface ServeFlags extends SharedFlags {
  readonly traceSerial?: string;
  readonly traceSmtp?: string;
}

const help = `
Examples:
  cellpost serve --modem sim:
  cellpost serve --config /etc/cellpost/config.toml --log-level debug`;

/** Adds `cellpost serve`, the default command. */
export function addServeCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("serve", { isDefault: true })
    .description("Take mail by SMTP and send it as SMS (the default)")
    .option(
      "--smtp-listen <address>",
      "listen here instead, such as 0.0.0.0:25; may be repeated",
      collect,
    )
    .option(
      "--web-listen <address>",
      "show the screen here instead, such as 127.0.0.1:8525; may be repeated",
      collect,
    )
    .option("--log-level <level>", "debug, info, warning or error")
    .option("--trace-serial <file>", "append all serial traffic to a file")
    .option("--trace-smtp <file>", "append all SMTP traffic to a file")
    .addHelpText("after", help);
  // As the default command it is given whatever is no command.
  command.allowExcessArguments().action((flags: ServeFlags) =>
    run(() => {
      const [stray] = command.args;
      if (stray === undefined) return serve(flags, screen);
      throw new CommandError(
        exitCode.usage,
        `Command "${stray}" is unknown: "cellpost --help" lists them`,
      );
    })
  );
  withModemFlag(withConfigFlag(command));
}

async function serve(
  flags: ServeFlags,
  screen: Screen,
  notifier: ServiceNotifier = noNotifier,
): Promise<number> {
  const loaded = requireLoaded(flags);
  const { config } = loaded;
  requireModems(config);
  const usersPath = await usersPathFor(flags);
  raiseOpenFileLimit();
  using traceSerial = openTrace(flags.traceSerial, screen);
  using traceSmtp = openTrace(flags.traceSmtp, screen);
  using stop = listenForStop();
  using reloads = listenForReload(() => stop.request());
  await using queue = await ownQueue(config, systemClock);
  const { store } = queue;
  const ports = openSerialPorts(systemClock);
  const write = (line: string) => screen.note(line);
  const log = startLog({ ...config.log, write });
  const simulated = hasSimulated(config);
  const parts = { log, screen, clock: systemClock };
  const waiting = waitingOf(store.counts());
  const observer = new Observer(parts, { waiting, simulated });
  try {
    const appliance = await startAppliance(config, {
      clock: systemClock,
      store,
      ports,
      controlPath: controlPathOf(config),
      usersPath,
      observe: (event) => observer.observe(event),
      simulated: simulatedPorts(screen),
      traceSmtp: traceSmtp?.write,
      traceSerial: traceSerial?.write,
      reload: reloadSource(loaded, flags, { log, observer }),
    });
    // A program that reads JSON lines is to get nothing else.
    const say = (text: string) =>
      log.format === "json"
        ? log.line("app", { level: "info", text, properties: { simulated } })
        : screen.note(text);
    say(banner(config, appliance));
    tellWarnings(log, warningsOf(config));
    if (simulated && log.format === "text") {
      screen.note(firstSteps(appliance.smtp.addresses));
    }
    notifier.ready();
    serveReloads(reloads, appliance, notifier);
    await aborted(stop.signal);
    notifier.stopping();
    say("Stopping: what is in flight is finished, the rest stays");
    await appliance.stop();
    return exitCode.done;
  } finally {
    notifier.close();
    observer.stop();
    log.stop();
    await ports.close();
  }
}

function simulatedPorts(screen: Screen): SimulatedPorts {
  return new SimulatedPorts({
    clock: systemClock,
    onMessage: (message) => screen.result(arrivedText(message)),
  });
}

function openTrace(
  path: string | undefined,
  screen: Screen,
): TraceFile | undefined {
  return path === undefined
    ? undefined
    : openTraceFile(path, (text) => screen.note(text));
}

function waitingOf(counts: StateCounts): number {
  return deliveryStates.filter(isWaiting)
    .reduce((sum, state) => sum + counts[state], 0);
}
