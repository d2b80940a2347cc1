import { type Alphabet, alphabetOf } from "./alphabet.ts";
import { canEncode, septetCount } from "./gsm7.ts";
import { charsetOf, type NationalShift } from "./national_language.ts";
import { unitCapacity, type UserData } from "./user_data.ts";
import {
  concatenationElement,
  encodeHeader,
  type InformationElement,
  nationalShiftElements,
} from "./user_data_header.ts";

/** The width of the reference by which phones join segments: 8 bits are understood by all, 16 clash less. */
export interface ReferenceWidth {
  readonly referenceBits: 8 | 16;
}

/** What decides, with a text, where its segments end. A message keeps its own from the first attempt to the last. */
export interface Layout extends ReferenceWidth {
  /** The national tables of a GSM 7-bit text; absent: the default ones. */
  readonly nationalShift?: NationalShift;
}

/** How one text is written. */
export interface Encoding {
  readonly alphabet: Alphabet;
  readonly shift: NationalShift;
}

const noShift: NationalShift = { locking: 0, single: 0 };

/** How a layout writes a text: with the layout's tables if they have all of it, else as `alphabetOf` says. */
export function encodingOf(
  text: string,
  { nationalShift }: Layout,
): Encoding {
  if (nationalShift && canEncode(text, charsetOf(nationalShift))) {
    return { alphabet: "gsm7", shift: nationalShift };
  }
  return { alphabet: alphabetOf(text), shift: noShift };
}

/** Septets or UTF-16 units that a text takes; it must be one that the encoding can write. */
export function unitsIn(text: string, { alphabet, shift }: Encoding): number {
  return alphabet === "gsm7"
    ? septetCount(text, charsetOf(shift)) ?? 0
    : text.length;
}

/** The units that a message in one segment holds. */
export function loneCapacity({ alphabet, shift }: Encoding): number {
  return capacityBeside(alphabet, nationalShiftElements(shift));
}

/** The capacities without a national table, which nearly all texts go by: asked for each mail. */
const plainCapacities = new Map<string, number>();

/** The units that each of several segments holds beside the header that joins them. */
export function segmentCapacity(
  encoding: Encoding,
  width: ReferenceWidth,
): number {
  if (encoding.shift !== noShift) return capacityOf(encoding, width);
  const key = encoding.alphabet + width.referenceBits;
  const known = plainCapacities.get(key);
  if (known !== undefined) return known;
  const capacity = capacityOf(encoding, width);
  plainCapacities.set(key, capacity);
  return capacity;
}

function capacityOf(
  { alphabet, shift }: Encoding,
  { referenceBits }: ReferenceWidth,
): number {
  const place = { reference: 0, referenceBits, total: 1, sequence: 1 };
  return capacityBeside(alphabet, [
    concatenationElement(place),
    ...nationalShiftElements(shift),
  ]);
}

function capacityBeside(
  alphabet: UserData["alphabet"],
  elements: readonly InformationElement[],
): number {
  return unitCapacity(alphabet, encodeHeader(elements).length);
}
