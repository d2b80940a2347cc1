import { createHash } from "node:crypto";

/** A key as a client may choose it. */
const longestKey = 255;

/** What stands in an Idempotency-Key header. */
export type KeyReading =
  | { readonly kind: "none" }
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "wrong"; readonly detail: string };

/**
 * Reads the header (draft-ietf-httpapi-idempotency-key-header §2.1): a string in quotes as RFC 9651 §4.2.5 has it, and also what most
 * clients send, the same without quotes.
 */
export function readKey(header: string | undefined): KeyReading {
  if (header === undefined) return { kind: "none" };
  const text = header.trim();
  const key = text.startsWith('"') ? unquoted(text) : bare(text);
  if (key === undefined || key === "") {
    const detail =
      'Idempotency-Key must be a string such as "8e03978e-40d5-43dd-bc93-6894a57f9324", in ASCII';
    return { kind: "wrong", detail };
  }
  if (key.length <= longestKey) return { kind: "key", key };
  const detail =
    `Idempotency-Key has ${key.length} characters: at most ${longestKey}`;
  return { kind: "wrong", detail };
}

function unquoted(text: string): string | undefined {
  const [, inside] = /^"((?:[ !#-\[\]-~]|\\["\\])*)"$/.exec(text) ?? [];
  return inside?.replaceAll(/\\(["\\])/g, "$1");
}

function bare(text: string): string | undefined {
  return /^[!#-~]+$/.test(text) ? text : undefined;
}

/** By what a request is known again: equal ones have the same, whatever the order of their fields. */
export function fingerprintOf(
  request: Readonly<Record<string, unknown>>,
): string {
  const fields = Object.entries(request)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => a < b ? -1 : 1);
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}
