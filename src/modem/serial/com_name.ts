/** A serial port by its Windows name. */
export interface ComName {
  /** Its short form, as the device manager shows it: `COM3`. */
  readonly name: string;
  /** Its name among the kernel's objects, which needs no other form from COM10 on. */
  readonly objectPath: string;
}

/**
 * Reads a port's name as people write it: `COM3`, `com3`, `COM3:` as MODE and old programs have it, `\\.\COM10`. Undefined for
 * what is none.
 */
export function parseComName(path: string): ComName | undefined {
  const digits = /^(?:\\\\[.?]\\)?COM([1-9]\d{0,4}):?$/i.exec(path.trim())?.[1];
  if (digits === undefined) return undefined;
  const name = `COM${digits}`;
  return { name, objectPath: `\\??\\${name}` };
}
