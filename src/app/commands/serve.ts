import { type Command, Option } from "commander";
import { type Config, warningsOf } from "../../config/mod.ts";
import { deliveryStates, systemClock } from "../../model/mod.ts";
import { SimulatedPorts } from "../../modem/mod.ts";
import { openSerialPorts, raiseOpenFileLimit } from "../../modem/serial/mod.ts";
import type { StateCounts } from "../../queue/mod.ts";
import { type ListeningAppliance, startAppliance } from "../appliance.ts";
import { usersPathFor } from "../beside_config.ts";
import { arrivedText, banner, firstSteps } from "../banner.ts";
import type { CommandContext } from "../cli.ts";
import { isWaiting } from "../counters.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { guardAppliance } from "../guard.ts";
import { stderrIsJournal } from "../journal.ts";
import { type Log, startLog } from "../log.ts";
import { Observer } from "../observer.ts";
import {
  aborted,
  listenForReload,
  listenForStop,
  reloadsOf,
  stopAt,
} from "../process.ts";
import { controlPathOf, ownQueue } from "../queue_owner.ts";
import type { Screen } from "../screen.ts";
import {
  hasSimulated,
  reloadSource,
  serveReloads,
  tellWarnings,
} from "../serve_reload.ts";
import type { ServiceNotifier } from "../service/notifier.ts";
import { asWindowsService, ownLogPath } from "../service/windows_serve.ts";
import { systemdNotifier } from "../systemd_service.ts";
import { openTraceFile, type TraceFile } from "../trace_file.ts";
import {
  chosenFrom,
  collect,
  requireFirstConfig,
  requireLoaded,
  type SharedFlags,
  withConfigFlag,
  withModemFlag,
} from "./options.ts";

interface ServeFlags extends SharedFlags {
  readonly traceSerial?: string;
  readonly traceSmtp?: string;
  readonly service?: string;
  readonly serviceLog?: string;
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
    .addOption(
      chosenFrom("--log-level <level>", "least level that is logged", [
        ...["debug", "info", "warning", "error"],
      ]),
    )
    .option("--trace-serial <file>", "append all serial traffic to a file")
    .option("--trace-smtp <file>", "append all SMTP traffic to a file")
    // What `cellpost service install` has Windows start.
    .addOption(new Option("--service <name>", "as this service").hideHelp())
    .addOption(new Option("--service-log <file>", "with this log").hideHelp())
    .addHelpText("after", help);
  // As the default command it is given whatever is no command.
  command.allowExcessArguments().action((flags: ServeFlags) =>
    run(() => {
      const [stray] = command.args;
      if (stray === undefined) return serveOrService(flags, screen);
      throw new CommandError(
        exitCode.usage,
        `Command "${stray}" is unknown: "cellpost --help" lists them`,
      );
    })
  );
  withModemFlag(withConfigFlag(command));
}

function serveOrService(flags: ServeFlags, screen: Screen): Promise<number> {
  const { service: name, serviceLog } = flags;
  if (name === undefined) {
    return serve(flags, { screen, notifier: systemdNotifier(systemClock) });
  }
  const service = { name, logPath: serviceLog ?? ownLogPath() };
  return asWindowsService(service, (run) => serve(flags, run));
}

/** What surrounds a running appliance. */
interface Surroundings {
  readonly screen: Screen;
  readonly notifier: ServiceNotifier;
  /** Aborts at the wish to stop; undefined: signals say it. */
  readonly stop?: AbortSignal;
  /** Calls the listener at the wish to have the config read anew; undefined: signals say it. */
  readonly onReload?: (listener: () => void) => void;
}

async function serve(
  flags: ServeFlags,
  { screen, notifier, stop: stopSignal, onReload }: Surroundings,
): Promise<number> {
  const loaded = requireLoaded(flags);
  const { config } = loaded;
  requireFirstConfig(config, flags);
  const usersPath = await usersPathFor(flags);
  raiseOpenFileLimit();
  using traceSerial = openTrace(flags.traceSerial, screen);
  using traceSmtp = openTrace(flags.traceSmtp, screen);
  using stop = stopSignal === undefined ? listenForStop() : stopAt(stopSignal);
  using reloads = onReload === undefined
    ? listenForReload(() => stop.request())
    : reloadsOf(onReload);
  await using queue = await ownQueue(config, systemClock);
  const { store } = queue;
  const ports = openSerialPorts(systemClock);
  const write = (line: string) => screen.note(line);
  const journal = stderrIsJournal();
  const log = startLog({ ...config.log, journal, write });
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
    // A program that reads JSON lines is to get nothing else, and the log of a service nothing without a time.
    const linesOnly = log.format === "json" || flags.service !== undefined;
    const speaker = speakerOf({ log, screen, simulated, linesOnly });
    greet(config, appliance, speaker);
    notifier.ready();
    using _guard = guardAppliance({
      ...{ appliance, clock: systemClock, notifier, store },
      status: () => observer.line,
      tell: (line) => log.line("app", line),
    });
    const stopping = stop.signal;
    serveReloads(reloads, { appliance, notifier, stopping });
    await aborted(stop.signal);
    notifier.stopping();
    speaker.say("Stopping: what is in flight is finished, the rest stays");
    await appliance.stop();
    return exitCode.done;
  } finally {
    notifier.close();
    observer.stop();
    log.stop();
    await ports.close();
  }
}

/** Who tells what is no event. */
interface Speaker {
  readonly say: (text: string) => void;
  readonly warn: (texts: readonly string[]) => void;
  /** What only a person reads. */
  readonly advise: (text: string) => void;
}

function speakerOf(
  { log, screen, simulated, linesOnly }: {
    readonly log: Log;
    readonly screen: Screen;
    readonly simulated: boolean;
    readonly linesOnly: boolean;
  },
): Speaker {
  const note = (text: string) => screen.note(text);
  const properties = { simulated };
  const inLog = (text: string) =>
    log.line("app", { level: "info", text, properties });
  return {
    say: linesOnly ? inLog : note,
    warn: (texts) => tellWarnings(log, texts),
    advise: linesOnly || !simulated ? () => {} : note,
  };
}

function greet(
  config: Config,
  appliance: ListeningAppliance,
  { advise, say, warn }: Speaker,
): void {
  say(banner(config, appliance));
  warn(warningsOf(config));
  advise(firstSteps(appliance.smtp.addresses));
}

function simulatedPorts(screen: Screen): SimulatedPorts {
  return new SimulatedPorts({
    clock: systemClock,
    onMessage: (message) => screen.show(arrivedText(message)),
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
