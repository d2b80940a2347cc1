import type { Machine } from "../../src/app/modem_port.ts";
import { systemClock } from "../../src/model/mod.ts";
import { SimulatedPorts } from "../../src/modem/mod.ts";
import {
  openSerialPorts,
  type PortOptions,
  SerialError,
  type SerialPort,
  type SerialPorts,
} from "../../src/modem/serial/mod.ts";
import type { FakeModem } from "./fake_modem.ts";

/** The machine that a story's modems are plugged into. */
export type StoryMachine = Machine & SerialPorts;

/** Ports of the machine that know whether bytes are under way on a wire. */
export interface WatchedPorts extends SerialPorts {
  readonly isBusy: boolean;
}

/** The serial ports of a story: fake modems by their paths, the machine's own behind every other path. */
export class StoryPorts implements SerialPorts {
  readonly #fakes: ReadonlyMap<string, FakeModem>;
  readonly #cables: Cables;
  readonly #watched: WatchedPorts | undefined;
  #machine: SerialPorts | undefined;

  /** `machine` stands in for this one, and so does what is `watched`. */
  constructor(
    fakes: ReadonlyMap<string, FakeModem>,
    cables: Cables,
    { machine, watched }: {
      readonly machine?: SerialPorts | undefined;
      readonly watched?: WatchedPorts | undefined;
    } = {},
  ) {
    this.#fakes = fakes;
    this.#cables = cables;
    this.#watched = watched;
    this.#machine = watched ?? machine;
  }

  /** Whether bytes are under way on a wire that is watched. */
  get isBusy(): boolean {
    return this.#watched?.isBusy === true;
  }

  async open(path: string, options: PortOptions): Promise<SerialPort> {
    this.#cables.check();
    const fake = this.#fakes.get(path);
    if (fake) return this.#cables.add(await fake.open());
    // Descriptors do not care what time a story believes it is.
    this.#machine ??= openSerialPorts(systemClock);
    return this.#cables.add(await this.#machine.open(path, options));
  }

  async close(): Promise<void> {
    await this.#machine?.close();
    this.#machine = undefined;
  }
}

/** Simulated ports that can be cut like all others. */
export class CuttableSimulatedPorts extends SimulatedPorts {
  readonly #cables: Cables;

  constructor(
    cables: Cables,
    options: ConstructorParameters<typeof SimulatedPorts>[0],
  ) {
    super(options);
    this.#cables = cables;
  }

  override open(name: string, port: string): SerialPort {
    this.#cables.check();
    return this.#cables.add(super.open(name, port));
  }
}

/** All open ports of an appliance, so that a crash can cut them at one blow. */
export class Cables {
  readonly #ports = new Set<SerialPort>();
  #isCut = false;

  add(port: SerialPort): SerialPort {
    this.#ports.add(port);
    return port;
  }

  /** Throws `SerialError` while cut. */
  check(): void {
    if (this.#isCut) throw new SerialError("missing", "The process is gone");
  }

  /** From now on not a byte leaves, and nothing can be opened. */
  cut(): void {
    this.#isCut = true;
    for (const port of this.#ports) port.close();
    this.#ports.clear();
  }

  mend(): void {
    this.#isCut = false;
  }
}
