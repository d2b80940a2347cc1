/**
 * Bytes in each unit. As the SI and disk makers have it, a kilobyte is 1,000 bytes; who means 1,024 writes KiB
 * (IEC 80000-13).
 */
const units: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1_000,
  KiB: 1_024,
  MB: 1_000_000,
  MiB: 1_048_576,
  GB: 1_000_000_000,
  GiB: 1_073_741_824,
};

/**
 * Reads "512B", "64KB", "10MB" or "1MiB" as bytes, in any case; undefined when it is none of these.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(parseSize("10MB"), 10_000_000);
 * assert.equal(parseSize("1KiB"), 1_024);
 * ```
 */
export function parseSize(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,12}) ?([a-z]{1,3})$/i.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const name = Object.keys(units)
    .find((it) => it.toLowerCase() === unit.toLowerCase());
  const unitBytes = name === undefined ? undefined : units[name];
  return unitBytes === undefined ? undefined : Number(count) * unitBytes;
}
