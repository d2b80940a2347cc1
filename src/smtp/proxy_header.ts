/** What the first bytes of a connection from a proxy say. */
export type ProxyHeader =
  /** At least so many bytes are missing, and that many may be read without reading past the header. */
  | { readonly kind: "more"; readonly atLeast: number }
  /** Whom the proxy speaks for; absent when for itself, as in a health check, or when it does not say. */
  | { readonly kind: "header"; readonly source?: string }
  | { readonly kind: "bad"; readonly reason: string };

/** The longest header of either version, in bytes: what comes with 16 + 536 must be able to hold all that is ever said of a source. */
export const maxProxyHeader = 16 + 536;

// Long enough for `PROXY TCP6` with two addresses and two ports, line end included.
const maxV1 = 107;
const v1Start = "PROXY ";
const v2Start = [
  0x0d,
  0x0a,
  0x0d,
  0x0a,
  0x00,
  0x0d,
  0x0a,
  0x51,
  0x55,
  0x49,
  0x54,
  0x0a,
];
// Both versions have at least as many, so that as many may be read before it is known which it is.
const shortest = v2Start.length;

/**
 * Reads a header of the PROXY protocol, version 1 (text) or 2 (binary), as HAProxy's proxy-protocol.txt describes them. Give it
 * all bytes so far, and as many more as it asks for.
 */
export function parseProxyHeader(bytes: Uint8Array): ProxyHeader {
  const text = String.fromCharCode(...bytes);
  if (text.startsWith(v1Start.slice(0, text.length))) {
    return text.length < shortest
      ? { kind: "more", atLeast: shortest - text.length }
      : parseV1(text);
  }
  if (bytes.every((byte, at) => at >= shortest || byte === v2Start[at])) {
    return bytes.length < 16
      ? { kind: "more", atLeast: 16 - bytes.length }
      : parseV2(bytes);
  }
  return bad("it does not begin with a PROXY header");
}

function parseV1(text: string): ProxyHeader {
  const end = text.indexOf("\n");
  if (end < 0) {
    if (text.length >= maxV1) return bad("its PROXY line is too long");
    return { kind: "more", atLeast: text.endsWith("\r") ? 1 : 2 };
  }
  if (!text.endsWith("\r\n")) return bad("its PROXY line does not end in CRLF");
  const [, family, ...rest] = text.slice(0, -2).split(" ");
  if (family === "UNKNOWN") return { kind: "header" };
  const [source = "", destination = "", ...ports] = rest;
  const canonical = family === "TCP4"
    ? canonicalIp4
    : family === "TCP6"
    ? canonicalIp6
    : () => undefined;
  const address = canonical(source);
  const wellFormed = canonical(destination) !== undefined &&
    ports.length === 2 && ports.every(isPort);
  if (address === undefined || !wellFormed) {
    return bad("its PROXY line is malformed");
  }
  return { kind: "header", source: address };
}

function parseV2(bytes: Uint8Array): ProxyHeader {
  const [versionAndCommand = 0, family = 0, high = 0, low = 0] = bytes.subarray(
    12,
  );
  const length = high * 256 + low;
  if (versionAndCommand !== 0x20 && versionAndCommand !== 0x21) {
    return bad("its PROXY header has an unknown version or command");
  }
  if (16 + length > maxProxyHeader) return bad("its PROXY header is too long");
  const missing = 16 + length - bytes.length;
  if (missing > 0) return { kind: "more", atLeast: missing };
  // LOCAL: the proxy itself connects, to see whether somebody is there.
  if (versionAndCommand === 0x20) return { kind: "header" };
  return sourceOf(bytes.subarray(16), family);
}

function sourceOf(addresses: Uint8Array, family: number): ProxyHeader {
  switch (family) {
    case 0x11: {
      if (addresses.length < 12) return bad("its PROXY header is too short");
      return { kind: "header", source: addresses.subarray(0, 4).join(".") };
    }
    case 0x21: {
      if (addresses.length < 36) return bad("its PROXY header is too short");
      const groups: string[] = [];
      for (let at = 0; at < 16; at += 2) {
        const [high = 0, low = 0] = addresses.subarray(at);
        groups.push((high * 256 + low).toString(16));
      }
      const source = canonicalIp6(groups.join(":"));
      return source === undefined
        ? { kind: "header" }
        : { kind: "header", source };
    }
    default:
      // Neither TCP over IPv4 nor over IPv6: the proxy's own address is all that is known.
      return { kind: "header" };
  }
}

function canonicalIp4(text: string): string | undefined {
  const byte = "(?:0|[1-9][0-9]{0,2})";
  if (!new RegExp(`^${byte}(?:\\.${byte}){3}$`).test(text)) return undefined;
  return text.split(".").every((one) => Number(one) < 256) ? text : undefined;
}

// RFC 5952, as the system shows addresses; one of IPv4 in IPv6 form (RFC 4291 §2.5.5.2) becomes what it stands for.
function canonicalIp6(text: string): string | undefined {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return undefined;
  const url = `http://[${text}]/`;
  if (!URL.canParse(url)) return undefined;
  const address = new URL(url).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (!mapped) return address;
  const [high, low] = [mapped[1], mapped[2]].map((hex) =>
    parseInt(hex ?? "", 16)
  );
  if (high === undefined || low === undefined) return undefined;
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

function isPort(text: string): boolean {
  return /^(?:0|[1-9][0-9]{0,4})$/.test(text) && Number(text) < 65_536;
}

function bad(reason: string): ProxyHeader {
  return { kind: "bad", reason };
}
