import type { Command } from "commander";
import type { Config } from "../../config/mod.ts";
import type { Operations, UssdView } from "../../desk/mod.ts";
import { systemClock } from "../../model/mod.ts";
import { SimulatedPorts } from "../../modem/mod.ts";
import { openSerialPorts } from "../../modem/serial/mod.ts";
import type { CommandContext } from "../cli.ts";
import { CommandError, exitCode } from "../exit_code.ts";
import { fleetModem } from "../fleet_modems.ts";
import { listenForStop } from "../process.ts";
import { makeFinder } from "../modem_port.ts";
import { printable } from "../printable.ts";
import { type OwnedQueue, ownOrReachQueue } from "../queue_owner.ts";
import type { Screen } from "../screen.ts";
import { makeFleet } from "../start_fleet.ts";
import { remotely } from "../with_operations.ts";
import {
  type JsonFlag,
  refuseModemFlag,
  requireConfig,
  requireModems,
  type SharedFlags,
  withConfigFlag,
  withJsonFlag,
  withModemFlag,
} from "./options.ts";

interface UssdRequest {
  readonly modem: string;
  readonly entries: readonly string[];
}

const help = `
Examples:
  cellpost ussd modem1 '*100#'
  cellpost ussd modem1 '*123#' 1 2   answers the menus that come with 1, then 2

A menu that nobody answers is cancelled. With a running cellpost its modem is asked, between two SMS.`;

/** How long a modem may take until it can be asked, when no cellpost runs, milliseconds. */
const readyMs = 90_000;

/** Adds `cellpost ussd`. */
export function addUssdCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("ussd")
    .argument("<modem>", "its name in the config")
    .argument("<code>", "such as '*100#', in quotes for the shell's sake")
    .argument("[answers...]", "what to answer to the menus behind the code")
    .description("Send a USSD code, for a balance and the like")
    .addHelpText("after", help);
  withJsonFlag(withModemFlag(withConfigFlag(command))).action(
    (
      modem: string,
      code: string,
      answers: readonly string[],
      flags: SharedFlags & JsonFlag,
    ) =>
      run(async () => {
        const request = { modem, entries: [code, ...answers] };
        const answer = await ask(requireConfig(flags), request, flags);
        if (flags.json === true) screen.data(answer);
        else for (const it of answer.answers) screen.result(menuText(it));
        return codeOf(answer, screen);
      }),
  );
}

async function ask(
  config: Config,
  request: UssdRequest,
  flags: SharedFlags,
): Promise<UssdView> {
  const owner = await ownOrReachQueue(config, systemClock);
  if (owner.kind === "remote") {
    refuseModemFlag(flags, owner.pid);
    return await remotely(
      owner.operations,
      (operations: Operations) => operations.ussd(request),
    );
  }
  await using queue = owner;
  return await askAlone(config, request, queue);
}

async function askAlone(
  config: Config,
  { modem: name, entries }: UssdRequest,
  { store }: OwnedQueue,
): Promise<UssdView> {
  requireModems(config);
  const modem = config.modems.find((it) => it.name === name);
  if (modem === undefined) throw unknownModem(name, config);
  const clock = systemClock;
  const ports = openSerialPorts(clock);
  const plugged = { clock, ports, simulated: new SimulatedPorts({ clock }) };
  const fleet = makeFleet([fleetModem(modem)], config, {
    ...plugged,
    finder: makeFinder(() => config.modems, plugged),
    store,
    observe: () => {},
  });
  using stop = listenForStop();
  const late = new AbortController();
  const timer = clock.after(readyMs, () => late.abort());
  const signal = AbortSignal.any([stop.signal, late.signal]);
  fleet.start();
  try {
    await Promise.all(fleet.senders.map((it) => it.whenUsable(signal)))
      .catch(() => {});
    timer.cancel();
    const answer = await fleet.ussd(name, entries, stop.signal);
    return answer ?? { kind: "failed", reason: "No such modem", answers: [] };
  } finally {
    timer.cancel();
    await fleet.stop(0);
    await ports.close();
  }
}

function unknownModem(name: string, { modems }: Config): CommandError {
  const names = modems.map((it) => it.name).join(", ");
  return new CommandError(
    exitCode.usage,
    `No modem "${name}" in the config: it has ${names}`,
  );
}

/** A menu has lines; all else that moves a cursor is shown by number. */
function menuText(answer: string): string {
  return answer.split("\n").map(printable).join("\n");
}

function codeOf(answer: UssdView, screen: Screen): number {
  if (answer.kind === "failed") {
    throw new CommandError(exitCode.notDone, answer.reason);
  }
  if (answer.menu) {
    screen.note(
      "The network waits for an answer, which was cancelled: add it behind the code",
    );
  }
  return exitCode.done;
}
