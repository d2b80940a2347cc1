import { dirname, join } from "node:path";
import { type Config, type LoadResult, warningsOf } from "../../config/mod.ts";
import type { ModemView, Operations } from "../../desk/mod.ts";
import { systemClock } from "../../model/mod.ts";
import { autoPort, SimulatedPorts } from "../../modem/mod.ts";
import { openSerialPorts } from "../../modem/serial/mod.ts";
import { probeRelay, type ProbeResult } from "../../notify/mod.ts";
import { inspectQueue } from "../../queue/mod.ts";
import { lookBeside } from "../beside_looks.ts";
import {
  problemsOf,
  readConfigThoroughly,
  type SharedFlags,
} from "../commands/options.ts";
import { freeBytesAt } from "../disk_space.ts";
import { CommandError } from "../exit_code.ts";
import { fleetModem } from "../fleet_modems.ts";
import { makeFinder } from "../modem_port.ts";
import { surveyModems } from "../modem_survey.ts";
import { ownHostname, relayOf } from "../notify_side.ts";
import { controlPathOf, reachQueue } from "../queue_owner.ts";
import { entranceOf } from "../selftest/target.ts";
import { build, version } from "../version.ts";
import { exists, remotely } from "../with_operations.ts";
import type { ConfigFacts } from "./config_look.ts";
import type { DoctorFacts } from "./facts.ts";
import type { LoopbackFacts } from "./listen_look.ts";
import { clockFacts, listenFacts, systemFacts } from "./machine.ts";
import type { ProgramFacts, RunningFacts } from "./program_look.ts";
import type { QueueFacts } from "./queue_look.ts";
import type { RelayFacts } from "./relay_look.ts";

/** Looks at all that there is to look at; `status` is shown what takes its time. Changes nothing. */
export async function gather(
  flags: SharedFlags,
  status: (text: string) => void,
): Promise<DoctorFacts> {
  const result = await readConfigThoroughly(flags);
  const configured = configFacts(result);
  if (result.kind === "invalid") {
    return {
      program: programFacts({ kind: "none" }),
      config: configured,
      clock: clockFacts(undefined, []),
      system: systemFacts(undefined),
    };
  }
  const { config, path } = result;
  const { facts: running, operations, pid } = await runningOf(config);
  const files = [config.queue.path, `${config.queue.path}-wal`];
  status("Asking the modems…");
  const modems = {
    views: await modemViews(config, operations),
    configured: config.modems.length,
  };
  status("Greeting mail servers…");
  const [loopback, relay] = await Promise.all([
    loopbackFacts(config, pid),
    relayFacts(config),
  ]);
  status("Looking at queue and machine…");
  return {
    program: programFacts(running),
    config: configured,
    listeners: listenFacts(config, pid),
    ...{ loopback, modems, relay },
    queue: queueFacts(config, pid),
    clock: clockFacts(config, [...files, controlPathOf(config), path ?? ""]),
    system: systemFacts(config),
  };
}

function configFacts(result: LoadResult): ConfigFacts {
  const { path } = result;
  if (result.kind === "ok") {
    const { config } = result;
    return {
      ...{ path, problems: [], warnings: warningsOf(config) },
      beside: lookBeside(config, path),
    };
  }
  return {
    ...{ path: path ?? "config.toml", warnings: [] },
    problems: problemsOf(result).split("\n"),
    beside: { problems: [], warnings: [] },
  };
}

function programFacts(running: RunningFacts): ProgramFacts {
  const { os, arch } = Deno.build;
  return {
    version,
    commit: build?.commit,
    deno: Deno.version.deno,
    system: `${os} ${arch}`,
    running,
  };
}

interface Running {
  readonly facts: RunningFacts;
  readonly operations?: Operations;
  readonly pid?: number;
}

async function runningOf(config: Config): Promise<Running> {
  try {
    const isThere = await exists(config.queue.path);
    const remote = isThere ? await reachQueue(config, systemClock) : undefined;
    if (remote === undefined) return { facts: { kind: "none" } };
    const { operations, pid } = remote;
    return await remotely(operations, async (it) => ({
      ...{ operations, pid },
      facts: {
        ...{ kind: "running", pid, status: await it.status({}) },
        ...{ alarms: await it.alarms({}), breaker: await it.breaker({}) },
      },
    }));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { facts: { kind: "unreachable", text: error.message } };
  }
}

async function modemViews(
  config: Config,
  operations: Operations | undefined,
): Promise<readonly ModemView[]> {
  if (operations !== undefined) {
    return await remotely(operations, (it) => it.modems({ anew: true }));
  }
  const ports = openSerialPorts(systemClock);
  const simulated = new SimulatedPorts({ clock: systemClock });
  const plugged = { clock: systemClock, ports, simulated };
  try {
    const finder = makeFinder(() => config.modems, plugged);
    return await surveyModems({ ...plugged, finder }, {
      statuses: [],
      configured: config.modems.map(fleetModem),
      takesAll: config.modems.some(({ port }) => port === autoPort),
      anew: true,
    });
  } finally {
    await ports.close();
  }
}

async function loopbackFacts(
  config: Config,
  pid: number | undefined,
): Promise<LoopbackFacts> {
  if (pid === undefined) return { kind: "untried", why: "no cellpost runs" };
  const entrance = entranceOf(config);
  if (entrance.kind === "command") {
    return { kind: "untried", why: entrance.why };
  }
  const { hostname: host, port } = entrance;
  const hostname = ownHostname(config);
  const result = await withinReason((signal) =>
    probeRelay({ host, port, tls: "off", verify: false, hostname }, signal)
  );
  return result.kind === "answered"
    ? { kind: "answered", where: `${host}:${port}` }
    : { kind: "failed", reason: result.reason };
}

async function relayFacts(config: Config): Promise<RelayFacts> {
  try {
    const relay = relayOf(config);
    if (relay === undefined) return undefined;
    const result = await withinReason((signal) => probeRelay(relay, signal));
    return { where: `${relay.host}:${relay.port}`, result };
  } catch (error) {
    // That its password cannot be read is told beside the config.
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

const probeMs = 15_000;

async function withinReason(
  probe: (signal: AbortSignal) => Promise<ProbeResult>,
): Promise<ProbeResult> {
  const late = new AbortController();
  const timer = systemClock.after(probeMs, () => late.abort());
  try {
    return await probe(late.signal);
  } finally {
    timer.cancel();
  }
}

const defaultLeast = 500_000_000;

function queueFacts(config: Config, pid: number | undefined): QueueFacts {
  const { path } = config.queue;
  const folder = dirname(path);
  return {
    path,
    file: inspectQueue(path),
    folder: pid === undefined ? folderState(folder) : undefined,
    freeBytes: freeBytesAt(folder),
    leastBytes: config.admin?.diskFree ?? defaultLeast,
  };
}

function folderState(folder: string): QueueFacts["folder"] {
  const trial = join(folder, `.cellpost-doctor-${Deno.pid}`);
  try {
    Deno.writeTextFileSync(trial, "", { createNew: true, mode: 0o600 });
    Deno.removeSync(trial);
    return "writable";
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "missing" : "denied";
  }
}
