import { DescriptorPort, type Host } from "./descriptor_port.ts";
import type { Libc } from "./libc_ffi.ts";
import { errno, errnoName } from "./linux_abi.ts";
import { SerialError, type SerialPort } from "./port.ts";
import { makeRaw, openTerminal } from "./terminal_linux.ts";

/** A pseudo-terminal: we are the device, another program opens the port. */
export interface PseudoTerminal {
  /** The device's side. Closing it unplugs the device and removes the link. Its `flush` drops what the other has not read. */
  readonly port: SerialPort;
  /** The port that the other program opens, such as `/dev/pts/3`. */
  readonly slavePath: string;
}

/**
 * Makes a pseudo-terminal, raw from the start so that nothing is echoed before its first user sets it up. It stays open
 * between users: bytes sent meanwhile wait, as far as its buffer takes them. Throws `SerialError` "refused".
 */
export function openLinuxPty(host: Host, linkPath?: string): PseudoTerminal {
  const { libc } = host;
  const fd = libc.openPty();
  if (fd < 0) throw ptyFailure(-fd);
  let slave: number | undefined;
  try {
    const slavePath = libc.ptyPath(fd);
    if (slavePath === undefined) throw ptyFailure(errno.ENOTTY);
    // Held open, or reading our side would fail with EIO whenever nobody has the other open.
    const kept = slave = openTerminal(libc, slavePath);
    makeRaw(libc, kept, { path: slavePath, baudRate: 115_200 });
    if (linkPath !== undefined) makeLink(libc, slavePath, linkPath);
    const release = () => {
      libc.close(kept);
      if (linkPath !== undefined) removeLink(libc, slavePath, linkPath);
    };
    const path = linkPath ?? slavePath;
    return { port: new DescriptorPort(host, { fd, path, release }), slavePath };
  } catch (error) {
    if (slave !== undefined) libc.close(slave);
    libc.close(fd);
    throw error;
  }
}

// A link that a killed run left behind points to /dev/pts as well, and may be replaced; nothing else may.
function makeLink(libc: Libc, slavePath: string, linkPath: string): void {
  if (libc.readLink(linkPath)?.startsWith("/dev/pts/")) libc.unlink(linkPath);
  const result = libc.symlink(slavePath, linkPath);
  if (result === 0) return;
  const reason = result === -errno.EEXIST
    ? "something else has that name: choose another"
    : `${errnoName(-result)}: choose a folder that may be written to`;
  throw new SerialError("refused", `No link at "${linkPath}", ${reason}`);
}

// A later run may have taken the name over; its link stays.
function removeLink(libc: Libc, slavePath: string, linkPath: string): void {
  if (libc.readLink(linkPath) === slavePath) libc.unlink(linkPath);
}

function ptyFailure(code: number): SerialError {
  return new SerialError(
    "refused",
    `No pseudo-terminal can be made (${
      errnoName(code)
    }): check that /dev/ptmx and /dev/pts are there and not used up`,
  );
}
