/**
 * One record of a table (RFC 4180 §2), without its line end.
 *
 * A cell that begins like a formula gets an apostrophe in front, as spreadsheets know it: what a stranger writes into a subject must not
 * be reckoned by whoever opens the table. Numbers of phones begin with "+" and digits only, and stay.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(csvLine(["+4670123", "=1+1", 'say "hi", twice']), `+4670123,'=1+1,"say ""hi"", twice"`);
 * ```
 */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => {
    const formula = /^[=@\t\r]|^[+-](?![0-9]*$)/.test(cell);
    const safe = formula ? `'${cell}` : cell;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }).join();
}
