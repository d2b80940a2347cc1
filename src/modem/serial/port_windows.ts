import { checkBaudRate } from "./baud_rate.ts";
import type { ComName } from "./com_name.ts";
import { portTimeouts, rawDcb, unmetDcb } from "./dcb_windows.ts";
import { OverlappedPort, type WindowsHost } from "./overlapped_port.ts";
import type { PortOptions, SerialPort } from "./port.ts";
import { dcb, winError } from "./windows_abi.ts";
import { settingFailure, windowsOpenFailure } from "./windows_failure.ts";

/** `PortOptions`, the name as it was given, and what to do when the port ends. */
export interface WindowsPortOptions extends PortOptions {
  readonly path: string;
  /** Called once, when the port ends, with a promise of the closed handle. */
  readonly released: (closed: Promise<void>) => void;
}

// A thread that is busy for a second shall lose nothing at 115200 baud.
const queueSize = 16 * 1024;

/** Opens a port for us alone, raw, emptied, with DTR and RTS up. Throws `SerialError`. */
export async function openWindowsPort(
  host: WindowsHost,
  { objectPath }: ComName,
  options: WindowsPortOptions,
): Promise<SerialPort> {
  const { calls } = host;
  const { path, released } = options;
  checkBaudRate(path, options.baudRate);
  const opened = await calls.open(objectPath);
  if (opened.kind === "failed") throw windowsOpenFailure(path, opened.code);
  const { handle } = opened;
  try {
    const settings = setUp(host, handle, options);
    return new OverlappedPort(host, { handle, path, settings, released });
  } catch (error) {
    await calls.close(handle);
    throw error;
  }
}

function setUp(
  { calls }: WindowsHost,
  handle: bigint,
  options: WindowsPortOptions,
): Uint8Array {
  const { path } = options;
  const must = (code: number) => {
    if (code !== 0) throw windowsOpenFailure(path, code);
  };
  const current = new Uint8Array(dcb.size);
  current[dcb.length] = dcb.size;
  must(calls.getState(handle, current));
  const wanted = rawDcb(current, options);
  const refused = calls.setState(handle, wanted);
  if (refused === winError.ERROR_INVALID_PARAMETER) {
    const flow = options.rtsCts ? " with RTS/CTS" : "";
    throw settingFailure(path, `${options.baudRate} baud 8N1${flow}`);
  }
  must(refused);
  must(calls.getState(handle, current));
  const unmet = unmetDcb(wanted, current);
  if (unmet !== undefined) throw settingFailure(path, unmet);
  must(calls.setTimeouts(handle, portTimeouts()));
  // Only a wish: some USB drivers know no queues.
  calls.setQueues(handle, queueSize, queueSize);
  must(calls.purge(handle));
  must(calls.join(handle));
  return current;
}
