import { CommandError, exitCode } from "../exit_code.ts";
import { serviceError, serviceErrorName } from "./windows_service_abi.ts";

/** Why something could not be done with a service, for the operator; `code` is the Windows error, `deed` such as "start". */
export function serviceFailure(
  code: number,
  { name, deed }: { readonly name: string; readonly deed: string },
): CommandError {
  const system = (text: string) => new CommandError(exitCode.system, text);
  const notDone = (text: string) => new CommandError(exitCode.notDone, text);
  switch (code) {
    case serviceError.ERROR_ACCESS_DENIED:
      return system(
        `Windows lets only administrators ${deed} a service: open the prompt by "Run as administrator" and type this again`,
      );
    case serviceError.ERROR_SERVICE_DOES_NOT_EXIST:
      return notDone(
        `There is no service "${name}": "cellpost service install" makes it`,
      );
    case serviceError.ERROR_SERVICE_EXISTS:
    case serviceError.ERROR_DUPLICATE_SERVICE_NAME:
      return notDone(
        `There is a service with the name or the display name of "${name}" already: choose another --name`,
      );
    case serviceError.ERROR_SERVICE_MARKED_FOR_DELETE:
      return system(
        `The service "${name}" is being removed, and some program still looks at it: close "Services" and the task manager, or restart Windows`,
      );
    case serviceError.ERROR_SERVICE_DISABLED:
      return notDone(
        `The service "${name}" is disabled: type "sc config ${name} start= auto"`,
      );
    case serviceError.ERROR_FILE_NOT_FOUND:
    case serviceError.ERROR_PATH_NOT_FOUND:
      return system(
        `The program of the service "${name}" is no longer where it was: "cellpost service uninstall", then "install" from its new place`,
      );
    case serviceError.ERROR_INVALID_SERVICE_ACCOUNT:
    case serviceError.ERROR_SERVICE_LOGON_FAILED:
      return system(
        `Windows does not take the account of the service "${name}" (${
          serviceErrorName(code)
        }): choose it in "Services", under "Log On", where a password can be given`,
      );
    case serviceError.ERROR_SERVICE_REQUEST_TIMEOUT:
      return system(
        `The service "${name}" did not answer Windows in time: see "cellpost service logs"`,
      );
    case serviceError.ERROR_SERVICE_CANNOT_ACCEPT_CTRL:
      return notDone(
        `The service "${name}" is starting or stopping: wait a moment and type this again`,
      );
    case serviceError.ERROR_SERVICE_DEPENDENCY_FAIL:
      return system(
        `The network of Windows did not start, which the service "${name}" needs: see "Services", under "Dependencies"`,
      );
    default:
      return system(
        `Windows does not ${deed} the service "${name}" (${
          serviceErrorName(code)
        })`,
      );
  }
}
