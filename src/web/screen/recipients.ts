/** The recipients that somebody has typed: numbers, contacts or groups, between commas, semicolons or lines, once each. */
export function recipientsIn(typed: string): readonly string[] {
  const names = typed.split(/[,;\n]/).map((it) => it.trim());
  return [...new Set(names.filter((it) => it !== ""))];
}

/** A key by which a second try is known (Idempotency-Key): 128 bits in hexadecimal. */
export function keyOf(random: Uint8Array): string {
  return [...random].map((octet) => octet.toString(16).padStart(2, "0")).join(
    "",
  );
}
