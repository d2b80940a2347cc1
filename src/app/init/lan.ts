/** One address of this machine, as `Deno.networkInterfaces` tells it. */
export interface InterfaceFacts {
  readonly name: string;
  readonly family: "IPv4" | "IPv6";
  readonly address: string;
  readonly netmask: string;
}

/** Bridges and ends of containers and virtual machines: who is there is this machine itself. */
const inner = /^(?:lo|docker|br-|veth|virbr|lxc|lxd|podman|cni|flannel|vEth)/;

/**
 * The private networks that this machine is in, in CIDR notation, each once. Public ones are left out: in the /24 of a rented server
 * are strangers.
 */
export function lanNetworks(
  interfaces: readonly InterfaceFacts[],
): readonly string[] {
  const networks = interfaces
    .filter(({ name, family }) => family === "IPv4" && !inner.test(name))
    .filter(({ address }) => isPrivate(address))
    .map(({ address, netmask }) => networkOf(address, netmask));
  return [...new Set(networks)];
}

/** RFC 1918 §3. IPv6 is left to who knows it: a machine has many such addresses, and devices on a LAN use IPv4. */
function isPrivate(address: string): boolean {
  return /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(address);
}

function networkOf(address: string, netmask: string): string {
  const mask = netmask.split(".").map(Number);
  const base = address.split(".").map((it, at) => Number(it) & (mask[at] ?? 0));
  const bits = mask.map((it) => it.toString(2).replaceAll("0", "").length)
    .reduce((sum, each) => sum + each, 0);
  return `${base.join(".")}/${bits}`;
}
