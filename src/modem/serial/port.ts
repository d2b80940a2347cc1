/** What a read brought. After `lost` every further read says `lost` again. */
export type PortRead =
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "lost"; readonly reason: string };

/**
 * One open serial port: bytes in, bytes out, and word of its loss. The FFI ports, the pseudo-terminal's far end and the
 * in-memory pair all keep this contract (`port_suite.ts`).
 */
export interface SerialPort {
  /** The path or name it was opened by, for messages. */
  readonly path: string;
  /**
   * Waits for at least one byte and returns all that have come; `bytes` belongs to the caller. One read at a time. A
   * `close()` of this end ends a pending read with `lost` and the reason "Closed".
   */
  read(): Promise<PortRead>;
  /** Writes all bytes, waiting while the device takes no more. Writes keep their order. Throws `SerialError` "lost". */
  write(bytes: Uint8Array): Promise<void>;
  /** Throws away what was received but not read, and what was written but not sent. */
  flush(): void;
  /** Sets the modem control lines; does nothing where the device has none (a pseudo-terminal). */
  setLines(lines: { readonly dtr?: boolean; readonly rts?: boolean }): void;
  /** Gives up lock and descriptor, unsent output is dropped. May be called twice. */
  close(): void;
}

/** How a port is opened. Always raw, 8 data bits, no parity, 1 stop bit, no flow control unless asked for. */
export interface PortOptions {
  /** Symbols a second, such as 115200. */
  readonly baudRate: number;
  /** RTS/CTS flow control; with an unwired CTS writes stall for ever, so only where the operator asks. */
  readonly rtsCts?: boolean;
}

/** A process that has a port open. */
export interface PortHolder {
  readonly pid: number;
  /** The short name of its program. */
  readonly name: string;
}

/** Why a port could not be opened or used. The message is a whole sentence for the operator. */
export class SerialError extends Error {
  override readonly name = "SerialError";
  constructor(
    /** `missing`: no such device; `busy`: another process has it; `denied`: no permission; `not-serial`: not a tty. */
    readonly code:
      | "missing"
      | "busy"
      | "denied"
      | "not-serial"
      | "lost"
      | "refused"
      | "unsupported",
    message: string,
    /** Who has a busy port, where that is known. */
    readonly holder?: PortHolder,
  ) {
    super(message);
  }
}

/** Opens ports and watches all of them with one wait; closed by whoever made it, after its ports. */
export interface SerialPorts {
  /** Opens a port exclusively. Throws `SerialError`. */
  open(path: string, options: PortOptions): Promise<SerialPort>;
  /** Stops watching; ports still open count as lost. */
  close(): Promise<void>;
}

/** One port that the machine has, whether or not a modem is behind it. */
export interface PortListing {
  /** What to write into the config: the stable name where there is one (`/dev/serial/by-id/…`), else the device. */
  readonly path: string;
  /** The device itself, such as `/dev/ttyUSB2` or `COM3`. */
  readonly device: string;
  /** USB vendor and product in hex, such as "2c7c:0125"; absent for other ports. */
  readonly usbId?: string;
  /** USB interface number, which tells the AT port from its siblings. */
  readonly usbInterface?: number;
  /** Class, subclass and protocol of the interface in hex, such as "ff:02:12". */
  readonly usbClass?: string;
  /** The socket that the USB device sits in, such as "1-4.2": ports that share it belong to one device. */
  readonly usbSocket?: string;
  /** Another whenever the device was plugged in anew; absent where the system does not tell. */
  readonly incarnation?: string;
  /** True where the kernel writes its messages and may ask for logins. */
  readonly systemConsole?: true;
  /** The maker's own words, such as "Quectel EC25"; absent where unknown. */
  readonly description?: string;
}
