/**
 * What `systemd-analyze security` says of a unit, for the operator: the sum, and why each door that stands open does.
 *
 * @module
 */

/** One line of `systemd-analyze security --json=short`. */
export interface SecurityItem {
  readonly set: boolean | null;
  readonly name: string;
  readonly description: string;
  readonly exposure: string | null;
}

/** What systemd-analyze found. */
export interface Security {
  /** Such as "2.0 OK"; 0 is a service that can do nothing, 10 one without any protection. */
  readonly exposure: string;
  readonly items: readonly SecurityItem[];
}

/** Why a protection is not used, by what its name begins with. */
const reasons: Readonly<Record<string, string>> = {
  RootDirectory: "its executable is one file, and its files are few",
  SupplementaryGroups: "the group that may open serial ports",
  AmbientCapabilities: "port 25 without root",
  "CapabilityBoundingSet=~CAP_NET": "port 25 without root",
  PrivateDevices:
    "it would hide the serial ports; `DevicePolicy=closed` opens nothing else",
  DeviceAllow: "the serial ports, and reading the clock",
  MemoryDenyWriteExecute: "V8 compiles as it runs, and ends at once with it",
  "RestrictAddressFamilies=~AF_NETLINK":
    "look-ups of names ask which addresses the machine has",
  "RestrictAddressFamilies=~AF_UNIX": "the notify socket, and journald",
  "RestrictAddressFamilies=~AF_(INET": "mail comes and goes by it",
  PrivateNetwork: "mail comes and goes by it",
  IPAddressDeny:
    "who may send is said by `[smtp] allow`; add `IPAddressAllow=` if you like",
  ProtectProc: "who holds a port, or that ModemManager runs, is read there",
  ProcSubset: "who holds a port, or that ModemManager runs, is read there",
  PrivateUsers: "in it the capability for port 25 would not count",
};

/** Asks systemd-analyze about a unit file; it looks at nothing else of the machine. */
export async function securityOf(path: string): Promise<Security> {
  const analyze = async (...more: readonly string[]) => {
    const { success, stdout, stderr } = await new Deno.Command(
      "systemd-analyze",
      {
        args: ["security", "--offline=true", "--no-pager", ...more, path],
        env: { LC_ALL: "C", NO_COLOR: "1" },
      },
    ).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    if (!success) throw new Error(`systemd-analyze: ${text(stderr)}`);
    return text(stdout);
  };
  const sum = /exposure level for \S+: (\d+\.\d+ [A-Z]+)/.exec(await analyze());
  if (sum === null) throw new Error("systemd-analyze tells no sum");
  const items: readonly SecurityItem[] = JSON.parse(
    await analyze("--json=short"),
  );
  return { exposure: sum[1] ?? "", items };
}

/** The section of docs/operating.md, before `deno fmt`. Throws where a door stands open for no reason. */
export function renderSecurity({ exposure, items }: Security): string {
  const open = items.filter(({ set }) => set === false);
  const rows = open.map(({ name, exposure }) => {
    const reason = Object.entries(reasons)
      .find(([begin]) => name.startsWith(begin))?.[1];
    if (reason === undefined) throw new Error(`${name} is open without reason`);
    return `| \`${
      name.replace(/=$/, "").replaceAll("|", "\\|")
    }\` | ${exposure} | ${reason} |`;
  });
  const total = items.filter(({ set }) => set !== null).length;
  return [
    `\`systemd-analyze security\` gives the unit **${exposure}** (0 is best, 10 worst):`,
    `${total - open.length} of ${total} protections are on. These are not:`,
    "",
    "| protection | exposure | why it is not used |",
    "| --- | --- | --- |",
    ...rows,
  ].join("\n");
}
