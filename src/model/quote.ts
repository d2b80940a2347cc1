const longestQuote = 60;

/**
 * Quotes what a client sent, for a refusal's text: ASCII only (a reply may hold more only under SMTPUTF8, RFC 6531
 * §3.7.4.1), everything else escaped, and at most 60 characters.
 */
export function quote(text: string): string {
  let quoted = "";
  for (const character of text) {
    const next = escape(character);
    if (quoted.length + next.length > longestQuote) return `"${quoted}..."`;
    quoted += next;
  }
  return `"${quoted}"`;
}

function escape(character: string): string {
  if (/^[ !#-[\]-~]$/.test(character)) return character;
  if (character === '"' || character === "\\") return `\\${character}`;
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
