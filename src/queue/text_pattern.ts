/**
 * What stands for "contains this, in any case" behind GLOB. SQLite's own `lower` and LIKE know the case of A to Z alone, and a search for
 * "störung" must find "STÖRUNG"; so each letter stands with its other case.
 */
export function containsPattern(needle: string): string {
  return `*${[...needle].map(anyCase).join("")}*`;
}

function anyCase(letter: string): string {
  // Of "ß" the capital is two letters.
  const forms = [letter.toLowerCase(), letter.toUpperCase()]
    .filter((it) => [...it].length === 1);
  const all = [...new Set([letter, ...forms])];
  if (all.length > 1) return `[${all.join("")}]`;
  return special.has(letter) ? `[${letter}]` : letter;
}

const special: ReadonlySet<string> = new Set(["*", "?", "["]);
