/** What stands for all clients of one neighbourhood. */
export interface ClientNetwork {
  /** "192.0.2.0/24", "2001:db8:1:2::/64", or the address itself where it is neither family's. */
  readonly text: string;
  /** Whether it is this machine itself. */
  readonly loopback: boolean;
}

/**
 * The network of a client: IPv4 by /24, IPv6 by /64, which is what one subscriber has (RFC 6177 §2). An IPv4 address in
 * IPv6 form (RFC 4291 §2.5.5.2) counts as the IPv4 one.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(clientNetwork("::ffff:192.0.2.7").text, "192.0.2.0/24");
 * assert.equal(clientNetwork("2001:db8::1").text, "2001:db8::/64");
 * ```
 */
export function clientNetwork(address: string): ClientNetwork {
  const [bare = ""] = address.split("%"); // fe80::1%eth0
  if (/^[0-9]+(?:\.[0-9]+){3}$/.test(bare)) return ipv4(bare);
  const groups = groupsOf(bare);
  if (groups === undefined) return { text: address, loopback: false };
  const [high = 0, low = 0] = groups.slice(6);
  if (groups.slice(0, 5).every((it) => it === 0) && groups[5] === 0xffff) {
    return ipv4([high >> 8, high & 255, low >> 8, low & 255].join("."));
  }
  const loopback = groups.every((it, at) => it === (at === 7 ? 1 : 0));
  if (loopback) return { text: "::1/128", loopback };
  const prefix = groups.slice(0, 4).map((it) => it.toString(16)).join(":");
  return { text: `${canonical(`${prefix}::`) ?? bare}/64`, loopback };
}

function ipv4(address: string): ClientNetwork {
  const [first, ...rest] = address.split(".");
  if (first === "127") return { text: "127.0.0.0/8", loopback: true };
  return { text: `${first}.${rest[0]}.${rest[1]}.0/24`, loopback: false };
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): readonly number[] | undefined {
  const [head = "", tail] = (canonical(address) ?? "").split("::");
  if (head === "" && tail === undefined) return undefined;
  const read = (text: string) =>
    text === "" ? [] : text.split(":").map((it) => Number.parseInt(it, 16));
  const left = read(head);
  const right = read(tail ?? "");
  const gap = Math.max(0, 8 - left.length - right.length);
  return [...left, ...new Array<number>(gap).fill(0), ...right];
}

/** RFC 5952's form, by way of the URL standard's host parser. */
function canonical(address: string): string | undefined {
  const url = URL.parse(`http://[${address}]/`);
  return url?.hostname.slice(1, -1);
}
