import type { Config } from "../config/mod.ts";
import { findTimeZone, type TimeZone } from "../model/mod.ts";
import {
  createFleet,
  type Fleet,
  type FleetModem,
  type FleetOptions,
  type ModemEvent,
  type ModemFinder,
  type SmsSender,
} from "../modem/mod.ts";
import { usbIdOf } from "../modem/serial/mod.ts";
import type { Store } from "../queue/mod.ts";
import { type ModemPorts, openModemPort } from "./modem_port.ts";
import { runResetCommand } from "./reset_command.ts";

/** What a fleet is made of besides its modems. */
export interface FleetParts extends ModemPorts {
  /** Remembers PINs tried and SMS sent. */
  readonly store: Store;
  /** Runs a reset command; as a program of this machine when left out. */
  readonly runReset?: typeof runResetCommand;
}

/** Makes a fleet of these modems by the config's rules; its owner starts and stops it. */
export function makeFleet(
  modems: readonly FleetModem[],
  config: Config,
  { observe, runReset = runResetCommand, ...parts }: FleetParts & {
    readonly finder: ModemFinder;
    readonly observe: (event: ModemEvent) => void;
    /** By whose clocks the modems keep their hours; that of the config when left out. */
    readonly zone?: TimeZone;
    /** Hears of each modem that joins by itself. */
    readonly joined?: (sender: SmsSender) => void;
    /** Takes what the modems receive; left out, it stays with them. */
    readonly receive?: NonNullable<FleetOptions["receive"]>;
  },
): Fleet {
  const { clock, finder, joined, receive, store } = parts;
  const { zone = findTimeZone(config.message.timezone ?? "") } = parts;
  return createFleet(modems, {
    finder,
    ...(joined && { joined }),
    ...(receive && { receive }),
    open: (modem) => openModemPort(modem, parts),
    usbIdOf: ({ path }) => usbIdOf(path),
    clock,
    memory: store,
    ledger: store,
    ...(zone && { zone }),
    runReset: ({ name, resetCommand = [] }, signal) =>
      runReset(name, resetCommand, { clock, signal }),
    observe,
  });
}
