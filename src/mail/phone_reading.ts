// The "max" metadata: the rule for bare digits hangs on which reading is *valid*, and only this set knows every range
// of every country ("min" knows lengths and few ranges, "mobile" takes landlines for mistakes). It costs 75 KB more
// than "min".
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from "libphonenumber-js/max";
import { parsePhoneNumber, type PhoneNumber } from "../model/mod.ts";

/** How numbers are read that do not say their country. */
export interface ReadingOptions {
  /** The country (ISO 3166 alpha-2, such as "DE") of numbers without a country code. */
  readonly country?: string | undefined;
  /** Which reading counts when bare digits are a valid number both of the country and with a country code. */
  readonly bareDigits: "national" | "international" | "refuse";
  /** Whether 3 to 8 bare digits may be a short code. */
  readonly shortCodes: boolean;
}

/** A number, or what was wrong with it: a clause to stand behind the number as it was written. */
export type Reading =
  | { readonly kind: "number"; readonly number: PhoneNumber }
  | { readonly kind: "wrong"; readonly why: string };

const shortCode = /^[0-9]{3,8}$/;

interface Candidate {
  readonly number: PhoneNumber;
  /** Not a value: it costs as much as the parse and is seldom asked for. */
  isValid(): boolean;
}

/**
 * Reads digits, with or without a leading "+".
 *
 * With "+": good when *possible*, that is of a length which its country uses; new ranges appear faster than metadata.
 * Without: a short code where these are allowed and no valid national number has the same digits; else whichever of the
 * national and the international reading is *valid*; when both are, what the options say; when neither is, the national
 * one if possible.
 */
export function readNumber(digits: string, options: ReadingOptions): Reading {
  if (digits.startsWith("+")) {
    const candidate = possible(digits);
    return candidate === undefined
      ? wrong(whyInternational(digits))
      : found(candidate.number);
  }
  const country = countryOf(options);
  const national = country === undefined
    ? undefined
    : possible(digits, country);
  if (options.shortCodes && shortCode.test(digits) && !national?.isValid()) {
    const number = parsePhoneNumber(digits);
    if (number !== undefined) return found(number);
  }
  if (country === undefined) {
    return wrong(
      "has no country code: write it with + and the country code, or set [message] country",
    );
  }
  const chosen = choose(national, possible(`+${digits}`), options);
  return chosen ?? wrong(whyNational(digits, country, options.shortCodes));
}

function choose(
  national: Candidate | undefined,
  international: Candidate | undefined,
  { bareDigits }: ReadingOptions,
): Reading | undefined {
  if (!international?.isValid()) {
    return national === undefined ? undefined : found(national.number);
  }
  if (!national?.isValid() || national.number === international.number) {
    return found(international.number);
  }
  switch (bareDigits) {
    case "national":
      return found(national.number);
    case "international":
      return found(international.number);
    case "refuse":
      return wrong(
        `can mean ${national.number} or ${international.number}: write the one meant, with its +`,
      );
    default:
      return bareDigits satisfies never;
  }
}

function possible(
  digits: string,
  country?: CountryCode,
): Candidate | undefined {
  const parsed = parsePhoneNumberFromString(digits, country);
  if (parsed === undefined || !parsed.isPossible()) return undefined;
  const number = parsePhoneNumber(parsed.number);
  return number === undefined
    ? undefined
    : { number, isValid: () => parsed.isValid() };
}

function countryOf(options: ReadingOptions): CountryCode | undefined {
  const country = options.country?.toUpperCase() ?? "";
  return isSupportedCountry(country) ? country : undefined;
}

function whyInternational(digits: string): string {
  if (validatePhoneNumberLength(digits) === "INVALID_COUNTRY") {
    return "does not begin with a known country code";
  }
  const countries = getCountries().filter((each) =>
    digits.startsWith(`+${getCountryCallingCode(each)}`)
  );
  const [country, another] = countries;
  // Satellites and other worldwide services have a code and no country.
  if (country === undefined) {
    return lengthFault(digits, { kind: "number of this kind" });
  }
  const kind = `number with +${getCountryCallingCode(country)}`;
  return lengthFault(digits, {
    kind: another === undefined ? `${kind} (${nameOf(country)})` : kind,
  });
}

function whyNational(
  digits: string,
  country: CountryCode,
  shortCodes: boolean,
): string {
  const fault = lengthFault(digits, {
    kind: `national number (${nameOf(country)})`,
    country,
  });
  return !shortCodes && shortCode.test(digits)
    ? `${fault}; for short codes, set [message] short_codes`
    : `${fault}; with a country code, begin it with +`;
}

function lengthFault(
  digits: string,
  { kind, country }: { readonly kind: string; readonly country?: CountryCode },
): string {
  switch (validatePhoneNumberLength(digits, country)) {
    case "TOO_LONG":
      return `is too long for a ${kind}`;
    case "INVALID_LENGTH":
      return `has a length that no ${kind} has`;
    case "TOO_SHORT":
    case "NOT_A_NUMBER":
    case "INVALID_COUNTRY":
      return `is too short for a ${kind}`;
    case undefined:
      // The country would have it, but E.164 ends at 15 digits and a network asks for 7.
      return `is too ${digits.length > 15 ? "long" : "short"} for a ${kind}`;
  }
}

// Without diacritics, since SMTP replies are ASCII (RFC 5321 §4.2): Türkiye, Côte d’Ivoire, Åland Islands.
function nameOf(country: CountryCode): string {
  const name = new Intl.DisplayNames("en", { type: "region" }).of(country);
  return (name ?? country).normalize("NFD").replaceAll("’", "'")
    .replaceAll(/[^ -~]/g, "");
}

function found(number: PhoneNumber): Reading {
  return { kind: "number", number };
}

function wrong(why: string): Reading {
  return { kind: "wrong", why };
}
