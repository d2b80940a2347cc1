/**
 * Numbers that 64-bit Windows fixes for user programs, as `fileapi.h`, `winbase.h`, `winerror.h` and `winternl.h` have
 * them; `tests/layouts` compares each with what a C compiler makes of those headers.
 */

/** `winerror.h`: what a call on a serial port may fail with. */
export const winError = {
  ERROR_SUCCESS: 0,
  ERROR_INVALID_FUNCTION: 1,
  ERROR_FILE_NOT_FOUND: 2,
  ERROR_PATH_NOT_FOUND: 3,
  ERROR_ACCESS_DENIED: 5,
  ERROR_INVALID_HANDLE: 6,
  ERROR_NOT_READY: 21,
  ERROR_BAD_COMMAND: 22,
  ERROR_GEN_FAILURE: 31,
  ERROR_SHARING_VIOLATION: 32,
  ERROR_NOT_SUPPORTED: 50,
  ERROR_DEV_NOT_EXIST: 55,
  ERROR_INVALID_PARAMETER: 87,
  ERROR_BROKEN_PIPE: 109,
  ERROR_SEM_TIMEOUT: 121,
  ERROR_INVALID_NAME: 123,
  ERROR_MORE_DATA: 234,
  ERROR_NO_MORE_ITEMS: 259,
  ERROR_NO_SUCH_DEVICE: 433,
  ERROR_OPERATION_ABORTED: 995,
  ERROR_IO_INCOMPLETE: 996,
  ERROR_IO_PENDING: 997,
  ERROR_IO_DEVICE: 1117,
  ERROR_DEVICE_NOT_CONNECTED: 1167,
  ERROR_NOT_FOUND: 1168,
  ERROR_DEVICE_REMOVED: 1617,
  WAIT_TIMEOUT: 258,
} as const;

/** Access rights and dispositions that `NtCreateFile` takes; `winnt.h`, `winternl.h`. */
export const fileAccess = {
  GENERIC_READ: 0x80000000,
  GENERIC_WRITE: 0x40000000,
  SYNCHRONIZE: 0x100000,
  FILE_READ_ATTRIBUTES: 0x80,
  FILE_OPEN: 1,
  FILE_NON_DIRECTORY_FILE: 0x40,
  OBJ_CASE_INSENSITIVE: 0x40,
} as const;

/** `OBJECT_ATTRIBUTES` and the `UNICODE_STRING` in it: offsets. */
export const objectAttributes = {
  size: 48,
  length: 0,
  objectName: 16,
  attributes: 24,
} as const;

/** `UNICODE_STRING`: offsets; both lengths are u16 and in bytes. */
export const unicodeString = {
  size: 16,
  length: 0,
  maximumLength: 2,
  buffer: 8,
} as const;

/** `IO_STATUS_BLOCK`: only its size is of interest. */
export const ioStatusBlock = { size: 16 } as const;

/** `OVERLAPPED`: only its size; zeroed before each call, then it is the system's until the completion. */
export const overlapped = { size: 32 } as const;

/** `OVERLAPPED_ENTRY`: offsets. `internal` is the operation's NTSTATUS in the low half. */
export const overlappedEntry = {
  size: 32,
  completionKey: 0,
  overlapped: 8,
  internal: 16,
  bytes: 24,
} as const;

/** `DCB`: offsets. */
export const dcb = {
  size: 28,
  length: 0,
  baudRate: 4,
  flags: 8,
  byteSize: 18,
  parity: 19,
  stopBits: 20,
} as const;

/** Values of `DCB.Parity`, `DCB.StopBits` and the two control fields among its flags. */
export const dcbValue = {
  NOPARITY: 0,
  ONESTOPBIT: 0,
  DTR_CONTROL_ENABLE: 1,
  RTS_CONTROL_ENABLE: 1,
  RTS_CONTROL_HANDSHAKE: 2,
} as const;

/** Bit fields of the u32 at `dcb.flags`: the lowest bit of each; the two of two bits stand with their mask. */
export const dcbFlag = {
  fBinary: 0x1,
  fParity: 0x2,
  fOutxCtsFlow: 0x4,
  fOutxDsrFlow: 0x8,
  fDtrControl: 0x10,
  fDsrSensitivity: 0x40,
  fTXContinueOnXoff: 0x80,
  fOutX: 0x100,
  fInX: 0x200,
  fErrorChar: 0x400,
  fNull: 0x800,
  fRtsControl: 0x1000,
  fAbortOnError: 0x4000,
} as const;

/** `COMMTIMEOUTS`: offsets, each u32 and in milliseconds. */
export const commTimeouts = {
  size: 20,
  readInterval: 0,
  readMultiplier: 4,
  readConstant: 8,
  writeMultiplier: 12,
  writeConstant: 16,
} as const;

/** The largest u32, which `COMMTIMEOUTS` gives a meaning of its own. */
export const maxDword = 0xffffffff;

/** `COMSTAT`: offsets. */
export const comStat = { size: 12, inQueue: 4, outQueue: 8 } as const;

/** What `PurgeComm` drops. */
export const purge = {
  PURGE_TXABORT: 1,
  PURGE_RXABORT: 2,
  PURGE_TXCLEAR: 4,
  PURGE_RXCLEAR: 8,
} as const;

/** What `EscapeCommFunction` does to the modem control lines. */
export const commFunction = {
  SETRTS: 3,
  CLRRTS: 4,
  SETDTR: 5,
  CLRDTR: 6,
} as const;

/** `winreg.h` and `winnt.h`: the registry. */
export const registry = {
  HKEY_LOCAL_MACHINE: 0x80000002,
  KEY_READ: 0x20019,
  REG_SZ: 1,
  REG_DWORD: 4,
} as const;

const nameOfError: ReadonlyMap<number, string> = new Map(
  Object.entries(winError).map(([name, code]) => [code, name]),
);

/** An error code as an operator may look it up, such as `ERROR_GEN_FAILURE, 31`, or `Windows error 4711`. */
export function winErrorName(code: number): string {
  const name = nameOfError.get(code);
  return name === undefined ? `Windows error ${code}` : `${name}, ${code}`;
}
