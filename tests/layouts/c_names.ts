/**
 * For each constant of the serial room's tables: how a C program writes it. Either one expression a name, or a rule for all
 * names of a table.
 */
export type CNames =
  | string
  | ((name: string) => string)
  | Readonly<Record<string, string>>;

const itself = (name: string) => name;

/** Names `sizeof` for `size`, and the offset of a member for each other name. */
function struct(
  type: string,
  members: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const offsets = Object.entries(members).map(([name, member]) => [
    name,
    `offsetof(${type}, ${member})`,
  ]);
  return { size: `sizeof(${type})`, ...Object.fromEntries(offsets) };
}

/** `linux_abi.ts` and `termios_linux.ts`. */
export const linuxNames: Readonly<Record<string, CNames>> = {
  errno: itself,
  openFlag: {
    readOnly: "O_RDONLY",
    readWrite: "O_RDWR",
    noCtty: "O_NOCTTY",
    nonblock: "O_NONBLOCK == EFD_NONBLOCK ? O_NONBLOCK : -1",
    closeOnExec: "O_CLOEXEC == EFD_CLOEXEC ? O_CLOEXEC : -1",
  },
  request: itself,
  modemLine: { dtr: "TIOCM_DTR", rts: "TIOCM_RTS" },
  lock: { exclusive: "LOCK_EX", nonblock: "LOCK_NB", unlock: "LOCK_UN" },
  flushBoth: "TCIOFLUSH",
  pollEvent: {
    in: "POLLIN",
    out: "POLLOUT",
    error: "POLLERR",
    hangUp: "POLLHUP",
    invalid: "POLLNVAL",
  },
  pollfd: struct("struct pollfd", {
    fd: "fd",
    events: "events",
    revents: "revents",
  }),
  statx: struct("struct statx", {
    gid: "stx_gid",
    ino: "stx_ino",
    rdevMajor: "stx_rdev_major",
    rdevMinor: "stx_rdev_minor",
  }),
  statxCall: { currentFolder: "AT_FDCWD", basicStats: "STATX_BASIC_STATS" },
  direntName: "offsetof(struct dirent, d_name)",
  rlimit: {
    ...struct("struct rlimit", { soft: "rlim_cur", hard: "rlim_max" }),
    openFiles: "RLIMIT_NOFILE",
  },
  ptyMajors: {
    first: "UNIX98_PTY_SLAVE_MAJOR",
    last: "UNIX98_PTY_SLAVE_MAJOR + UNIX98_PTY_MAJOR_COUNT - 1",
  },
  termiosLayout: struct("struct termios2", {
    inputFlags: "c_iflag",
    outputFlags: "c_oflag",
    controlFlags: "c_cflag",
    localFlags: "c_lflag",
    controlChars: "c_cc",
    inputSpeed: "c_ispeed",
    outputSpeed: "c_ospeed",
  }),
  termiosFlag: itself,
  termiosIndex: itself,
  speedCodes: (rate) => `B${rate}`,
};

/** `systemd_abi.ts` of the app. */
export const systemdNames: Readonly<Record<string, CNames>> = {
  socketKind: {
    unix: "AF_UNIX",
    datagram: "SOCK_DGRAM",
    closeOnExec: "SOCK_CLOEXEC",
  },
  sendFlag: { dontWait: "MSG_DONTWAIT", noSignal: "MSG_NOSIGNAL" },
  errorAgain: "EAGAIN == EWOULDBLOCK ? EAGAIN : -1",
  sockaddrUn: struct("struct sockaddr_un", {
    family: "sun_family",
    path: "sun_path",
  }),
  monotonicClock: "CLOCK_MONOTONIC",
  timespec: struct("struct timespec", {
    seconds: "tv_sec",
    nanoseconds: "tv_nsec",
  }),
};

/** `windows_abi.ts`, but for the bits of `DCB`, which have no offset. */
export const windowsNames: Readonly<Record<string, CNames>> = {
  // 433 came with Windows 10, after the headers of the MinGW that Debian 12 has.
  winError: (name) => name === "ERROR_NO_SUCH_DEVICE" ? "433" : name,
  fileAccess: itself,
  objectAttributes: struct("OBJECT_ATTRIBUTES", {
    length: "Length",
    objectName: "ObjectName",
    attributes: "Attributes",
  }),
  unicodeString: struct("UNICODE_STRING", {
    length: "Length",
    maximumLength: "MaximumLength",
    buffer: "Buffer",
  }),
  ioStatusBlock: struct("IO_STATUS_BLOCK"),
  overlapped: struct("OVERLAPPED"),
  overlappedEntry: struct("OVERLAPPED_ENTRY", {
    completionKey: "lpCompletionKey",
    overlapped: "lpOverlapped",
    internal: "Internal",
    bytes: "dwNumberOfBytesTransferred",
  }),
  dcb: {
    ...struct("DCB", {
      length: "DCBlength",
      baudRate: "BaudRate",
      byteSize: "ByteSize",
      parity: "Parity",
      stopBits: "StopBits",
    }),
    // The bits follow the speed and have no name together.
    flags: "offsetof(DCB, BaudRate) + sizeof(DWORD)",
  },
  dcbValue: itself,
  dcbFlag: (name) => `.${name} = 1`,
  commTimeouts: struct("COMMTIMEOUTS", {
    readInterval: "ReadIntervalTimeout",
    readMultiplier: "ReadTotalTimeoutMultiplier",
    readConstant: "ReadTotalTimeoutConstant",
    writeMultiplier: "WriteTotalTimeoutMultiplier",
    writeConstant: "WriteTotalTimeoutConstant",
  }),
  maxDword: "MAXDWORD",
  comStat: struct("COMSTAT", { inQueue: "cbInQue", outQueue: "cbOutQue" }),
  purge: itself,
  commFunction: itself,
  registry: (name) =>
    name.startsWith("HKEY") ? `(DWORD)(ULONG_PTR)${name}` : name,
};

/** `windows_service_abi.ts`. */
export const windowsServiceNames: Readonly<Record<string, CNames>> = {
  serviceError: itself,
  serviceKind: itself,
  noChange: "SERVICE_NO_CHANGE",
  serviceState: itself,
  serviceControl: itself,
  serviceAccess: itself,
  serviceAccept: itself,
  serviceStatus: struct("SERVICE_STATUS", {
    type: "dwServiceType",
    currentState: "dwCurrentState",
    controlsAccepted: "dwControlsAccepted",
    exitCode: "dwWin32ExitCode",
    specificExitCode: "dwServiceSpecificExitCode",
    checkPoint: "dwCheckPoint",
    waitHint: "dwWaitHint",
  }),
  serviceStatusProcess: struct("SERVICE_STATUS_PROCESS", {
    currentState: "dwCurrentState",
    exitCode: "dwWin32ExitCode",
    specificExitCode: "dwServiceSpecificExitCode",
    checkPoint: "dwCheckPoint",
    waitHint: "dwWaitHint",
    processId: "dwProcessId",
  }),
  statusProcessInfo: "SC_STATUS_PROCESS_INFO",
  serviceTableEntry: struct("SERVICE_TABLE_ENTRYW", {
    name: "lpServiceName",
    main: "lpServiceProc",
  }),
  queryServiceConfig: struct("QUERY_SERVICE_CONFIGW", {
    startType: "dwStartType",
    binaryPath: "lpBinaryPathName",
    account: "lpServiceStartName",
  }),
  configLevel: itself,
  failureActions: struct("SERVICE_FAILURE_ACTIONSW", {
    resetPeriod: "dwResetPeriod",
    count: "cActions",
    actions: "lpsaActions",
  }),
  failureAction: struct("SC_ACTION", { type: "Type", delay: "Delay" }),
  failureActionType: itself,
  eventType: itself,
  registryWrite: (name) =>
    name.startsWith("HKEY") ? `(DWORD)(ULONG_PTR)${name}` : name,
  folderSecurity: itself,
};
