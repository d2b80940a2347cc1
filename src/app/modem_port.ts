import type { ModemView } from "../control/mod.ts";
import type { Clock } from "../model/mod.ts";
import {
  type FleetModem,
  isSimulated,
  type ModemStatus,
  probeModem,
  type ProbeResult,
  type SimulatedPorts,
} from "../modem/mod.ts";
import {
  listSerialPorts,
  SerialError,
  type SerialPort,
  type SerialPorts,
  tracePort,
} from "../modem/serial/mod.ts";

/** Where modems are plugged in, real and simulated. */
export interface ModemPorts {
  readonly clock: Clock;
  /** The machine's serial ports; whoever opened them closes them. */
  readonly ports: SerialPorts;
  /** The simulated ones, and the phones that they reach. */
  readonly simulated: SimulatedPorts;
  /** Takes the lines of the serial trace. */
  readonly traceSerial?: ((line: string) => void) | undefined;
}

// USB modems ignore the rate; of those with a real UART most are set to this one or find it by themselves.
const defaultBaudRate = 115_200;

/** Opens the port of a configured modem. Throws `SerialError`. */
export async function openModemPort(
  modem: FleetModem,
  options: ModemPorts,
): Promise<SerialPort> {
  const port = isSimulated(modem.port)
    ? options.simulated.open(modem.name, modem.port)
    : await options.ports.open(modem.port, {
      baudRate: modem.baudRate ?? defaultBaudRate,
      rtsCts: modem.quirks?.rtsCts ?? false,
    });
  const { traceSerial, clock } = options;
  if (traceSerial === undefined) return port;
  return tracePort(port, (line) => traceSerial(`${modem.name} ${line}`), clock);
}

/** What is known of the configured modems before a survey. */
export interface KnownModems {
  /** Those that a fleet supervises, as they stand. */
  readonly statuses: readonly ModemStatus[];
  /** Those that nobody supervises: asked like any other port. */
  readonly configured: readonly FleetModem[];
}

/** The configured modems first, then what is behind the machine's other serial ports. */
export async function surveyModems(
  options: ModemPorts,
  { statuses, configured }: KnownModems,
): Promise<readonly ModemView[]> {
  const taken = new Set([...statuses, ...configured].map(({ port }) => port));
  const others = listSerialPorts()
    .filter(({ path, device }) => !taken.has(path) && !taken.has(device))
    .map(({ path }) => ({ name: "", port: path }));
  const probes = [...configured, ...others]
    .map((modem) => probe(modem, options));
  return [...statuses, ...await Promise.all(probes)];
}

async function probe(
  modem: FleetModem,
  options: ModemPorts,
): Promise<ModemView> {
  const { name, port: path } = modem;
  const simulated = isSimulated(path);
  const base = { name, port: path, simulated, sent: 0, errors: 0 };
  try {
    const port = await openModemPort(modem, options);
    const result = await probeModem(port, options.clock);
    return { ...base, ...probeView(result, name !== "") };
  } catch (error) {
    if (!(error instanceof SerialError)) throw error;
    return { ...base, state: "no use", detail: error.message };
  }
}

function probeView(
  result: ProbeResult,
  configured: boolean,
): Pick<ModemView, "state" | "detail" | "identity" | "network"> {
  if (result.kind === "silent") {
    return { state: "no modem", detail: result.reason };
  }
  const { identity, network, sim } = result;
  const notes = [
    ...(configured ? [] : ["add it as [[modem]] to use it"]),
    ...(sim === "READY" ? [] : [`the SIM says "${sim}"`]),
  ];
  const state = configured ? "configured" : "not configured";
  return { state, detail: notes.join("; "), identity, network };
}
