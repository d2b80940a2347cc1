/**
 * The real appliance in a process whose time runs faster: `fast_appliance.ts SPEED [TRACE] CONFIG`, where TRACE is a file that gets
 * all serial traffic. Otherwise as `cellpost serve`.
 *
 * @module
 */
import { dirname } from "node:path";
import { startAppliance } from "../../src/app/mod.ts";
import { aborted, listenForStop } from "../../src/app/process.ts";
import { loadConfig } from "../../src/config/mod.ts";
import { SimulatedPorts } from "../../src/modem/mod.ts";
import { openSerialPorts } from "../../src/modem/serial/mod.ts";
import { systemClock } from "../../src/model/mod.ts";
import { controlPathOf, ownQueue } from "../../src/app/queue_owner.ts";
import { fastClock } from "./fast_clock.ts";
import { TraceWriter } from "./trace.ts";

async function main([speed = "1", ...files]: readonly string[]) {
  const [configPath = "", tracePath] = files.toReversed();
  const loaded = loadConfig({ configPath, cwd: Deno.cwd() });
  if (loaded.kind !== "ok") throw new Error(Deno.inspect(loaded.problems));
  const { config } = loaded;
  const clock = fastClock(Number(speed));
  using stop = listenForStop();
  await using queue = await ownQueue(config, clock);
  const ports = openSerialPorts(systemClock);
  using trace = tracePath === undefined
    ? undefined
    : new TraceWriter(tracePath);
  const appliance = await startAppliance(config, {
    clock,
    store: queue.store,
    ports,
    simulated: new SimulatedPorts({ clock }),
    controlPath: controlPathOf(config),
    usersPath: `${dirname(configPath)}/users.toml`,
    observe: () => {},
    traceSerial: trace?.write,
  });
  for (const { hostname, port } of appliance.smtp.addresses) {
    console.log(`SMTP ${hostname}:${port}`);
  }
  await aborted(stop.signal);
  await appliance.stop();
  await ports.close();
}

if (import.meta.main) await main(Deno.args);
