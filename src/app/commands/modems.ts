import type { Command } from "commander";
import type { Config } from "../../config/mod.ts";
import type { ModemView } from "../../control/mod.ts";
import { systemClock } from "../../model/mod.ts";
import { SimulatedPorts } from "../../modem/mod.ts";
import { openSerialPorts } from "../../modem/serial/mod.ts";
import type { CommandContext } from "../cli.ts";
import { exitCode } from "../exit_code.ts";
import { fleetModem } from "../fleet_modems.ts";
import { localTime } from "../local_time.ts";
import { surveyModems } from "../modem_port.ts";
import { ownOrReachQueue } from "../queue_owner.ts";
import { exists, remotely } from "../with_operations.ts";
import {
  refuseModemFlag,
  requireConfig,
  type SharedFlags,
  withConfigFlag,
  withModemFlag,
} from "./options.ts";

const help = `
Examples:
  cellpost modems
  cellpost modems --modem /dev/ttyUSB2

With a running cellpost its modems are shown as they stand; other ports are asked anew.`;

/** Adds `cellpost modems`. */
export function addModemsCommand(
  program: Command,
  { screen, run }: CommandContext,
): void {
  const command = program.command("modems")
    .description("List serial ports and the modems behind them")
    .addHelpText("after", help);
  withModemFlag(withConfigFlag(command)).action((flags: SharedFlags) =>
    run(async () => {
      const modems = await survey(requireConfig(flags), flags);
      if (modems.length === 0) {
        screen.note(
          "No modem configured and no serial port found: plug one in, or try --modem sim:",
        );
      }
      for (const modem of modems) screen.result(modemText(modem));
      return exitCode.done;
    })
  );
}

// Without a running appliance no queue is needed, so none is made, and the folder of the queue need not be ours.
async function survey(
  config: Config,
  flags: SharedFlags,
): Promise<readonly ModemView[]> {
  const owner = await exists(config.queue.path)
    ? await ownOrReachQueue(config, systemClock)
    : undefined;
  if (owner?.kind === "remote") {
    refuseModemFlag(flags, owner.pid);
    return await remotely(owner.operations, (it) => it.modems({}));
  }
  await using _queue = owner;
  const ports = openSerialPorts(systemClock);
  const simulated = new SimulatedPorts({ clock: systemClock });
  const configured = config.modems.map(fleetModem);
  try {
    return await surveyModems(
      { clock: systemClock, ports, simulated },
      { statuses: [], configured },
    );
  } finally {
    await ports.close();
  }
}

function modemText(modem: ModemView): string {
  const { name, port, state, detail, identity, network } = modem;
  const note = modem.simulated ? " (simulated)" : "";
  const title = name === "" ? port : `${name} at ${port}${note}`;
  const lines = [`${title}: ${state}`];
  if (detail !== "") lines.push(`  ${detail}`);
  if (identity !== undefined) {
    const { manufacturer, model, imei, iccid } = identity;
    lines.push(`  ${manufacturer} ${model}, IMEI ${imei}, SIM ${iccid || "?"}`);
  }
  if (network !== undefined) {
    const { operator, registration, signalDbm } = network;
    const signal = signalDbm === undefined ? "unknown" : `${signalDbm} dBm`;
    lines.push(`  ${operator || "No operator"}, ${registration}, ${signal}`);
  }
  if (modem.balance !== undefined) {
    const { amount, at, low } = modem.balance;
    const note = low ? " (low)" : "";
    lines.push(`  Balance ${amount}${note} at ${localTime(at)}`);
  }
  if (modem.next !== undefined) {
    const { at, text } = modem.next;
    lines.push(`  Next at ${localTime(at)}: ${text}`);
  }
  return lines.join("\n");
}
