import {
  memoryPortPair,
  type PortListing,
  SerialError,
  type SerialPort,
  type SerialPorts,
} from "../../src/modem/serial/mod.ts";
import type { FakeModem } from "./fake_modem.ts";

/** What hangs on a port: a modem, a device that never answers, or a reason why the port does not open. */
export type Plugged = FakeModem | "silence" | SerialError;

interface Socket {
  readonly listing: PortListing;
  readonly plugged: Plugged;
}

/** The serial ports of a machine into whose sockets a test plugs what it likes. */
export class FakeMachine implements SerialPorts {
  /** The device of each opening, in order. */
  readonly opened: string[] = [];
  /** Openings that found the port open: two of us fought for it. */
  readonly fights: string[] = [];
  /** How many ports were open at the same time at most. */
  mostOpen = 0;
  readonly #sockets = new Map<string, Socket>();
  readonly #openNow = new Set<string>();
  #incarnations = 0;

  /** Plugs something in; the device is named as the kernel would, such as `/dev/ttyUSB2`. */
  plug(
    device: string,
    plugged: Plugged,
    facts: Partial<PortListing> = {},
  ): void {
    const incarnation = String(++this.#incarnations);
    const listing = { path: device, device, incarnation, ...facts };
    this.#sockets.set(device, { listing, plugged });
    if (isModem(plugged)) plugged.plug();
  }

  /** Pulls it out. */
  unplug(device: string): void {
    const plugged = this.#sockets.get(device)?.plugged;
    this.#sockets.delete(device);
    if (plugged !== undefined && isModem(plugged)) plugged.unplug();
  }

  /** As `listSerialPorts`. */
  readonly list = (): readonly PortListing[] =>
    [...this.#sockets.values()].map(({ listing }) => listing);

  /** As `deviceOf`. */
  readonly deviceOf = (path: string): string =>
    this.list().find((it) => it.path === path)?.device ?? path;

  readonly open = async (path: string): Promise<SerialPort> => {
    const device = this.deviceOf(path);
    const socket = this.#sockets.get(device);
    this.opened.push(device);
    if (socket === undefined) {
      throw new SerialError("missing", `No port "${path}"`);
    }
    if (this.#openNow.has(device)) {
      this.fights.push(device);
      throw new SerialError("busy", `Port "${path}" is in use`);
    }
    const port = await openingOf(socket.plugged);
    this.#openNow.add(device);
    this.mostOpen = Math.max(this.mostOpen, this.#openNow.size);
    return {
      ...passThrough(port, path),
      close: () => this.#close(device, port),
    };
  };

  /** Whether somebody has the port open. */
  isOpen(device: string): boolean {
    return this.#openNow.has(device);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #close(device: string, port: SerialPort): void {
    this.#openNow.delete(device);
    port.close();
  }
}

function isModem(plugged: Plugged): plugged is FakeModem {
  return plugged !== "silence" && !(plugged instanceof SerialError);
}

function openingOf(plugged: Plugged): Promise<SerialPort> {
  if (plugged === "silence") return Promise.resolve(memoryPortPair()[0]);
  if (plugged instanceof SerialError) return Promise.reject(plugged);
  return plugged.open();
}

function passThrough(port: SerialPort, path: string) {
  return {
    path,
    read: () => port.read(),
    write: (bytes: Uint8Array) => port.write(bytes),
    flush: () => port.flush(),
    setLines: (lines: Parameters<SerialPort["setLines"]>[0]) =>
      port.setLines(lines),
  };
}
