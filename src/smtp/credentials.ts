import { Secret } from "../model/mod.ts";

/** What a client logs in with. */
export interface Credentials {
  readonly user: string;
  readonly password: Secret;
  /** As whom it wants to act; "" for the same as `user`. RFC 4616 §2. */
  readonly actAs: string;
}

const base64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads what a client sent in a SASL exchange: UTF-8 in base64 (RFC 4954 §4), where "=" stands for nothing. Undefined when it is
 * not that.
 */
export function decodeResponse(response: Secret): string | undefined {
  const text = response.reveal().trim();
  if (text === "=") return "";
  if (!base64.test(text)) return undefined;
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Reads the response of SASL's PLAIN, `[authzid] NUL authcid NUL passwd` (RFC 4616 §2). Undefined when it is not that. */
export function plainCredentials(response: Secret): Credentials | undefined {
  const [actAs, user, password, more] =
    decodeResponse(response)?.split("\0", 4) ?? [];
  if (actAs === undefined || password === undefined) return undefined;
  if (user === undefined || user === "" || more !== undefined) return undefined;
  return { user, password: new Secret(password), actAs };
}
