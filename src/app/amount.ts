/**
 * Reads an amount as people write it: "12.50", "12,50", "1.234,56", "1,234.56", "1 234,50", "-3". A single dot or comma is taken
 * as the decimal one, several of a kind as those between thousands. Undefined when there are no digits.
 */
export function parseAmount(text: string): number | undefined {
  const [found] = /[-+]?[0-9][0-9.,' \u00a0\u202f]*/.exec(text) ?? [];
  if (found === undefined) return undefined;
  const digits = found.replace(/[' \u00a0\u202f]/g, "").replace(/[.,]+$/, "");
  const decimal = decimalSign(digits);
  const plain = [...digits].filter((it) => it === decimal || !/[.,]/.test(it))
    .join("").replace(",", ".");
  const amount = Number(plain);
  return Number.isFinite(amount) ? amount : undefined;
}

/** The last sign that stands but once; undefined when there is none. */
function decimalSign(digits: string): string | undefined {
  const last = [...digits].findLast((it) => /[.,]/.test(it));
  return last !== undefined && digits.split(last).length === 2
    ? last
    : undefined;
}
