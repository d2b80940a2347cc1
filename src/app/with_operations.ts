import type { Config } from "../config/mod.ts";
import { ControlError } from "../control/mod.ts";
import { DeskError, type Operations } from "../desk/mod.ts";
import { createIntake } from "../delivery/mod.ts";
import { systemClock } from "../model/mod.ts";
import { SimulatedPorts } from "../modem/mod.ts";
import { openSerialPorts } from "../modem/serial/mod.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import { makeFrontDoor } from "./front_door.ts";
import { makeTimeRules } from "./time_rules.ts";
import { makeFinder } from "./modem_port.ts";
import { storeOperations } from "./operations.ts";
import { forbidden, type OwnedQueue, ownOrReachQueue } from "./queue_owner.ts";

/**
 * Runs a command's work with whoever owns the queue: the running appliance, or else this process, for as long as the work takes.
 *
 * @throws {CommandError} when there is no queue yet, or its owner cannot be reached.
 */
export async function withExistingQueue<T>(
  config: Config,
  work: (operations: Operations) => Promise<T>,
): Promise<T> {
  if (!await exists(config.queue.path)) {
    throw new CommandError(
      exitCode.notDone,
      `No queue at ${config.queue.path} yet: nothing was ever accepted there, or --config names another`,
    );
  }
  const owner = await ownOrReachQueue(config, systemClock);
  if (owner.kind === "remote") return await remotely(owner.operations, work);
  await using queue = owner;
  return await alone(config, queue, (it) => remotely(it, work));
}

/**
 * Whether there is such a file.
 *
 * @throws {CommandError} when this user may not know.
 */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw forbidden(path, error);
  }
}

/**
 * Works through a running appliance, or by itself.
 *
 * @throws {CommandError} when it does not answer, or says no.
 */
export async function remotely<T>(
  operations: Operations,
  work: (operations: Operations) => Promise<T>,
): Promise<T> {
  try {
    return await work(operations);
  } catch (error) {
    if (error instanceof DeskError) {
      const { code, message } = error;
      const exit = code === "refused" ? exitCode.notDone : exitCode.system;
      throw new CommandError(exit, message);
    }
    throw error instanceof ControlError
      ? new CommandError(exitCode.system, error.message)
      : error;
  }
}

async function alone<T>(
  config: Config,
  { store }: OwnedQueue,
  work: (operations: Operations) => Promise<T>,
): Promise<T> {
  const ports = openSerialPorts(systemClock);
  const ignore = () => {};
  const intake = createIntake(store, {
    ...await makeFrontDoor(config, { clock: systemClock, store }),
    timeRules: makeTimeRules(config),
    expireAfterMs: config.delivery.expireAfterMs,
    dedupeWindowMs: config.smtp.dedupeWindowMs,
    observe: ignore,
    wake: ignore,
  });
  const simulated = new SimulatedPorts({ clock: systemClock });
  const plugged = { clock: systemClock, ports, simulated };
  try {
    const finder = makeFinder(() => config.modems, plugged);
    return await work(storeOperations({ ...plugged, finder, store, intake }));
  } finally {
    await ports.close();
  }
}
