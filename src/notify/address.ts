// RFC 5321 §4.1.2, as far as a program can be mailed to: an atom or a quoted string, and a domain or an address literal.
const atom = "[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~.-]+";
const quoted = String.raw`"(?:[^"\\\p{Cc}]|\\[ -~])+"`;
const domain = String.raw`[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{N}])?`;
const literal = String.raw`\[[0-9A-Za-z:.-]+\]`;
const shape = new RegExp(
  `^(?:${atom}|${quoted})@(?:${domain}|${literal})$`,
  "u",
);

/** Whether a mail can be sent to a reverse-path: "root" alone, which devices are fond of, leads nowhere. */
export function isMailAddress(path: string): boolean {
  return path.length <= 254 && shape.test(path);
}

/**
 * An address in a field of a delivery status, which is ASCII: with its type, non-ASCII characters written `\x{E9}` (RFC 6533 §3).
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(typedAddress("anna@sms.example"), "rfc822; anna@sms.example");
 * assert.equal(typedAddress("jörg@sms.example"), "utf-8; j\\x{F6}rg@sms.example");
 * ```
 */
export function typedAddress(path: string): string {
  if (/^[ -~]*$/.test(path)) return `rfc822; ${path}`;
  const written = [...path].map((it) =>
    /[!-~]/.test(it) && it !== "\\" && it !== "+" && it !== "="
      ? it
      : `\\x{${(it.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`
  );
  return `utf-8; ${written.join("")}`;
}
