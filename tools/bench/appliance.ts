import { join } from "node:path";
import { systemClock } from "../../src/model/mod.ts";
import { openStore, type StateCounts } from "../../src/queue/mod.ts";
import { Child } from "./child.ts";

/** How an appliance is set up. */
export interface ApplianceSetup {
  /** Takes its config and its queue. */
  readonly folder: string;
  /** Its modems' ports. */
  readonly modems: readonly string[];
  /** Where it listens; 0 lets it choose. */
  readonly smtpPort?: number;
  /** The compiled program; run from the sources when left out. */
  readonly executable?: string;
  /** Lines of the `[message]` section. */
  readonly message?: string;
  /** Everything about SMTP, policies and texts, in place of `smtpPort` and `message`. */
  readonly frontDoor?: string;
  readonly logLevel?: "info" | "warning";
}

/** A cellpost in a process of its own. */
export interface Appliance extends AsyncDisposable {
  readonly child: Child;
  /** The port of its SMTP listener. */
  readonly smtpPort: number;
}

/** The arguments with which this Deno runs cellpost from its sources. */
export const fromSources: readonly string[] = [
  "run",
  "-A",
  join(import.meta.dirname ?? ".", "..", "..", "main.ts"),
];

/** Starts an appliance without waiting for it: its `line()` tells how far it is. */
export function spawnAppliance(setup: ApplianceSetup): Child {
  const { folder, executable } = setup;
  const configPath = join(folder, "config.toml");
  Deno.writeTextFileSync(configPath, configOf(setup));
  const serve = ["serve", "--config", configPath];
  return executable === undefined
    ? Child.start(Deno.execPath(), [...fromSources, ...serve])
    : Child.start(executable, serve);
}

/** Starts an appliance and waits until it listens. */
export async function startAppliance(
  setup: ApplianceSetup,
): Promise<Appliance> {
  const child = spawnAppliance(setup);
  try {
    const [, port] = await child.line(/^ +SMTP +127\.0\.0\.1:(\d+)/);
    return {
      child,
      smtpPort: Number(port),
      [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
    };
  } catch (error) {
    await child.kill();
    throw error;
  }
}

/** The queue of the appliance in this folder. */
export function queuePathIn(folder: string): string {
  return join(folder, "queue.db");
}

/** Counts what is on disk, after the appliance has ended. */
export async function queueCounts(folder: string): Promise<StateCounts> {
  const store = await openStore(queuePathIn(folder), { clock: systemClock });
  const counts = store.counts();
  await store.close();
  return counts;
}

// A JSON string is a TOML string as well.
function configOf(setup: ApplianceSetup): string {
  const { folder, modems, smtpPort = 0, message = "", logLevel } = setup;
  const plain =
    `[smtp]\nlisten = ["127.0.0.1:${smtpPort}"]\n[message]\n${message}`;
  return [
    setup.frontDoor ?? plain,
    '[web]\nlisten = ["127.0.0.1:0"]',
    `[queue]\npath = ${JSON.stringify(queuePathIn(folder))}`,
    `[log]\nlevel = "${logLevel ?? "warning"}"`,
    ...modems.map((port) => `[[modem]]\nport = ${JSON.stringify(port)}`),
    "",
  ].join("\n");
}
