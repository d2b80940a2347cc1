import type { Config } from "../config/mod.ts";
import type { Operations } from "../desk/mod.ts";
import { systemClock } from "../model/mod.ts";
import { type ModemStatus, SimulatedPorts } from "../modem/mod.ts";
import { openSerialPorts } from "../modem/serial/mod.ts";
import { startSending } from "./appliance.ts";
import { arrivedText } from "./banner.ts";
import { type ApplianceEvent, lineOfModem } from "./fate_line.ts";
import { storeOperations } from "./operations.ts";
import type { OwnedQueue } from "./queue_owner.ts";
import type { Screen } from "./screen.ts";

/** What a command does with the modems while they are its own. */
export interface OwnModems {
  readonly operations: Operations;
  /** The modems as they stand. */
  readonly statuses: () => readonly ModemStatus[];
}

/** Where the modems get their work from, and who is told. */
export interface OwnModemsOptions extends Pick<OwnedQueue, "store"> {
  /** Told of what keeps a modem from sending. */
  readonly screen: Screen;
  /** Shown what arrives at simulated phones. */
  readonly arrived: (text: string) => void;
}

/** Runs the sending half without listeners for as long as the work takes: for a command, where no cellpost runs. */
export async function withOwnModems<T>(
  config: Config,
  { store, screen, arrived }: OwnModemsOptions,
  work: (modems: OwnModems) => Promise<T>,
): Promise<T> {
  const clock = systemClock;
  const ports = openSerialPorts(clock);
  const options = {
    clock,
    store,
    ports,
    observe: (event: ApplianceEvent) => tellTrouble(event, screen),
    simulated: new SimulatedPorts({
      clock,
      onMessage: (message) => arrived(arrivedText(message)),
    }),
  };
  const appliance = await startSending(config, options);
  try {
    const operations = storeOperations({ ...options, ...appliance });
    return await work({
      operations,
      statuses: () => appliance.fleet.statuses(),
    });
  } finally {
    await appliance.stop();
    await ports.close();
  }
}

// Somebody waits: what keeps the modem from sending is told, what goes well is seen by the fate.
function tellTrouble(event: ApplianceEvent, screen: Screen): void {
  const line = event.room === "modem" ? lineOfModem(event.event) : undefined;
  if (line?.level === "warning") screen.note(line.text);
}
