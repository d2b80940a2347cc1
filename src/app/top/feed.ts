import type { Config } from "../../config/mod.ts";
import {
  connectControl,
  ControlError,
  readEndpoint,
} from "../../control/mod.ts";
import type { Operations } from "../../desk/mod.ts";
import type { Clock } from "../../model/mod.ts";
import { controlPathOf, forbidden } from "../queue_owner.ts";
import {
  type Snapshot,
  type SnapshotRequest,
  takeSnapshot,
} from "./snapshot.ts";

/** What came of asking. */
export type Taken =
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot }
  | { readonly kind: "lost"; readonly text: string };

/** Where snapshots come from. */
export interface Feed {
  /** @throws {CommandError} when this user may not ask. */
  take(request: SnapshotRequest): Promise<Taken>;
}

/** An appliance that does not answer for so long is told of, milliseconds. */
const patienceMs = 5_000;

/** Asks the appliance that runs with this config, found anew whenever it does not answer; it may have restarted. */
export function controlFeed(config: Config, clock: Clock): Feed {
  const find = () => findAppliance(config);
  return new ReconnectingFeed(find, { clock, where: config.queue.path });
}

async function findAppliance(
  config: Config,
): Promise<Operations | undefined> {
  const path = controlPathOf(config);
  try {
    const endpoint = await readEndpoint(path);
    return endpoint && connectControl(endpoint);
  } catch (error) {
    throw forbidden(path, error);
  }
}

/** The feed of whatever appliance is found. */
export class ReconnectingFeed implements Feed {
  readonly #find: () => Promise<Operations | undefined>;
  readonly #clock: Clock;
  readonly #where: string;
  #operations: Operations | undefined;
  #underWay: Promise<Taken> | undefined;

  /** `where`: the path of the queue, for people. */
  constructor(
    find: () => Promise<Operations | undefined>,
    { clock, where }: { readonly clock: Clock; readonly where: string },
  ) {
    this.#find = find;
    this.#clock = clock;
    this.#where = where;
  }

  async take(request: SnapshotRequest): Promise<Taken> {
    // One that hangs is not asked a second time meanwhile.
    const late = this.#underWay !== undefined;
    const asked = this.#underWay ?? this.#ask(request);
    this.#underWay = asked;
    const { promise, resolve } = Promise.withResolvers<Taken>();
    const timer = this.#clock.after(late ? 0 : patienceMs, () =>
      resolve({
        kind: "lost",
        text: "The running cellpost does not answer: it is busy, or hangs",
      }));
    const done = asked.finally(() => this.#underWay = undefined);
    try {
      return await Promise.race([done, promise]);
    } finally {
      timer.cancel();
    }
  }

  async #ask(request: SnapshotRequest): Promise<Taken> {
    this.#operations ??= await this.#find();
    if (this.#operations === undefined) return this.#nobody();
    try {
      const snapshot = await takeSnapshot(this.#operations, request);
      return { kind: "snapshot", snapshot };
    } catch (error) {
      this.#operations = undefined;
      if (!(error instanceof ControlError)) throw error;
      // Its file stays behind when it is killed, and so says nothing of whether it runs.
      return error.code === "unreachable"
        ? this.#nobody()
        : { kind: "lost", text: error.message };
    }
  }

  #nobody(): Taken {
    return {
      kind: "lost",
      text: `No cellpost runs with the queue ${this.#where}: waiting for it`,
    };
  }
}
