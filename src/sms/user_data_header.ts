import type { NationalShift } from "./national_language.ts";

/** One element of the user data header (UDH). TS 23.040 §9.2.3.24. */
export interface InformationElement {
  readonly identifier: number;
  readonly data: readonly number[];
}

/** Which segment of which message this is. TS 23.040 §9.2.3.24.1 and .8. */
export interface Concatenation {
  /** The same in all segments of a message; 0 is legal. */
  readonly reference: number;
  readonly referenceBits: 8 | 16;
  /** Segments of the message, 1 to 255. */
  readonly total: number;
  /** Counts from 1. */
  readonly sequence: number;
}

const concatenation8 = 0x00;
const concatenation16 = 0x08;
const applicationPort8 = 0x04;
const applicationPort16 = 0x05;
const nationalSingleShift = 0x24;
const nationalLockingShift = 0x25;

/** Writes the header with its length octet (UDHL); nothing when there are no elements. */
export function encodeHeader(
  elements: readonly InformationElement[],
): readonly number[] {
  if (elements.length === 0) return [];
  const octets = elements.flatMap(({ identifier, data }) => [
    identifier,
    data.length,
    ...data,
  ]);
  return [octets.length, ...octets];
}

/**
 * Reads the header at the start of user data. `length` is the octets to skip, UDHL included. Elements that do not add up
 * to it are all dropped, for none can be trusted, and the text behind them is kept.
 */
export function decodeHeader(
  userData: Uint8Array,
): {
  readonly elements: readonly InformationElement[];
  readonly length: number;
} {
  const claimed = (userData[0] ?? 0) + 1;
  const length = Math.min(claimed, userData.length);
  if (claimed > length) return { elements: [], length };
  const octets = [...userData.slice(1, length)];
  const elements: InformationElement[] = [];
  for (let at = 0; at < octets.length;) {
    const [identifier, size] = octets.slice(at, at + 2);
    if (identifier === undefined || size === undefined) {
      return { elements: [], length };
    }
    const data = octets.slice(at + 2, at + 2 + size);
    if (data.length < size) return { elements: [], length };
    elements.push({ identifier, data });
    at += 2 + size;
  }
  return { elements, length };
}

/** The element that joins segments; the reference is taken modulo its width. */
export function concatenationElement(
  { reference, referenceBits, total, sequence }: Concatenation,
): InformationElement {
  const low = reference & 0xff;
  return referenceBits === 8
    ? { identifier: concatenation8, data: [low, total, sequence] }
    : {
      identifier: concatenation16,
      data: [reference >> 8 & 0xff, low, total, sequence],
    };
}

/** Reads which segment this is; undefined for a message of its own, as is one that counts wrongly. */
export function concatenationOf(
  elements: readonly InformationElement[],
): Concatenation | undefined {
  // Of two that contradict each other the last counts. TS 23.040 §9.2.3.24.
  const element = elements.findLast(({ identifier }) =>
    identifier === concatenation8 || identifier === concatenation16
  );
  if (!element) return undefined;
  const referenceBits = element.identifier === concatenation8 ? 8 : 16;
  const [high, low, total, sequence] = referenceBits === 8
    ? [0, ...element.data]
    : element.data;
  if (
    high === undefined || low === undefined || total === undefined ||
    sequence === undefined || sequence === 0 || sequence > total
  ) return undefined;
  return { reference: high << 8 | low, referenceBits, total, sequence };
}

/** Whether it goes to an application on the phone, by its port, and not to its owner. TS 23.040 §9.2.3.24.3 and .4. */
export function isForApplication(
  elements: readonly InformationElement[],
): boolean {
  return elements.some(({ identifier }) =>
    identifier === applicationPort8 || identifier === applicationPort16
  );
}

/** The national tables that the text is written in. TS 23.040 §9.2.3.24.15 and .16. */
export function nationalShiftOf(
  elements: readonly InformationElement[],
): NationalShift {
  return {
    locking: languageOf(elements, nationalLockingShift),
    single: languageOf(elements, nationalSingleShift),
  };
}

/** The elements that announce national tables; none for the default ones. */
export function nationalShiftElements(
  { locking, single }: NationalShift,
): readonly InformationElement[] {
  return [
    ...(locking > 0
      ? [{ identifier: nationalLockingShift, data: [locking] }]
      : []),
    ...(single > 0
      ? [{ identifier: nationalSingleShift, data: [single] }]
      : []),
  ];
}

function languageOf(
  elements: readonly InformationElement[],
  shift: number,
): number {
  const element = elements.findLast(({ identifier }) => identifier === shift);
  return element?.data[0] ?? 0;
}
