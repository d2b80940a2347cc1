import { errno, errnoName } from "./linux_abi.ts";
import { type PortHolder, SerialError } from "./port.ts";

const howToList = 'run "cellpost modems" to list the ports';

/** Why `open(2)` or the first question to the terminal failed, for the operator. `group` owns the device. */
export function openFailure(
  path: string,
  code: number,
  group: string,
): SerialError {
  switch (code) {
    case errno.ENOENT:
      return new SerialError(
        "missing",
        `No port "${path}": check that the modem is plugged in and switched on, ${howToList}`,
      );
    case errno.EIO:
    case errno.ENODEV:
    case errno.ENXIO:
      return new SerialError(
        "missing",
        `No device answers behind "${path}" (${
          errnoName(code)
        }): check the cable, ${howToList}`,
      );
    case errno.EACCES:
    case errno.EPERM:
      return new SerialError("denied", deniedMessage(path, group));
    case errno.EBUSY:
      return busyFailure(path, undefined);
    case errno.ENOTTY:
    case errno.ENOTDIR:
    case errno.EISDIR:
    case errno.EINVAL:
      return new SerialError(
        "not-serial",
        `"${path}" is not a serial port: ${howToList}`,
      );
    case errno.EMFILE:
    case errno.ENFILE:
      return new SerialError(
        "refused",
        `Too many open files to open "${path}": raise the limit (LimitNOFILE= of the service, "ulimit -n")`,
      );
    default:
      return new SerialError(
        "refused",
        `Port "${path}" does not open (${errnoName(code)}): ${howToList}`,
      );
  }
}

/** That another has the port, and how to get it from there. */
export function busyFailure(
  path: string,
  holder: PortHolder | undefined,
): SerialError {
  const text = `Port "${path}" ${busyWords(path, holder)}`;
  return new SerialError("busy", text, holder);
}

function busyWords(path: string, holder: PortHolder | undefined): string {
  if (holder === undefined) {
    return `is in use by a process of another user, often ModemManager: "sudo fuser -v ${path}" names it`;
  }
  const { name, pid } = holder;
  if (pid === Deno.pid) {
    return `is in use by this process itself (${name}, pid ${pid}): give each modem its own port`;
  }
  if (name === "ModemManager") {
    return `is in use by ModemManager (pid ${pid}): "sudo systemctl mask --now ModemManager", ` +
      'or let it alone by a udev rule with ENV{ID_MM_DEVICE_IGNORE}="1"';
  }
  return `is in use by ${name} (pid ${pid}): stop that program, or choose another port`;
}

function deniedMessage(path: string, group: string): string {
  const start =
    `No permission for port "${path}", which belongs to group "${group}": `;
  return group === "root"
    ? `${start}give it to group "dialout" by a udev rule (GROUP="dialout", MODE="0660")`
    : `${start}run: sudo usermod -aG ${group} "$USER", then log in again (a service: SupplementaryGroups=${group})`;
}
