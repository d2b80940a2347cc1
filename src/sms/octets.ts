const hexPairs: readonly string[] = Array.from(
  { length: 256 },
  (_, octet) => octet.toString(16).toUpperCase().padStart(2, "0"),
);
const hexShape = /^(?:[0-9A-Fa-f]{2})*$/;

/** Writes octets as upper-case hexadecimal, as PDU mode wants them (TS 27.005 §4.3). */
export function hexOf(octets: Iterable<number>): string {
  let hex = "";
  for (const octet of octets) hex += hexPairs[octet & 0xff];
  return hex;
}

/** Reads hexadecimal of either case, spaces around it ignored; undefined when it is none or an odd digit is left over. */
export function octetsOf(hex: string): Uint8Array | undefined {
  const digits = hex.trim();
  if (!hexShape.test(digits)) return undefined;
  return Uint8Array.from(
    { length: digits.length / 2 },
    (_, index) => parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}

/** Exchanges the two semi-octets: numbers and times are written with their first digit in the low one. */
export function swapped(octet: number): number {
  return (octet & 0x0f) << 4 | octet >> 4;
}

/**
 * Reads a TPDU's fields in order. What lies past the end reads as zeros, and the first such field is remembered, so that
 * a decoder is a plain list of fields with one check at its end.
 */
export class OctetReader {
  readonly #octets: Uint8Array;
  #offset = 0;
  #missing: string | undefined;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  /** The first field that was asked for and is not there in full. */
  get missing(): string | undefined {
    return this.#missing;
  }

  /** Reads one octet. */
  octet(field: string): number {
    return this.take(1, field)[0] ?? 0;
  }

  /** Reads `length` octets. */
  take(length: number, field: string): Uint8Array {
    const found = this.#octets.slice(this.#offset, this.#offset + length);
    this.#offset += found.length;
    if (found.length === length) return found;
    this.#missing ??= field;
    const padded = new Uint8Array(length);
    padded.set(found);
    return padded;
  }

  /** Reads all that is left, which may be nothing. */
  rest(): Uint8Array {
    return this.take(this.#octets.length - this.#offset, "rest");
  }
}
