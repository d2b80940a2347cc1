import { checkBaudRate } from "./baud_rate.ts";
import { DescriptorPort, type Host } from "./descriptor_port.ts";
import { findHolder, findLockFile } from "./holder.ts";
import { flushBoth } from "./linux_abi.ts";
import { busyFailure } from "./open_failure.ts";
import type { PortOptions, SerialPort } from "./port.ts";
import {
  claimTerminal,
  isPty,
  makeRaw,
  openTerminal,
  releaseTerminal,
} from "./terminal_linux.ts";

/** `PortOptions`, and where other programs keep their lock files. */
export interface LinuxPortOptions extends PortOptions {
  readonly lockFolder: string;
}

/** Opens a port for us alone, raw, emptied, with DTR and RTS up. Throws `SerialError`. */
export function openLinuxPort(
  host: Host,
  path: string,
  options: LinuxPortOptions,
): SerialPort {
  const { libc } = host;
  checkBaudRate(path, options.baudRate);
  const device = libc.realPath(path) ?? path;
  const lockFile = `${options.lockFolder}/LCK..${device.replace(/^.*\//, "")}`;
  const locker = findLockFile(libc, lockFile);
  if (locker !== undefined) throw busyFailure(path, locker);

  const fd = openTerminal(libc, path);
  if (!claimTerminal(libc, fd, { exclusive: !isPty(libc, device) })) {
    // First of all closed, so that the search for the holder does not find ourselves.
    libc.close(fd);
    throw busyFailure(path, findHolder(libc, device));
  }
  const release = () => releaseTerminal(libc, fd);
  try {
    makeRaw(libc, fd, { path, ...options });
  } catch (error) {
    release();
    libc.close(fd);
    throw error;
  }
  libc.tcflush(fd, flushBoth);
  const port = new DescriptorPort(host, { fd, path, release });
  // Some modems ignore every command while DTR is low (Ericsson GM22).
  port.setLines({ dtr: true, rts: true });
  return port;
}
