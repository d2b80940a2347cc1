/**
 * Numbers that 64-bit Windows fixes for services, as `winsvc.h`, `winnt.h`, `winerror.h` and `winreg.h` have them;
 * `tests/layouts` compares each with what a C compiler makes of those headers.
 */

/** `winerror.h`: what a call about services may fail with, and what a service answers and reports. */
export const serviceError = {
  NO_ERROR: 0,
  ERROR_FILE_NOT_FOUND: 2,
  ERROR_PATH_NOT_FOUND: 3,
  ERROR_ACCESS_DENIED: 5,
  ERROR_CALL_NOT_IMPLEMENTED: 120,
  ERROR_INSUFFICIENT_BUFFER: 122,
  ERROR_INVALID_NAME: 123,
  ERROR_INVALID_LEVEL: 124,
  ERROR_SERVICE_REQUEST_TIMEOUT: 1053,
  ERROR_SERVICE_DATABASE_LOCKED: 1055,
  ERROR_SERVICE_ALREADY_RUNNING: 1056,
  ERROR_INVALID_SERVICE_ACCOUNT: 1057,
  ERROR_SERVICE_DISABLED: 1058,
  ERROR_SERVICE_DOES_NOT_EXIST: 1060,
  ERROR_SERVICE_CANNOT_ACCEPT_CTRL: 1061,
  ERROR_SERVICE_NOT_ACTIVE: 1062,
  ERROR_FAILED_SERVICE_CONTROLLER_CONNECT: 1063,
  ERROR_SERVICE_SPECIFIC_ERROR: 1066,
  ERROR_SERVICE_DEPENDENCY_FAIL: 1068,
  ERROR_SERVICE_LOGON_FAILED: 1069,
  ERROR_SERVICE_MARKED_FOR_DELETE: 1072,
  ERROR_SERVICE_EXISTS: 1073,
  ERROR_SERVICE_NEVER_STARTED: 1077,
  ERROR_DUPLICATE_SERVICE_NAME: 1078,
  RPC_S_SERVER_UNAVAILABLE: 1722,
} as const;

/** What a service is, when it starts, and how Windows takes it when it does not. */
export const serviceKind = {
  SERVICE_WIN32_OWN_PROCESS: 0x10,
  SERVICE_AUTO_START: 2,
  SERVICE_DEMAND_START: 3,
  SERVICE_DISABLED: 4,
  SERVICE_ERROR_NORMAL: 1,
} as const;

/** In place of a number: what stands in the service's entry stays. */
export const noChange = 0xffffffff;

/** `SERVICE_STATUS.dwCurrentState`. */
export const serviceState = {
  SERVICE_STOPPED: 1,
  SERVICE_START_PENDING: 2,
  SERVICE_STOP_PENDING: 3,
  SERVICE_RUNNING: 4,
  SERVICE_CONTINUE_PENDING: 5,
  SERVICE_PAUSE_PENDING: 6,
  SERVICE_PAUSED: 7,
} as const;

/** What a service is told. */
export const serviceControl = {
  SERVICE_CONTROL_STOP: 1,
  SERVICE_CONTROL_INTERROGATE: 4,
  SERVICE_CONTROL_SHUTDOWN: 5,
  SERVICE_CONTROL_PARAMCHANGE: 6,
  SERVICE_CONTROL_PRESHUTDOWN: 15,
} as const;

/** Bits of `SERVICE_STATUS.dwControlsAccepted`. */
export const serviceAccept = {
  SERVICE_ACCEPT_STOP: 1,
  SERVICE_ACCEPT_PARAMCHANGE: 8,
  SERVICE_ACCEPT_PRESHUTDOWN: 0x100,
} as const;

/** `SERVICE_STATUS`: offsets, each u32. */
export const serviceStatus = {
  size: 28,
  type: 0,
  currentState: 4,
  controlsAccepted: 8,
  exitCode: 12,
  specificExitCode: 16,
  checkPoint: 20,
  waitHint: 24,
} as const;

/** `SERVICE_STATUS_PROCESS`: it begins as `SERVICE_STATUS`. */
export const serviceStatusProcess = {
  size: 36,
  currentState: 4,
  exitCode: 12,
  specificExitCode: 16,
  checkPoint: 20,
  waitHint: 24,
  processId: 28,
} as const;

/** The one level of `QueryServiceStatusEx`. */
export const statusProcessInfo = 0;

/** `SERVICE_TABLE_ENTRYW`: offsets. */
export const serviceTableEntry = { size: 16, name: 0, main: 8 } as const;

/** `QUERY_SERVICE_CONFIGW`: offsets. */
export const queryServiceConfig = {
  size: 64,
  startType: 4,
  binaryPath: 16,
  account: 48,
} as const;

/** Access rights to the service manager and to a service. */
export const serviceAccess = {
  SC_MANAGER_CONNECT: 1,
  SC_MANAGER_CREATE_SERVICE: 2,
  SERVICE_QUERY_CONFIG: 1,
  SERVICE_CHANGE_CONFIG: 2,
  SERVICE_QUERY_STATUS: 4,
  SERVICE_START: 0x10,
  SERVICE_STOP: 0x20,
  SERVICE_PAUSE_CONTINUE: 0x40,
  DELETE: 0x10000,
} as const;

/** Levels of `ChangeServiceConfig2W`. */
export const configLevel = {
  SERVICE_CONFIG_DESCRIPTION: 1,
  SERVICE_CONFIG_FAILURE_ACTIONS: 2,
  SERVICE_CONFIG_DELAYED_AUTO_START_INFO: 3,
  SERVICE_CONFIG_FAILURE_ACTIONS_FLAG: 4,
  SERVICE_CONFIG_PRESHUTDOWN_INFO: 7,
} as const;

/** `SERVICE_FAILURE_ACTIONSW`: offsets. */
export const failureActions = {
  size: 40,
  resetPeriod: 0,
  count: 24,
  actions: 32,
} as const;

/** `SC_ACTION`: offsets; the delay is in milliseconds. */
export const failureAction = { size: 8, type: 0, delay: 4 } as const;

/** `SC_ACTION.Type`. */
export const failureActionType = { SC_ACTION_RESTART: 1 } as const;

/** What an event in Windows' log is. */
export const eventType = {
  EVENTLOG_ERROR_TYPE: 1,
  EVENTLOG_WARNING_TYPE: 2,
  EVENTLOG_INFORMATION_TYPE: 4,
} as const;

/** `winreg.h` and `winnt.h`: the registry, written. */
export const registryWrite = {
  HKEY_LOCAL_MACHINE: 0x80000002,
  KEY_SET_VALUE: 2,
  REG_EXPAND_SZ: 2,
  REG_DWORD: 4,
} as const;

/** `accctrl.h`, `winnt.h` and `sddl.h`: who may use a folder. */
export const folderSecurity = {
  SE_FILE_OBJECT: 1,
  SDDL_REVISION_1: 1,
  OWNER_SECURITY_INFORMATION: 1,
  DACL_SECURITY_INFORMATION: 4,
  PROTECTED_DACL_SECURITY_INFORMATION: 0x80000000,
} as const;

const nameOfError: ReadonlyMap<number, string> = new Map(
  Object.entries(serviceError).map(([name, code]) => [code, name]),
);

/** An error code as an operator may look it up, such as `ERROR_SERVICE_DISABLED, 1058`, or `Windows error 4711`. */
export function serviceErrorName(code: number): string {
  const name = nameOfError.get(code);
  return name === undefined ? `Windows error ${code}` : `${name}, ${code}`;
}
