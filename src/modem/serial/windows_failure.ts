import { SerialError } from "./port.ts";
import { winError, winErrorName } from "./windows_abi.ts";

const howToList = 'run "cellpost modems" to list the ports';
const gone = "The device is gone, unplugged or switched off";

/** Why a port did not open, for the operator; `code` is the Windows error. */
export function windowsOpenFailure(path: string, code: number): SerialError {
  switch (code) {
    case winError.ERROR_FILE_NOT_FOUND:
    case winError.ERROR_PATH_NOT_FOUND:
    case winError.ERROR_DEV_NOT_EXIST:
      return new SerialError(
        "missing",
        `No port "${path}": check that the modem is plugged in and its driver installed, ${howToList}`,
      );
    // A serial driver answers a second opener with "access denied"; whether it was permission cannot be told apart.
    case winError.ERROR_ACCESS_DENIED:
    case winError.ERROR_SHARING_VIOLATION:
      return new SerialError(
        "busy",
        `Port "${path}" is in use by another program or may not be opened (${
          winErrorName(code)
        }): close the other program (dialler, terminal, the modem maker's own), ` +
          "or let the account that runs cellpost use it",
      );
    case winError.ERROR_NOT_READY:
    case winError.ERROR_BAD_COMMAND:
    case winError.ERROR_GEN_FAILURE:
    case winError.ERROR_SEM_TIMEOUT:
    case winError.ERROR_NO_SUCH_DEVICE:
    case winError.ERROR_IO_DEVICE:
    case winError.ERROR_DEVICE_NOT_CONNECTED:
    case winError.ERROR_DEVICE_REMOVED:
      return new SerialError(
        "missing",
        `No device answers behind "${path}" (${
          winErrorName(code)
        }): plug it out and in again, and look for a warning sign in the device manager`,
      );
    case winError.ERROR_INVALID_NAME:
    case winError.ERROR_INVALID_HANDLE:
    case winError.ERROR_INVALID_FUNCTION:
    case winError.ERROR_NOT_SUPPORTED:
      return notSerialFailure(path);
    default:
      return new SerialError(
        "refused",
        `Port "${path}" does not open (${winErrorName(code)}): ${howToList}`,
      );
  }
}

/** That a name is none of a serial port. */
export function notSerialFailure(path: string): SerialError {
  return new SerialError(
    "not-serial",
    `"${path}" is not a serial port: write it as "COM3"; ${howToList}`,
  );
}

/** That a port is open already, in this process. */
export function ownUseFailure(path: string): SerialError {
  return new SerialError(
    "busy",
    `Port "${path}" is in use by this process itself: give each modem its own port`,
  );
}

/** That a port which we gave up is still held by its driver. */
export function stillClosingFailure(path: string): SerialError {
  return new SerialError(
    "busy",
    `The driver of port "${path}" has not yet let go of it after the device went: unplug the device, ` +
      "and restart cellpost if that does not help",
  );
}

/** That the driver does not take a setting. */
export function settingFailure(path: string, setting: string): SerialError {
  return new SerialError(
    "refused",
    `Port "${path}" does not take ${setting}: choose settings that its driver supports`,
  );
}

/** Why a port that was open is lost. */
export function lossWords(code: number): string {
  return `${gone} (${winErrorName(code)})`;
}

/**
 * Whether a failed call only says that the device has no such thing, modem control lines for one; everything else that a call
 * fails with on an open port means that the port is lost.
 */
export function isUnsupported(code: number): boolean {
  return code === winError.ERROR_INVALID_FUNCTION ||
    code === winError.ERROR_NOT_SUPPORTED ||
    code === winError.ERROR_INVALID_PARAMETER;
}
