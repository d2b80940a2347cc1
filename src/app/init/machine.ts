import { systemClock } from "../../model/mod.ts";
import { SimulatedPorts } from "../../modem/mod.ts";
import { machineFiles, openSerialPorts } from "../../modem/serial/mod.ts";
import { makeFinder } from "../modem_port.ts";
import { surveyModems } from "../modem_survey.ts";
import { mayListenOn, type PrivilegeFacts } from "../privilege.ts";
import type { Screen } from "../screen.ts";
import { lanNetworks } from "./lan.ts";
import { modemChoices } from "./modem_choices.ts";
import { guessCountry } from "./place.ts";
import type { Choice, InitFacts } from "./questions.ts";

/** What this machine tells without being asked long. */
export interface MachineFacts extends Omit<InitFacts, "modems"> {
  readonly privilege: PrivilegeFacts;
  /** The group "cellpost", which a service runs as; absent where there is none. */
  readonly serviceGroup: number | undefined;
}

/** Looks at the time zone, the language, the networks and the privileges of this machine. */
export function machineFacts(): MachineFacts {
  const privilege = privilegeFacts();
  return {
    country: guessCountry({
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      language: navigator.language,
    }),
    networks: lanNetworks(Deno.networkInterfaces()),
    privileged: mayListenOn(25, privilege),
    privilege,
    serviceGroup: groupNamed("cellpost"),
  };
}

/** What Linux says of this process's privileges. */
export function privilegeFacts(): PrivilegeFacts {
  using files = machineFiles();
  return {
    status: files.read("/proc/self/status"),
    firstFreePort: files.read("/proc/sys/net/ipv4/ip_unprivileged_port_start"),
  };
}

function groupNamed(name: string): number | undefined {
  using files = machineFiles();
  const groups = files.read("/etc/group") ?? "";
  const line = groups.split("\n").find((it) => it.startsWith(`${name}:`));
  const id = Number(line?.split(":")[2]);
  return Number.isInteger(id) ? id : undefined;
}

/** Who answers must not wait for every silent port. */
const surveyMs = 30_000;

/** Asks every serial port of this machine whether a modem is there. */
export async function findModems(screen: Screen): Promise<readonly Choice[]> {
  screen.status("Looking for modems…");
  const ports = openSerialPorts(systemClock);
  const simulated = new SimulatedPorts({ clock: systemClock });
  const plugged = { clock: systemClock, ports, simulated };
  try {
    const finder = makeFinder(() => [], plugged);
    const views = await surveyModems({ ...plugged, finder }, {
      ...{ statuses: [], configured: [], takesAll: false, anew: true },
      budgetMs: surveyMs,
    });
    return modemChoices(views);
  } finally {
    await ports.close();
    screen.status("");
  }
}
