import type { ServiceStatus } from "./manager.ts";
import {
  serviceError,
  serviceErrorName,
  serviceKind,
  serviceState,
} from "./windows_service_abi.ts";
import type { KnownService } from "./windows_services.ts";

/** How a service of Windows stands, in the words that are the same on every system; undefined: Windows has none of that name. */
export function statusOf(service: KnownService | undefined): ServiceStatus {
  if (service === undefined) {
    return { state: "not installed", automatic: false, detail: "" };
  }
  const { processId, startType } = service;
  return {
    state: stateOf(service),
    automatic: startType === serviceKind.SERVICE_AUTO_START,
    ...(processId === 0 ? {} : { pid: processId }),
    detail: detailOf(service),
  };
}

function stateOf(service: KnownService): ServiceStatus["state"] {
  switch (service.state) {
    case serviceState.SERVICE_START_PENDING:
    case serviceState.SERVICE_CONTINUE_PENDING:
      return "starting";
    case serviceState.SERVICE_RUNNING:
    case serviceState.SERVICE_PAUSE_PENDING:
    case serviceState.SERVICE_PAUSED:
      return "running";
    case serviceState.SERVICE_STOP_PENDING:
      return "stopping";
    default:
      return failed(service) ? "failed" : "stopped";
  }
}

function detailOf(service: KnownService): string {
  const { exitCode, specificExitCode, account, startType } = service;
  if (startType === serviceKind.SERVICE_DISABLED) return "disabled";
  if (!failed(service)) return `as ${account}`;
  return exitCode === serviceError.ERROR_SERVICE_SPECIFIC_ERROR
    ? `exit code ${specificExitCode}; "cellpost service logs" says why`
    : serviceErrorName(exitCode);
}

function failed({ state, exitCode }: KnownService): boolean {
  return state === serviceState.SERVICE_STOPPED &&
    exitCode !== serviceError.NO_ERROR &&
    exitCode !== serviceError.ERROR_SERVICE_NEVER_STARTED;
}
