import type { OctetReader } from "./octets.ts";
import { readTimestamp, type Timestamp } from "./timestamp.ts";

/** How long the SMSC keeps trying. TS 23.040 §9.2.3.12. */
export type ValidityPeriod =
  /** Not stated: the network's own default. */
  | { readonly kind: "default" }
  /** A TP-VP octet counted from the SMSC's receipt; `validityMsOf` tells its length. */
  | { readonly kind: "relative"; readonly value: number }
  /** Until a moment. */
  | { readonly kind: "absolute"; readonly until: Timestamp }
  /** Seven octets of TS 23.040 §9.2.3.12.3, not interpreted. */
  | { readonly kind: "enhanced"; readonly octets: Uint8Array };

const minuteMs = 60_000;
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
