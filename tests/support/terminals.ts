import { systemClock } from "../../src/model/mod.ts";
import {
  deviceOf,
  openPty,
  openSerialPorts,
  type PortListing,
  type PortOptions,
  type SerialPort,
} from "../../src/modem/serial/mod.ts";
import type { WatchedPorts } from "./story_ports.ts";
import { TerminalWire } from "./terminal_wire.ts";

/** The machine's own serial ports through the real FFI, with pseudo-terminals whose bytes are watched on their way. */
export class Terminals implements WatchedPorts {
  // Descriptors do not care what time a story believes it is.
  readonly #ports = openSerialPorts(systemClock);
  readonly #wires: TerminalWire[] = [];
  readonly #plugged = new Map<string, TerminalWire>();

  get isBusy(): boolean {
    return this.#wires.some((wire) => wire.isBusy);
  }

  /** Makes a pseudo-terminal with a link to it, which is sure not to be the device `notAt`. */
  plug(
    link: string,
    notAt = "",
  ): { readonly far: SerialPort; readonly device: string } {
    const { port, slavePath: device } = openPty(this.#ports, link);
    if (device === notAt) {
      try {
        // As long as it is open the kernel gives that number to no other.
        return this.plug(link);
      } finally {
        port.close();
      }
    }
    const wire = new TerminalWire(port);
    this.#wires.push(wire);
    this.#plugged.set(link, wire);
    return { far: wire.far, device };
  }

  /** As `listSerialPorts`: what is plugged in, by the links. */
  readonly list = (): readonly PortListing[] =>
    [...this.#plugged.keys()].flatMap((path) => {
      const device = this.deviceOf(path);
      return device === path ? [] : [{ path, device }];
    });

  /** As the machine's own. */
  readonly deviceOf = deviceOf;

  async open(path: string, options: PortOptions): Promise<SerialPort> {
    const port = await this.#ports.open(path, options);
    return this.#plugged.get(path)?.near(port) ?? port;
  }

  close(): Promise<void> {
    return this.#ports.close();
  }
}
