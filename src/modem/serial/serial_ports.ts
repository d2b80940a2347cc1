import type { Clock } from "../../model/mod.ts";
import type { Host } from "./descriptor_port.ts";
import { Libc } from "./libc_ffi.ts";
import { Poller } from "./poller.ts";
import {
  type PortOptions,
  SerialError,
  type SerialPort,
  type SerialPorts,
} from "./port.ts";
import { openLinuxPort } from "./port_linux.ts";
import { openLinuxPty, type PseudoTerminal } from "./pty_linux.ts";
import { WindowsSerialPorts } from "./serial_ports_windows.ts";
import { WindowsFfi } from "./windows_ffi.ts";

/**
 * Gets ready to open ports on this machine. Where there is no serial layer every `open` says so; all else, simulated modems
 * among it, works there too.
 */
export function openSerialPorts(clock: Clock): SerialPorts {
  switch (Deno.build.os) {
    case "linux":
      return new LinuxSerialPorts(clock, "/var/lock");
    case "windows":
      return new WindowsSerialPorts(new WindowsFfi(), clock);
    default:
      return new NoSerialPorts();
  }
}

/**
 * Makes a pseudo-terminal whose far end is watched together with the ports of `ports`, and a symbolic link to it at
 * `linkPath`. Throws `SerialError`: "unsupported" where there are none, "refused" when none can be made.
 */
export function openPty(ports: SerialPorts, linkPath?: string): PseudoTerminal {
  if (!(ports instanceof LinuxSerialPorts)) {
    throw unsupported("Pseudo-terminals", "Linux");
  }
  return ports.openPty(linkPath);
}

/** The ports of a Linux machine. `lockFolder` is where other programs keep their UUCP lock files. */
export class LinuxSerialPorts implements SerialPorts {
  readonly #host: Host;
  readonly #lockFolder: string;
  #closed: Promise<void> | undefined;

  constructor(clock: Clock, lockFolder: string) {
    const libc = new Libc();
    this.#host = { libc, poller: new Poller(libc, clock) };
    this.#lockFolder = lockFolder;
  }

  open(path: string, options: PortOptions): Promise<SerialPort> {
    const lockFolder = this.#lockFolder;
    return new Promise((resolve) => {
      resolve(
        openLinuxPort(this.#openHost(), path, { ...options, lockFolder }),
      );
    });
  }

  /** See `openPty`. */
  openPty(linkPath?: string): PseudoTerminal {
    return openLinuxPty(this.#openHost(), linkPath);
  }

  close(): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #close(): Promise<void> {
    await this.#host.poller.close();
    this.#host.libc[Symbol.dispose]();
  }

  #openHost(): Host {
    if (this.#closed !== undefined) {
      throw new SerialError("refused", "The serial ports were closed");
    }
    return this.#host;
  }
}

/** The ports of a system that we have no serial layer for. */
class NoSerialPorts implements SerialPorts {
  open(): Promise<SerialPort> {
    return Promise.reject(unsupported("Serial ports", "Linux or Windows"));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function unsupported(what: string, where: string): SerialError {
  return new SerialError(
    "unsupported",
    `${what} are not supported on ${Deno.build.os}: run on ${where}, or use a simulated modem (port = "sim:")`,
  );
}
