/** What Linux says of who may listen where; undefined on systems that do not ask. */
export interface PrivilegeFacts {
  /** `/proc/self/status`. */
  readonly status: string | undefined;
  /** `/proc/sys/net/ipv4/ip_unprivileged_port_start`. */
  readonly firstFreePort: string | undefined;
}

/** CAP_NET_BIND_SERVICE of capabilities(7). */
const bindService = 1n << 10n;

/** Whether this process may listen on a port; true where nothing is known that would keep it. */
export function mayListenOn(
  port: number,
  { status, firstFreePort }: PrivilegeFacts,
): boolean {
  const first = firstFreePort === undefined ? 1024 : Number(firstFreePort);
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(status ?? "")?.[1];
  if (port === 0 || port >= first || mask === undefined) return true;
  return (BigInt(`0x${mask}`) & bindService) !== 0n;
}

/** The user that this process acts as, by number; undefined where the system does not say. */
export function effectiveUser(status: string | undefined): number | undefined {
  const uid = /^Uid:\s*\d+\s+(\d+)/m.exec(status ?? "")?.[1];
  return uid === undefined ? undefined : Number(uid);
}
