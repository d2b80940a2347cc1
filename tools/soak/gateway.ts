import type { Operations } from "../../src/desk/mod.ts";
import { fromFileUrl } from "../../tests/interop/support/paths.ts";
import {
  serve,
  type ServedAppliance,
} from "../../tests/interop/support/served_appliance.ts";
import { tracePath } from "./trace.ts";

/** How a soaked appliance is started. */
export interface GatewayOptions {
  readonly folder: string;
  readonly modems: number;
  readonly speed: number;
  /** Whether all serial traffic is kept; for that, it is never the very program. */
  readonly trace?: boolean;
}

/** Memory in bytes: with the first mails, at most, and at the end. */
export interface Sizes {
  readonly start: number;
  readonly most: number;
  readonly end: number;
}

/** So many deliveries of one state are counted at most. */
export const countedAtMost = 1_000;

const delivery = `retry_max = "1m"
uncertain_wait = "20s"
resume_wait = "1m"`;

/** An appliance in a process of its own, as it is seen from outside. */
export class Gateway implements AsyncDisposable {
  /** Deliveries that wait for something, when last asked. */
  waiting = 0;
  /** Modems that were not usable, and why, when last asked. */
  unusable: readonly string[] = [];
  readonly #options: GatewayOptions;
  readonly #sizes: number[] = [];
  #appliance: ServedAppliance;
  #operations: Operations;

  private constructor(
    options: GatewayOptions,
    appliance: ServedAppliance,
    operations: Operations,
  ) {
    this.#options = options;
    this.#appliance = appliance;
    this.#operations = operations;
  }

  /** Starts it. */
  static async start(options: GatewayOptions): Promise<Gateway> {
    const appliance = await serveAt(options, 0);
    return new Gateway(options, appliance, await appliance.operations());
  }

  /** Where it listens, in all its lives. */
  get port(): number {
    return this.#appliance.port;
  }

  /** How large the process was; only of the last life. */
  get sizes(): Sizes {
    const [start = 0] = this.#sizes;
    const end = this.#sizes.at(-1) ?? 0;
    return { start, most: Math.max(...this.#sizes), end };
  }

  /** Ends it by `kill -9`, and starts it again. */
  async crash(): Promise<void> {
    const { port } = this;
    await this.#appliance.child.kill();
    this.#appliance = await serveAt(this.#options, port);
    this.#operations = await this.#appliance.operations();
    this.#sizes.length = 0;
  }

  /** Asks what waits and how its modems are. Throws when it has ended by itself. */
  async ask(): Promise<void> {
    const { child, pid } = this.#appliance;
    if (child.ended) throw new Error(`It ended by itself:\n${child.output}`);
    this.#sizes.push(sizeOf(pid));
    const states = ["queued", "sending", "uncertain", "held"] as const;
    const lists = await Promise.all(
      states.map((state) =>
        this.#operations.list({ state, limit: countedAtMost })
      ),
    );
    this.waiting = lists.flat().length;
    this.unusable = (await this.#operations.modems({}))
      .filter(({ name, state }) => name !== "" && state !== "usable")
      .map(({ name, state, detail }) => `${name} ${state}: ${detail}`);
  }

  /** Ends it as the operator does. */
  stop(): Promise<void> {
    return this.#appliance.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#appliance[Symbol.asyncDispose]();
  }
}

function serveAt(
  { folder, modems, speed, trace = false }: GatewayOptions,
  port: number,
): Promise<ServedAppliance> {
  return serve({
    folder,
    port,
    delivery,
    modems: Array.from({ length: modems }, (_, at) => `${folder}/tty${at}`),
    ...((speed !== 1 || trace) && {
      command: [...fastAppliance(speed), ...trace ? [tracePath(folder)] : []],
    }),
  });
}

function fastAppliance(speed: number): readonly string[] {
  const file = fromFileUrl("../../../tools/soak/fast_appliance.ts");
  return [Deno.execPath(), "run", "-A", "--quiet", file, String(speed)];
}

function sizeOf(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const [, kilobytes = 0] = /^VmRSS:\s*(\d+) kB$/m.exec(status) ?? [];
  return Number(kilobytes) * 1024;
}
