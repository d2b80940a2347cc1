import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { PhoneNumber } from "../model/mod.ts";

/**
 * The country (ISO 3166 alpha-2, such as "AT") that a number belongs to; undefined for short codes, and for satellites and other services
 * that belong to none. Countries that share a country code are told apart by their ranges.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { parsePhoneNumber } from "../model/mod.ts";
 *
 * const number = parsePhoneNumber("+436641234567");
 * assert.equal(number && countryOf(number), "AT");
 * ```
 */
export function countryOf(number: PhoneNumber): string | undefined {
  if (!number.startsWith("+")) return undefined;
  return parsePhoneNumberFromString(number)?.country;
}
