import type { OctetReader } from "./octets.ts";
import { decodeDigits, readTimestamp, type Timestamp } from "./timestamp.ts";

/** How long the SMSC keeps trying. TS 23.040 §9.2.3.12. */
export type ValidityPeriod =
  /** Not stated: the network's own default. */
  | { readonly kind: "default" }
  /** A TP-VP octet counted from the SMSC's receipt; `validityMsOf` tells its length. */
  | { readonly kind: "relative"; readonly value: number }
  /** Until a moment. */
  | { readonly kind: "absolute"; readonly until: Timestamp }
  /** Seven octets of TS 23.040 §9.2.3.12.3; `enhancedValidityOf` reads them. */
  | { readonly kind: "enhanced"; readonly octets: Uint8Array };

/** What an enhanced TP-VP says. */
export interface EnhancedValidity {
  /** Whether the SMSC shall try only once. */
  readonly singleShot: boolean;
  /** Undefined when none is given, or in a way that is reserved. */
  readonly durationMs: number | undefined;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;

/** The length of a relative TP-VP octet in milliseconds. TS 23.040 §9.2.3.12.1. */
export function validityMsOf(value: number): number {
  if (value <= 143) return (value + 1) * 5 * minuteMs;
  if (value <= 167) return 12 * hourMs + (value - 143) * 30 * minuteMs;
  if (value <= 196) return (value - 166) * dayMs;
  return (value - 192) * weekMs;
}

/** The shortest relative TP-VP octet that lasts at least so many milliseconds: 5 minutes to 63 weeks. */
export function validityPeriodOf(durationMs: number): number {
  let value = 0;
  while (value < 0xff && validityMsOf(value) < durationMs) value++;
  return value;
}

/** The longest relative TP-VP octet that lasts no more than so many milliseconds; 5 minutes at least. */
export function validityPeriodWithin(durationMs: number): number {
  let value = 0;
  while (value < 0xff && validityMsOf(value + 1) <= durationMs) value++;
  return value;
}

/** Reads the seven octets of an enhanced TP-VP. TS 23.040 §9.2.3.12.3. */
export function enhancedValidityOf(octets: Uint8Array): EnhancedValidity {
  // Bit 7 of an indicator says that another one follows; only the first has a meaning so far.
  const end = octets.findIndex((octet) => (octet & 0x80) === 0);
  const [indicator = 0] = octets;
  const value = end < 0 ? octets.slice(octets.length) : octets.slice(end + 1);
  return {
    singleShot: (indicator & 0x40) !== 0,
    durationMs: enhancedDuration(indicator & 0x07, value),
  };
}

function enhancedDuration(
  format: number,
  [first, second, third]: Uint8Array,
): number | undefined {
  if (first === undefined) return undefined;
  switch (format) {
    case 1:
      return validityMsOf(first);
    case 2:
      // 0 is reserved.
      return first > 0 ? first * secondMs : undefined;
    case 3:
      return clockMs([first, second ?? 0xff, third ?? 0xff]);
    default:
      return undefined;
  }
}

/** Hours, minutes and seconds in swapped digits. */
function clockMs(octets: readonly number[]): number | undefined {
  const [hours, minutes, seconds] = octets.map(decodeDigits);
  if (hours === undefined || minutes === undefined || seconds === undefined) {
    return undefined;
  }
  return hours * hourMs + minutes * minuteMs + seconds * secondMs;
}

const formatBits = {
  default: 0x00,
  enhanced: 0x08,
  relative: 0x10,
  absolute: 0x18,
} as const;

/** The TP-VPF bits of a SUBMIT's first octet. TS 23.040 §9.2.3.3. */
export function validityFormat(validity: ValidityPeriod): number {
  return formatBits[validity.kind];
}

/** Writes TP-VP. */
export function encodeValidity(validity: ValidityPeriod): Iterable<number> {
  switch (validity.kind) {
    case "default":
      return [];
    case "relative":
      return [validity.value];
    case "absolute":
      return validity.until.octets;
    case "enhanced":
      return validity.octets;
    default:
      return validity satisfies never;
  }
}

/** Reads TP-VP as a SUBMIT's first octet announces it. */
export function readValidity(
  reader: OctetReader,
  firstOctet: number,
): ValidityPeriod {
  switch (firstOctet & 0x18) {
    case formatBits.relative:
      return { kind: "relative", value: reader.octet("TP-VP") };
    case formatBits.absolute:
      return { kind: "absolute", until: readTimestamp(reader, "TP-VP") };
    case formatBits.enhanced:
      return { kind: "enhanced", octets: reader.take(7, "TP-VP") };
    default:
      return { kind: "default" };
  }
}
