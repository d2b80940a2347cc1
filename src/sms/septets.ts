/** The octets that hold a number of septets. */
export function packedLength(septets: number): number {
  return Math.ceil(septets * 7 / 8);
}

/**
 * Packs septets, the first in the lowest bits (TS 23.038 §6.1.2.1). The first one becomes septet number `first` of the
 * result; the bits before stay zero, so that a header laid over them leaves exactly the fill bits of TS 23.040 §9.2.3.24.
 */
export function packSeptets(
  septets: ArrayLike<number>,
  first = 0,
): Uint8Array {
  const octets = new Uint8Array(packedLength(first + septets.length));
  for (let index = 0; index < septets.length; index++) {
    const bit = 7 * (first + index);
    const at = bit >> 3;
    const bits = ((septets[index] ?? 0) & 0x7f) << (bit & 7);
    octets[at] = (octets[at] ?? 0) | bits;
    if (bits > 0xff) octets[at + 1] = bits >> 8;
  }
  return octets;
}

/** Unpacks the septets from number `first` up to but not including `end`, or as many as there are. */
export function unpackSeptets(
  octets: Uint8Array,
  { first, end }: { readonly first: number; readonly end: number },
): Uint16Array {
  const present = Math.floor(octets.length * 8 / 7);
  const count = Math.max(0, Math.min(end, present) - first);
  return Uint16Array.from({ length: count }, (_, index) => {
    const bit = 7 * (first + index);
    const at = bit >> 3;
    const bits = (octets[at] ?? 0) | (octets[at + 1] ?? 0) << 8;
    return bits >> (bit & 7) & 0x7f;
  });
}
