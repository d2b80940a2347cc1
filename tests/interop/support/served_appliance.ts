import {
  connectControl,
  type ControlEndpoint,
  readEndpoint,
} from "../../../src/control/mod.ts";
import type { DeliveryView, Operations } from "../../../src/desk/mod.ts";
import type { DeliveryState } from "../../../src/model/mod.ts";
import { Child } from "../../support/child.ts";
import { eventually } from "./eventually.ts";
import { fromFileUrl } from "./paths.ts";

/** The program under test, as a user starts it. */
export const program: readonly string[] = [
  Deno.execPath(),
  "run",
  "-A",
  "--quiet",
  fromFileUrl("../../../main.ts"),
];

/** How an appliance is served. */
export interface ServeOptions {
  /** An existing folder, for the config and the queue. */
  readonly folder: string;
  /** Ports of the modems; one simulated in the process when left out. */
  readonly modems?: readonly string[];
  /** Where it listens; a port that the system chooses when left out. */
  readonly port?: number;
  /** Where the screen is; a port that the system chooses when left out. */
  readonly webPort?: number;
  /** Lines of the config's sections. */
  readonly smtp?: string;
  readonly delivery?: string;
  /** Whole sections, `[[smtp.listener]]` among them: where there is one, it listens there alone. */
  readonly sections?: string;
  /** Files beside the config, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** What to run it under, such as strace with its arguments. */
  readonly under?: readonly string[];
  /** What to run instead of `cellpost serve`; gets the config's path as last argument. */
  readonly command?: readonly string[];
}

/** An SMS that a simulated modem has printed. */
export interface PrintedSms {
  readonly recipient: string;
  readonly text: string;
}

const waitingStates: readonly DeliveryState[] = [
  "queued",
  "sending",
  "uncertain",
  "held",
];

/** A running appliance in a process of its own. */
export class ServedAppliance implements AsyncDisposable {
  readonly child: Child;
  /** Of its listeners, as the config has them. */
  readonly ports: readonly number[];
  readonly #folder: string;

  constructor(child: Child, ports: readonly number[], folder: string) {
    this.child = child;
    this.ports = ports;
    this.#folder = folder;
  }

  /** Of the first listener, which mostly is the only one. */
  get port(): number {
    return this.ports[0] ?? 0;
  }

  /** All SMS that simulated modems in the process have printed. */
  get arrived(): readonly PrintedSms[] {
    return printedSms(
      this.child.lines.filter(({ from }) => from === "stdout")
        .map(({ text }) => text),
    );
  }

  /** Waits for so many SMS, and returns all. */
  async arrive(count: number): Promise<readonly PrintedSms[]> {
    const what = `${count} SMS have arrived`;
    await this.child.until(() => this.arrived.length >= count, what);
    return this.arrived;
  }

  /** The appliance's own process, which under strace is not the child. */
  get pid(): number {
    return Number(Deno.readTextFileSync(`${this.#folder}/queue.db.pid`));
  }

  /** The way of the commands into it. */
  async operations(): Promise<Operations> {
    return connectControl(await this.endpoint());
  }

  /** Where the commands find it. */
  async endpoint(): Promise<ControlEndpoint> {
    const endpoint = await readEndpoint(`${this.#folder}/control.json`);
    if (endpoint === undefined) throw new Error("There is no control.json");
    return endpoint;
  }

  /** Waits until nothing waits any more, and returns all deliveries, newest first. */
  async drained(): Promise<readonly DeliveryView[]> {
    const operations = await this.operations();
    await eventually(() => nothingWaits(operations), "an empty queue");
    return await operations.list({ limit: 100_000 });
  }

  /** Ends it as the operator does. */
  async stop(): Promise<void> {
    await this.child.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.child[Symbol.asyncDispose]();
  }
}

/** Starts an appliance and waits until it listens. */
export async function serve(options: ServeOptions): Promise<ServedAppliance> {
  const { folder, under = [] } = options;
  const config = `${folder}/config.toml`;
  const files = { ...options.files, "config.toml": configText(options) };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o600 });
  }
  const command = options.command ?? [...program, "serve", "--config"];
  const child = new Child([...under, ...command, config]);
  try {
    const [, addresses = ""] = await child.line(/SMTP\s+(127\.0\.0\.1:.*)/);
    const ports = [...addresses.matchAll(/:(\d+)/g)].map(([, port]) =>
      Number(port)
    );
    // By then everything has been started, `control.json` too.
    return new ServedAppliance(child, ports, folder);
  } catch (error) {
    await child.kill();
    throw error;
  }
}

// One look at all of them: asked state by state, a delivery could slip from one to another unseen.
async function nothingWaits(operations: Operations): Promise<boolean> {
  const deliveries = await operations.list({ limit: 100_000 });
  return !deliveries.some(({ state }) => waitingStates.includes(state));
}

function configText({ folder, modems = ["sim:"], ...options }: ServeOptions) {
  const { delivery = "", port = 0, sections = "" } = options;
  const listen = sections.includes("[[smtp.listener]]")
    ? []
    : [`127.0.0.1:${port}`];
  const plugged = modems.map((port, index) =>
    `[[modem]]\nname = "m${index + 1}"\nport = ${JSON.stringify(port)}\n`
  );
  return `[smtp]
listen = ${JSON.stringify(listen)}
${options.smtp ?? ""}
[web]
listen = ["127.0.0.1:${options.webPort ?? 0}"]
[queue]
path = ${JSON.stringify(`${folder}/queue.db`)}
[delivery]
${delivery.includes("uncertain_wait") ? "" : 'uncertain_wait = "2s"'}
${delivery}
${sections}
${plugged.join("")}`;
}

/** Reads what a simulated modem prints: a heading, then the text behind bars. */
export function printedSms(lines: readonly string[]): readonly PrintedSms[] {
  const found: { recipient: string; text: string[] }[] = [];
  for (const line of lines) {
    const [, recipient] = /^SMS to (\S+) \(simulated by /.exec(line) ?? [];
    const [, text] = /^ {2}\| (.*)$/.exec(line) ?? [];
    if (recipient !== undefined) found.push({ recipient, text: [] });
    if (text !== undefined) found.at(-1)?.text.push(text);
  }
  return found.map(({ recipient, text }) => ({
    recipient,
    text: text.join("\n"),
  }));
}
