import type { ForwardPath } from "../model/mod.ts";

const quotedLocalPart = /^"((?:[^"\\]|\\.)*)"(?:@(.*))?$/s;

/**
 * Takes the local part out of a path: without its quotes and escapes (RFC 5321 §4.1.2) and without the domain, which is
 * ours whatever it says. A path without "@" is all local part, as bare numbers are.
 */
export function localPart(path: ForwardPath): string {
  const quoted = quotedLocalPart.exec(path.trim());
  const at = path.lastIndexOf("@");
  const local = quoted?.[1] ?? (at < 0 ? path : path.slice(0, at));
  return local.replaceAll(/\\(.)/gs, "$1").trim();
}

/** Takes the domain out of a path, in lower case; "" where it has none. */
export function domainOf(path: ForwardPath): string {
  const quoted = quotedLocalPart.exec(path.trim());
  const at = path.lastIndexOf("@");
  const bare = at < 0 ? "" : path.slice(at + 1);
  const domain = quoted === null ? bare : quoted[2] ?? "";
  return domain.trim().replace(/\.$/, "").toLowerCase();
}

/** Splits a local part into the recipients that it lists, separated by comma or semicolon; at least one, maybe "". */
export function listed(local: string): readonly string[] {
  const items = local.split(/[,;]/).map((item) => item.trim()).filter((item) =>
    item !== ""
  );
  return items.length === 0 ? [""] : items;
}

// RFC 3966 and 5724 (tel:, sms:), RFC 3191 §2 (SMS=).
const selector = /^(?:tel:|sms:|smsto:|sms=)/i;
// TS 23.140 §8: the multimedia form of a phone's address.
const phoneType = /\/type=plmn$/i;
// Diafaan's form, for mailers that cannot put a "+" into an address.
const plusWrittenP = /^p(?=[0-9])/i;
const separators = /[ \t\u00a0\u202f./()\u2010-\u2015\u2212-]/g;

/**
 * Reduces one written number to digits with or without a leading "+": drops the separators that people write and the
 * forms that programs wrap around it. What is no number stays recognisably so.
 */
export function bareNumber(item: string): string {
  const unwrapped = item.replace(selector, "").replace(phoneType, "").trim();
  const dialled = unwrapped.replace(plusWrittenP, "+").replaceAll(
    separators,
    "",
  );
  // The international prefix of most countries, also where the configured country has another one.
  return dialled.replace(/^00/, "+");
}
