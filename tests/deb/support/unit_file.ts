/** The values of a key in a unit file, in their order; systemd.syntax(7), as far as our units use it. */
export function valuesOf(unit: string, key: string): readonly string[] {
  return unit.split("\n").filter((line) => line.startsWith(`${key}=`))
    .map((line) => line.slice(key.length + 1));
}

/**
 * The one value of a key.
 *
 * @throws {Error} where there is none, or several.
 */
export function valueOf(unit: string, key: string): string {
  const [value, ...more] = valuesOf(unit, key);
  if (value !== undefined && more.length === 0) return value;
  throw new Error(`${key}= does not stand there once`);
}
