import { Buffer } from "node:buffer";
import {
  createPrivateKey,
  createPublicKey,
  X509Certificate,
} from "node:crypto";

/** What a TLS listener needs, both as PEM text. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
}

/** A certificate and its key, or all that is wrong with them: a line each, without the files' names. */
export type PairResult =
  | {
    readonly kind: "ok";
    readonly pair: CertificatePair;
    /** Wall milliseconds after which clients refuse it. */
    readonly notAfterMs: number;
    /** As openssl and browsers show it: 32 bytes in hex with colons. */
    readonly fingerprint: string;
  }
  | {
    readonly kind: "invalid";
    readonly certProblem?: string;
    readonly keyProblem?: string;
  };

/**
 * Reads a certificate with its chain (the server's own first) and its private key. Whether they belong together is checked
 * wherever this Deno can tell; 2.4.2 cannot read `EC PRIVATE KEY`.
 */
export function readPair({ cert, key }: CertificatePair): PairResult {
  const certificate = readCertificate(cert);
  const privateKey = readKey(key);
  if (typeof certificate === "string" || privateKey.kind === "invalid") {
    return {
      kind: "invalid",
      ...(typeof certificate === "string" ? { certProblem: certificate } : {}),
      ...(privateKey.kind === "invalid"
        ? { keyProblem: privateKey.problem }
        : {}),
    };
  }
  if (
    privateKey.kind === "readable" &&
    !privateKey.publicKey.equals(publicKeyOf(certificate))
  ) {
    return {
      kind: "invalid",
      keyProblem:
        "The key does not belong to the certificate: give the two files that were made together",
    };
  }
  return {
    kind: "ok",
    pair: { cert, key },
    notAfterMs: new Date(certificate.validTo).getTime(),
    fingerprint: certificate.fingerprint256,
  };
}

const dayMs = 24 * 3_600_000;
const warnBeforeMs = 14 * dayMs;

/** What to tell the operator of a certificate's end: undefined until 14 days before. Changes once a day. */
export function expiryWarning(
  notAfterMs: number,
  nowMs: number,
): string | undefined {
  const leftMs = notAfterMs - nowMs;
  if (leftMs >= warnBeforeMs) return undefined;
  const end = new Date(notAfterMs).toISOString().slice(0, 10);
  if (leftMs <= 0) {
    return `The certificate expired on ${end}, and clients refuse it: replace it`;
  }
  const days = Math.ceil(leftMs / dayMs);
  return `The certificate expires in ${days} ${
    days === 1 ? "day" : "days"
  }, on ${end}: replace it before`;
}

function readCertificate(text: string): X509Certificate | string {
  if (!/-----BEGIN (?:X509 )?CERTIFICATE-----/.test(text)) {
    const found = hasKey(text)
      ? "It holds a private key instead"
      : formOf(text);
    return `There is no "BEGIN CERTIFICATE" in it. ${found}`;
  }
  try {
    const certificate = new X509Certificate(text);
    publicKeyOf(certificate);
    return certificate;
  } catch {
    return "Its certificate is damaged: copy the whole file anew";
  }
}

type KeyReading =
  /** In DER form, as the certificate has it. */
  | { readonly kind: "readable"; readonly publicKey: Buffer }
  | { readonly kind: "untold" }
  | { readonly kind: "invalid"; readonly problem: string };

function readKey(text: string): KeyReading {
  const problem = formProblem(text);
  if (problem !== undefined) return { kind: "invalid", problem };
  try {
    return { kind: "readable", publicKey: spki(createPublicKey(keyOf(text))) };
  } catch {
    return text.includes("BEGIN EC PRIVATE KEY") ? { kind: "untold" } : {
      kind: "invalid",
      problem: "Its private key is damaged: copy the whole file anew",
    };
  }
}

function formProblem(text: string): string | undefined {
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text)) {
    return "Its private key is protected by a passphrase, which a service cannot type: take it off by " +
      "openssl pkey -in OLD -out NEW";
  }
  if (hasKey(text)) return undefined;
  const found = text.includes("BEGIN CERTIFICATE")
    ? "It holds a certificate instead"
    : formOf(text);
  return `There is no "BEGIN PRIVATE KEY" in it. ${found}`;
}

function hasKey(text: string): boolean {
  return /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/.test(text);
}

function formOf(text: string): string {
  return text.trim() === ""
    ? "It is empty: write it anew"
    : "It is not in PEM form: convert it by openssl";
}

/** The private key alone, since the file may hold the certificate and curve parameters as well. */
function keyOf(text: string) {
  const [pem = ""] =
    /-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----[^]*?-----END \1-----/
      .exec(text) ?? [];
  return createPrivateKey(pem);
}

function publicKeyOf(certificate: X509Certificate): Buffer {
  return spki(certificate.publicKey);
}

function spki(key: ReturnType<typeof createPublicKey>): Buffer {
  return Buffer.from(key.export({ type: "spki", format: "der" }));
}
