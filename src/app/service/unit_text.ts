/** How a systemd unit for cellpost shall be. */
export interface UnitOptions {
  /** Of the service and of its folders below /var/lib and /run. */
  readonly name: string;
  /** The executable, absolute. */
  readonly program: string;
  /** Absolute. */
  readonly configPath: string;
  /** A system user; "dynamic" for one that is there while the service runs. */
  readonly user: string;
  /** Whose members may open serial ports: "dialout" on Debian, "uucp" on Arch; undefined where there is neither. */
  readonly serialGroup: string | undefined;
  /** Folders that the service writes to besides its own, absolute. */
  readonly writable?: readonly string[];
}

/** The value of `user` for DynamicUser=. */
export const dynamicUser = "dynamic";

/** Serial ports, as /proc/devices calls them: USB sticks, the sockets of the board, and those of ARM boards. */
const serialDevices = ["ttyUSB", "ttyACM", "ttyS", "ttyAMA"];

/**
 * The text of the unit; systemd.service(5), systemd.exec(5). It works from systemd 247 on (Debian 11). Not in it: MemoryDenyWriteExecute,
 * which V8's compiler does not survive; PrivateDevices, which hides the ports; ProtectProc, which hides who holds a port.
 */
export function unitText(options: UnitOptions): string {
  return [
    unitSection(),
    serviceSection(options),
    "[Install]\nWantedBy=multi-user.target",
  ].map((section) => `${section}\n`).join("\n");
}

function unitSection(): string {
  return `[Unit]
Description=cellpost, mail to SMS
Documentation=man:cellpost(1)
After=network.target time-sync.target
# The names in DeviceAllow= below exist once these are loaded, also before the first modem is plugged in.
Wants=modprobe@usbserial.service modprobe@cdc_acm.service
After=modprobe@usbserial.service modprobe@cdc_acm.service
# An alarm gateway comes back, however often; see RestartPreventExitStatus=.
StartLimitIntervalSec=0`;
}

function serviceSection(options: UnitOptions): string {
  return [
    "[Service]",
    runLines(options),
    userLines(options),
    sandboxLines,
    "# Serial ports and nothing else.",
    "DevicePolicy=closed",
    ...serialDevices.map((name) => `DeviceAllow=char-${name} rw`),
  ].join("\n");
}

function runLines({ name, program, configPath }: UnitOptions): string {
  return `Type=notify
ExecStart=${quoted(program)} serve --config ${quoted(configPath)}
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=5
# A config that cannot work (1, 2) is not tried again and again.
RestartPreventExitStatus=1 2
TimeoutStartSec=300
# The SMS in flight is given 30 s to finish.
TimeoutStopSec=45
WatchdogSec=60
KillMode=mixed
StateDirectory=${name}
StateDirectoryMode=0700
RuntimeDirectory=${name}
RuntimeDirectoryMode=0700
WorkingDirectory=%S/${name}
LimitNOFILE=65536
# A dump of the memory would hold messages.
LimitCORE=0
UMask=0077`;
}

function userLines(options: UnitOptions): string {
  const { name, configPath, user, serialGroup, writable = [] } = options;
  const dynamic = user === dynamicUser;
  return [
    dynamic ? "DynamicUser=yes" : `User=${user}`,
    ...(configPath.startsWith(`/etc/${name}/`)
      ? [
        `ConfigurationDirectory=${name}`,
        `ConfigurationDirectoryMode=${dynamic ? "0755" : "0750"}`,
      ]
      : []),
    ...(serialGroup === undefined
      ? []
      : [`SupplementaryGroups=${serialGroup}`]),
    ...writable.map((path) => `ReadWritePaths=${quoted(path)}`),
    "# For port 25 without root.",
    "AmbientCapabilities=CAP_NET_BIND_SERVICE",
    "CapabilityBoundingSet=CAP_NET_BIND_SERVICE",
  ].join("\n");
}

const sandboxLines = `NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateMounts=yes
PrivateTmp=yes
ProtectHostname=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
RemoveIPC=yes
# Netlink: name look-ups ask which addresses this machine has.
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM`;

/** A word of a command line: quoted where it must be, "%" doubled since it begins a specifier, "$" since it begins a variable. */
export function quoted(word: string): string {
  const escaped = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
  if (/^[\w./:@+,=%$-]+$/.test(escaped)) return escaped;
  return `"${escaped.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
