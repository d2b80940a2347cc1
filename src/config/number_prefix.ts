/**
 * Reads the beginning of a number: "+49", "+49 900" and "0049-900" with country code, "724" of a short code; blanks and
 * dashes are dropped. Undefined when no number begins so, as "0900", which says no country.
 */
export function parseNumberPrefix(text: string): string | undefined {
  const bare = text.replaceAll(/[ -]/g, "").replace(/^00/, "+");
  return /^(?:\+[1-9]\d{0,14}|[1-9]\d{0,7})$/.test(bare) ? bare : undefined;
}
