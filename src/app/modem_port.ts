import type { Config } from "../config/mod.ts";
import type { Clock } from "../model/mod.ts";
import {
  autoPort,
  type FleetModem,
  isSimulated,
  ModemFinder,
  type SimulatedPorts,
  wantedOf,
} from "../modem/mod.ts";
import {
  deviceOf,
  isTcp,
  listSerialPorts,
  type ModemSurroundings,
  openTcpPort,
  type PortListing,
  type SerialPort,
  type SerialPorts,
  surroundings,
  tracePort,
} from "../modem/serial/mod.ts";

/** The machine that modems are plugged into; the one that this runs on where something is left out. */
export interface Machine {
  readonly list?: () => readonly PortListing[];
  readonly deviceOf?: (path: string) => string;
  readonly surroundings?: () => ModemSurroundings;
}

/** Where modems are plugged in, real and simulated. */
export interface ModemPorts {
  readonly clock: Clock;
  /** The machine's serial ports; whoever opened them closes them. */
  readonly ports: SerialPorts;
  readonly machine?: Machine | undefined;
  /** The simulated ones, and the phones that they reach. */
  readonly simulated: SimulatedPorts;
  /** Takes the lines of the serial trace. */
  readonly traceSerial?: ((line: string) => void) | undefined;
}

/** The same, with somebody who knows which modem is behind which port. */
export interface FoundPorts extends ModemPorts {
  readonly finder: ModemFinder;
}

// USB modems ignore the rate; of those with a real UART most are set to this one or find it by themselves.
const defaultBaudRate = 115_200;

/** Gets ready to look for modems on this machine, other than those that the config of the moment names by their ports. */
export function makeFinder(
  modems: () => Config["modems"],
  { clock, ports, machine = {} }: ModemPorts,
): ModemFinder {
  return new ModemFinder({
    clock,
    list: machine.list ?? listSerialPorts,
    deviceOf: machine.deviceOf ?? deviceOf,
    open: (path, options) => ports.open(path, options),
    get reserved() {
      return modems().map(({ port }) => port).filter(isPath);
    },
  });
}

/** What else the machine has to do with modems. */
export function lookAround({ machine }: ModemPorts): ModemSurroundings {
  return (machine?.surroundings ?? surroundings)();
}

/** Whether a port's name is that of a port of this machine. */
export function isPath(port: string): boolean {
  return port !== autoPort && !isSimulated(port) && !isTcp(port) &&
    wantedOf(port) === undefined;
}

/** Opens the port of a configured modem. Throws `SerialError`. */
export async function openModemPort(
  modem: FleetModem,
  options: FoundPorts,
): Promise<SerialPort> {
  const port = await openUntraced(modem, options);
  const { traceSerial, clock } = options;
  if (traceSerial === undefined) return port;
  return tracePort(port, (line) => traceSerial(`${modem.name} ${line}`), clock);
}

async function openUntraced(
  modem: FleetModem,
  { clock, finder, simulated }: FoundPorts,
): Promise<SerialPort> {
  const { name, port, baudRate = defaultBaudRate } = modem;
  if (isSimulated(port)) return simulated.open(name, port);
  if (isTcp(port)) return await openTcpPort(port, { clock });
  const wanted = wantedOf(port);
  const options = { baudRate, rtsCts: modem.quirks?.rtsCts ?? false };
  return wanted === undefined
    ? await finder.openPath(port, options)
    : await finder.openWanted(wanted, options, modem.reach);
}
