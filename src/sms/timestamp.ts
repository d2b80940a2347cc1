import { type OctetReader, swapped } from "./octets.ts";

/** A moment as the network wrote it. TS 23.040 §9.2.3.11. */
export interface Timestamp {
  /** The seven octets as received: networks send garbage here, so they are kept whatever they say. */
  readonly octets: Uint8Array;
  /** Milliseconds since 1970, or undefined when the octets are no moment. */
  readonly epochMs: number | undefined;
}

const quarterMs = 15 * 60_000;
// No clock on earth is more than fourteen hours from UTC.
const maxQuarters = 14 * 4;

/** Writes a moment; years 2000 to 2099, to the second; the zone to the quarter of an hour. */
export function timestampOf(
  epochMs: number,
  { offsetMinutes = 0 }: { readonly offsetMinutes?: number } = {},
): Timestamp {
  const quarters = Math.round(offsetMinutes / 15);
  const local = new Date(epochMs + quarters * quarterMs);
  const octets = Uint8Array.of(
    encodeDigits(local.getUTCFullYear() % 100),
    encodeDigits(local.getUTCMonth() + 1),
    encodeDigits(local.getUTCDate()),
    encodeDigits(local.getUTCHours()),
    encodeDigits(local.getUTCMinutes()),
    encodeDigits(local.getUTCSeconds()),
    encodeDigits(Math.abs(quarters)) | (quarters < 0 ? 0x08 : 0),
  );
  return decodeTimestamp(octets);
}

/** Reads seven octets. */
export function decodeTimestamp(octets: Uint8Array): Timestamp {
  return { octets, epochMs: epochMsOf(octets) };
}

/** Reads the next seven octets of a TPDU. */
export function readTimestamp(reader: OctetReader, field: string): Timestamp {
  return decodeTimestamp(reader.take(7, field));
}

function epochMsOf(octets: Uint8Array): number | undefined {
  const zone = octets[6] ?? 0xff;
  const negative = (zone & 0x08) !== 0;
  const [year, month, day, hour, minute, second, quarters] = [
    ...octets.slice(0, 6),
    zone & 0xf7,
  ].map(decodeDigits);
  if (
    year === undefined || month === undefined || day === undefined ||
    hour === undefined || minute === undefined || second === undefined ||
    quarters === undefined || quarters > maxQuarters
  ) return undefined;
  const fields = [2000 + year, month - 1, day, hour, minute, second] as const;
  const local = Date.UTC(...fields);
  if (!sameFields(new Date(local), fields)) return undefined;
  return local - (negative ? -quarters : quarters) * quarterMs;
}

/** Date.UTC carries 31 February into March; a timestamp that says so is garbage. */
function sameFields(date: Date, fields: readonly number[]): boolean {
  const actual = [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  return actual.every((value, index) => value === fields[index]);
}

function encodeDigits(value: number): number {
  return value % 10 << 4 | Math.floor(value / 10);
}

/** Reads two digits that were written swapped; undefined when they are none. */
export function decodeDigits(octet: number): number | undefined {
  const pair = swapped(octet);
  const tens = pair >> 4;
  const units = pair & 0x0f;
  return tens > 9 || units > 9 ? undefined : tens * 10 + units;
}
