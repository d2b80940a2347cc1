import { X509Certificate } from "node:crypto";
import type { Clock } from "../model/mod.ts";
import type { CertificatePair } from "./certificate.ts";

/** What a certificate vouches for: a host name, or an IP address in canonical form. */
export type HostName =
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "address"; readonly text: string };

/** What a certificate shall be like. */
export interface SelfSignedOptions {
  readonly clock: Clock;
  /** How long it is valid, in days from now. */
  readonly days: number;
}

/** A certificate that vouches for itself, and its key. */
export interface SelfSigned extends CertificatePair {
  /** SHA-256, as openssl and browsers show it: 32 bytes in hex with colons. */
  readonly fingerprint: string;
}

/**
 * Reads a host name (also `*.plant.example`, and international ones, which become `xn--`) or an IP address; undefined when
 * it is neither.
 */
export function parseHostName(text: string): HostName | undefined {
  if (text.includes(":")) {
    const address = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
    return address === undefined
      ? undefined
      : { kind: "address", text: address };
  }
  const [, wildcard = "", rest = ""] = /^(\*\.)?(.*)$/s.exec(text) ?? [];
  if (/[^\p{L}\p{M}\p{N}._-]/u.test(rest)) return undefined;
  const host = URL.parse(`http://${rest}/`)?.hostname;
  if (host === undefined || host.length > 253) return undefined;
  if (/^[0-9]+(?:\.[0-9]+){3}$/.test(host)) {
    // The URL standard also takes "10.1" and "0x0a000001" for addresses.
    return host === text ? { kind: "address", text } : undefined;
  }
  const label = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
  return new RegExp(`^${label}(?:\\.${label})*$`).test(host)
    ? { kind: "name", text: `${wildcard}${host}` }
    : undefined;
}

/**
 * Makes a key (EC P-256) and a certificate that vouches for these hosts as a TLS server, signed by its own key. It is valid
 * from yesterday on, for clients whose clock is slow.
 */
export async function makeSelfSigned(
  hosts: readonly HostName[],
  { clock, days }: SelfSignedOptions,
): Promise<SelfSigned> {
  // Loaded here alone: it takes its time, and serving needs none of it.
  const { generate } = await import("selfsigned");
  const now = clock.now();
  const made = await generate([{ name: "commonName", value: title(hosts) }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + days * dayMs),
    extensions: [
      // No authority: rustls refuses one as a server's own certificate.
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: hosts.map(altName) },
    ],
  });
  const cert = `${made.cert.trim()}\n`;
  const key = `${made.private.trim()}\n`;
  return { cert, key, fingerprint: new X509Certificate(cert).fingerprint256 };
}

const dayMs = 24 * 3_600_000;

/** RFC 5280 appendix A.1: a common name has 64 characters at most. */
function title(hosts: readonly HostName[]): string {
  return hosts.find(({ text }) => text.length <= 64)?.text ?? "cellpost";
}

function altName(host: HostName) {
  switch (host.kind) {
    case "name":
      return { type: 2, value: host.text } as const;
    case "address":
      return { type: 7, ip: host.text } as const;
    default:
      return host satisfies never;
  }
}
