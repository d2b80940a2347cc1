import { hostPort } from "../model/mod.ts";

/** Where to listen. */
export interface WebAddress {
  /** An IP address of this machine without brackets, or a name of one; "0.0.0.0" or "::" for all. */
  readonly hostname: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** Whether a host name, or an address without brackets, can only be this machine (RFC 1122 §3.2.1.3 (g), RFC 6761 §6.3). */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  return host === "localhost" || host === "::1" ||
    /^127(?:\.\d{1,3}){3}$/.test(host);
}

// A listener on all interfaces is reached by loopback.
const reachable: Readonly<Record<string, string>> = {
  "0.0.0.0": "127.0.0.1",
  "::": "[::1]",
};

/** What to type into a browser on this machine. */
export function urlOf(
  address: WebAddress,
  { tls }: { readonly tls: boolean },
): string {
  const host = reachable[address.hostname];
  const place = host === undefined
    ? hostPort(address)
    : `${host}:${address.port}`;
  return `${tls ? "https" : "http"}://${place}/`;
}
