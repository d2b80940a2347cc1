/** Where to listen. */
export interface ListenAddress {
  /** An IP address without brackets, or a name that resolves to one of this machine's. */
  readonly hostname: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/**
 * Reads "127.0.0.1:2525", "[::1]:2525" and "localhost:2525"; ":25" is port 25 of every IPv4 interface, and "2525" alone
 * stays on this machine. Undefined when it is none of these.
 */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, bracketed, plain, digits] =
    /^(?:(?:\[([^\]]*)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits ?? NaN);
  if (!(port <= 65535)) return undefined;
  if (bracketed !== undefined) {
    return isIpv6(bracketed) ? { hostname: bracketed, port } : undefined;
  }
  if (plain === undefined) return { hostname: "127.0.0.1", port };
  if (plain === "") return { hostname: "0.0.0.0", port };
  return isIpv4(plain) || isHostname(plain)
    ? { hostname: plain, port }
    : undefined;
}

/** Whether the text is an IP address or a network in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). */
export function isNetwork(text: string): boolean {
  const [, address = "", prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const bits = prefix === undefined ? 0 : Number(prefix);
  return (isIpv4(address) && bits <= 32) || (isIpv6(address) && bits <= 128);
}

/** Whether a host to listen on, or a network that `isNetwork` takes, is only on this machine (RFC 1122 §3.2.1.3 (g)). */
export function isLoopback(hostOrNetwork: string): boolean {
  if (!isNetwork(hostOrNetwork)) {
    return hostOrNetwork.toLowerCase() === "localhost";
  }
  const { family, bits, address } = readNetwork(hostOrNetwork);
  return family === 4
    ? bits >= 8 && address.startsWith("127.")
    : bits === 128 && address === "[::1]";
}

/** Whether a network holds every address of its family. */
export function isEverybody(network: string): boolean {
  return readNetwork(network).bits === 0;
}

/**
 * Whether a network is so large that nobody knows all who are in it: in IPv4 wider than /8, in IPv6 wider than what a
 * provider is given (/32), unless the addresses are private (RFC 4193, RFC 4291 §2.5.6).
 */
export function isWide(network: string): boolean {
  const { family, bits, address } = readNetwork(network);
  if (family === 4) return bits < 8;
  const isPrivate = (/^\[f[cd]/.test(address) && bits >= 7) ||
    (/^\[fe[89ab]/.test(address) && bits >= 10);
  return bits < 32 && !isPrivate;
}

/** Whether the text is a host name (RFC 1123 §2.1) that nobody can take for an address. */
export function isHostname(text: string): boolean {
  const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  const shape = new RegExp(`^${label}(?:\\.${label})*$`, "i");
  return text.length <= 253 && shape.test(text) && !/^[\d.]+$/.test(text);
}

interface WrittenNetwork {
  readonly family: 4 | 6;
  /** The length of the prefix. */
  readonly bits: number;
  /** As written for IPv4; for IPv6 in brackets, the shortest form (RFC 5952). */
  readonly address: string;
}

/** Takes apart what `isNetwork` takes. IPv4 addresses written in IPv6 (RFC 4291 §2.5.5.2) count as the networks that they are. */
function readNetwork(network: string): WrittenNetwork {
  const [host = "", prefix] = network.split("/");
  if (isIpv4(host)) {
    return { family: 4, bits: Number(prefix ?? 32), address: host };
  }
  const address = new URL(`http://[${host}]/`).hostname;
  const bits = Number(prefix ?? 128);
  return bits >= 96 && /^\[::ffff:[0-9a-f]+:[0-9a-f]+\]$/.test(address)
    ? { family: 4, bits: bits - 96, address }
    : { family: 6, bits, address };
}

function isIpv4(text: string): boolean {
  // A leading zero is refused: some readers take 010 for 8.
  return /^(?:(?:0|[1-9]\d{0,2})(?:\.(?!$)|$)){4}$/.test(text) &&
    text.split(".").every((it) => Number(it) <= 255);
}

function isIpv6(text: string): boolean {
  return /^[0-9a-f:.]+$/i.test(text) && text.includes(":") &&
    URL.canParse(`http://[${text}]/`);
}
