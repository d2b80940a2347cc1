import { dirname, join } from "node:path";
import type { Config } from "../config/mod.ts";
import {
  connectControl,
  type ControlEndpoint,
  readEndpoint,
} from "../control/mod.ts";
import type { Operations } from "../desk/mod.ts";
import type { Clock } from "../model/mod.ts";
import {
  lockQueue,
  openStore,
  type QueueLock,
  type QueueLocked,
  type Store,
  StoreError,
} from "../queue/mod.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import { storeOptionsOf } from "./store_options.ts";

/** The queue, owned by this process. */
export interface OwnedQueue extends AsyncDisposable {
  readonly kind: "owned";
  readonly store: Store;
}

/** The queue, owned by a running appliance that takes commands. */
export interface RemoteQueue {
  readonly kind: "remote";
  readonly pid: number;
  readonly operations: Operations;
}

/** An appliance writes its `control.json` right after it has locked the queue; so long we wait for it. */
const endpointWaitMs = 5000;
const endpointPollMs = 100;

/** Where a running appliance says how to reach it: beside its database. */
export function controlPathOf(config: Config): string {
  return join(dirname(config.queue.path), "control.json");
}

/**
 * Takes the queue for this process.
 *
 * @throws {CommandError} when another cellpost has it, or the database cannot be opened.
 */
export async function ownQueue(
  config: Config,
  clock: Clock,
): Promise<OwnedQueue> {
  const lock = takeLock(config);
  if ("heldBy" in lock) {
    const who = lock.heldBy === undefined ? "" : ` (pid ${lock.heldBy})`;
    throw new CommandError(
      exitCode.system,
      `Another cellpost${who} has the queue ${config.queue.path}: stop it first, or give this one another [queue] path`,
    );
  }
  return await openOwned(config, lock, clock);
}

/**
 * Reaches the appliance that has the queue, and opens nothing: undefined where none has it.
 *
 * @throws {CommandError} when its owner does not say how to reach it.
 */
export async function reachQueue(
  config: Config,
  clock: Clock,
): Promise<RemoteQueue | undefined> {
  const deadline = clock.monotonic() + endpointWaitMs;
  for (;;) {
    const lock = takeLock(config);
    if (!("heldBy" in lock)) {
      lock.release();
      return undefined;
    }
    const remote = await remoteOf(config, lock);
    if (remote !== undefined) return remote;
    if (clock.monotonic() > deadline) throw unreachable(config, lock.heldBy);
    await clock.sleep(endpointPollMs);
  }
}

/**
 * Takes the queue, or reaches the appliance that has it.
 *
 * @throws {CommandError} when the database cannot be opened, or its owner does not say how to reach it.
 */
export async function ownOrReachQueue(
  config: Config,
  clock: Clock,
): Promise<OwnedQueue | RemoteQueue> {
  const deadline = clock.monotonic() + endpointWaitMs;
  for (;;) {
    const lock = takeLock(config);
    if (!("heldBy" in lock)) return await openOwned(config, lock, clock);
    const remote = await remoteOf(config, lock);
    if (remote !== undefined) return remote;
    if (clock.monotonic() > deadline) throw unreachable(config, lock.heldBy);
    await clock.sleep(endpointPollMs);
  }
}

async function remoteOf(
  config: Config,
  { heldBy }: QueueLocked,
): Promise<RemoteQueue | undefined> {
  const endpoint = await endpointOf(config);
  // A file with another pid was left behind by an appliance that died.
  const isOther = heldBy !== undefined && heldBy !== endpoint?.pid;
  if (endpoint === undefined || isOther) return undefined;
  const operations = connectControl(endpoint);
  return { kind: "remote", pid: endpoint.pid, operations };
}

async function endpointOf(
  config: Config,
): Promise<ControlEndpoint | undefined> {
  const path = controlPathOf(config);
  try {
    return await readEndpoint(path);
  } catch (error) {
    throw forbidden(path, error);
  }
}

/** A file of somebody else's appliance, in words; any other error as it is. */
export function forbidden(path: string, error: unknown): unknown {
  if (!(error instanceof Deno.errors.PermissionDenied)) return error;
  return new CommandError(
    exitCode.system,
    `${path} belongs to another user: run this as the user whom cellpost runs as, or as root`,
  );
}

function unreachable(config: Config, pid: number | undefined): CommandError {
  return new CommandError(
    exitCode.system,
    `The queue ${config.queue.path} is in use by process ${
      pid ?? "unknown"
    }, which does not say how to reach it in ${
      controlPathOf(config)
    }: wait until it has ended`,
  );
}

function takeLock(config: Config): QueueLock | QueueLocked {
  try {
    return lockQueue(config.queue.path);
  } catch (error) {
    throw commandErrorOf(error);
  }
}

async function openOwned(
  config: Config,
  lock: QueueLock,
  clock: Clock,
): Promise<OwnedQueue> {
  try {
    const store = await openStore(
      config.queue.path,
      storeOptionsOf(config, clock),
    );
    return {
      kind: "owned",
      store,
      async [Symbol.asyncDispose]() {
        await store.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw commandErrorOf(error);
  }
}

function commandErrorOf(error: unknown): unknown {
  return error instanceof StoreError
    ? new CommandError(exitCode.system, error.message)
    : error;
}
