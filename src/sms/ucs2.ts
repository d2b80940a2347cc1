/**
 * Writes a text as UTF-16 units. TS 23.038 §6.2.3 says UCS-2, but phones show UTF-16 surrogate pairs as the one
 * character they mean; a lone surrogate becomes U+FFFD.
 */
export function utf16Of(text: string): Uint16Array {
  const wellFormed = text.toWellFormed();
  return Uint16Array.from(
    { length: wellFormed.length },
    (_, index) => wellFormed.charCodeAt(index),
  );
}

/** Reads UTF-16 units; a lone surrogate becomes U+FFFD. */
export function textOfUtf16(units: Iterable<number>): string {
  let text = "";
  for (const unit of units) text += String.fromCharCode(unit);
  return text.toWellFormed();
}

/** Writes UTF-16 units as octets, the high one first. */
export function octetsOfUtf16(units: Uint16Array): Uint8Array {
  const octets = new Uint8Array(units.length * 2);
  const view = new DataView(octets.buffer);
  units.forEach((unit, index) => view.setUint16(index * 2, unit));
  return octets;
}

/** Reads octets as UTF-16 units; an odd last octet is dropped. */
export function utf16OfOctets(octets: Uint8Array): Uint16Array {
  const { buffer, byteOffset, byteLength } = octets;
  const view = new DataView(buffer, byteOffset, byteLength);
  return Uint16Array.from(
    { length: byteLength >> 1 },
    (_, index) => view.getUint16(index * 2),
  );
}
