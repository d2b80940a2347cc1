import * as v from "valibot";
import { countries } from "./country_table.ts";
import { parseDuration } from "./duration.ts";
import {
  duration,
  listOf,
  oneOf,
  parsed,
  text,
  wholeNumber,
  yesOrNo,
} from "./field.ts";
import { isSenderPattern, senderForms } from "./mail_pattern.ts";
import { priorityWord } from "./routing_section.ts";
import { isTemplate, placeholders } from "./template.ts";
import { isTimeZone, nearestTimeZone } from "./time_zone.ts";

// The languages are those of sms's tables; config imports no room but model.
const nationalLanguages = ["turkish", "spanish", "portuguese"] as const;

/** What `[message]` takes where nothing is written. */
export const messageDefaults = {
  country: "",
  short_codes: false,
  bare_digits: "international",
  timezone: "",
  template: "{body}",
  max_segments: 6,
  when_too_long: "truncate",
  strip_signature: false,
  strip_quotes: false,
  strip_patterns: [],
  end_marker: "",
  plain_punctuation: true,
  transliterate: false,
  status_report: true,
  reference_bits: 8,
  national_languages: [],
  validity: "",
  replace: 0,
} as const;

const template = text(
  isTemplate,
  `must hold at least one of ${placeholders.join(" ")} and no other braces`,
);
// TS 23.040 §9.2.3.24.1: the segments are counted in one octet.
const maxSegments = wholeNumber(1, 255);
// TS 23.040 §9.2.3.9 has seven types.
const replaceType = wholeNumber(0, 7);

/** The keys of `[message]`. */
export const messageEntries = {
  country: v.optional(
    parsed(
      readCountry,
      'must be a country\'s two-letter code such as "IN", "DE" or "GB" (ISO 3166-1), or "" for none',
    ),
    messageDefaults.country,
  ),
  short_codes: v.optional(yesOrNo(), messageDefaults.short_codes),
  bare_digits: v.optional(
    oneOf(["national", "international", "refuse"]),
    messageDefaults.bare_digits,
  ),
  timezone: v.optional(
    parsed(
      (it) => it === "" || isTimeZone(it) ? it : undefined,
      'must be a time zone such as "Europe/Berlin", or "" for the machine\'s own',
      { advise: adviseTimeZone },
    ),
    messageDefaults.timezone,
  ),
  template: v.optional(template, messageDefaults.template),
  max_segments: v.optional(maxSegments, messageDefaults.max_segments),
  when_too_long: v.optional(
    oneOf(["truncate", "refuse"]),
    messageDefaults.when_too_long,
  ),
  strip_signature: v.optional(yesOrNo(), messageDefaults.strip_signature),
  strip_quotes: v.optional(yesOrNo(), messageDefaults.strip_quotes),
  strip_patterns: v.optional(
    listOf(
      text((it) => it !== "", "must be a regular expression that is not empty"),
      "must be a list of regular expressions, such as ['(?is)this mail is confidential.*']",
    ),
    messageDefaults.strip_patterns,
  ),
  end_marker: v.optional(
    text(
      (it) => it.length <= 100 && it.trim() === it && isOneLine(it),
      'must be one line of at most 100 characters without blanks around it, such as "$$", or "" for none',
    ),
    messageDefaults.end_marker,
  ),
  plain_punctuation: v.optional(
    yesOrNo(),
    messageDefaults.plain_punctuation,
  ),
  transliterate: v.optional(yesOrNo(), messageDefaults.transliterate),
  status_report: v.optional(yesOrNo(), messageDefaults.status_report),
  reference_bits: v.optional(oneOf([8, 16]), messageDefaults.reference_bits),
  national_languages: v.optional(
    listOf(
      oneOf(nationalLanguages),
      'must be a list of languages, such as ["turkish"]',
    ),
    messageDefaults.national_languages,
  ),
  validity: v.optional(
    parsed(
      readValidity,
      'must be a duration from "5m" to "441d", such as "6h", "expire", or "" for the network\'s own',
    ),
    messageDefaults.validity,
  ),
  replace: v.optional(replaceType, messageDefaults.replace),
};

/** The keys of `[[sender]]`; what is left out is that of `[message]`. */
export const senderEntries = {
  // Always written: the default is none, so that a missing address is told what it must be.
  address: v.optional(text(isSenderPattern, senderForms), ""),
  prefix: v.optional(
    text(
      (it) => it.length <= 100 && isOneLine(it),
      'must be one line of at most 100 characters, such as "ZBX "',
    ),
    "",
  ),
  template: v.optional(template),
  max_segments: v.optional(maxSegments),
  replace: v.optional(replaceType),
  priority: v.optional(priorityWord()),
  expire_after: v.optional(duration("1s", "30d")),
};

/** Milliseconds; "" is none, "expire" what is left until the SMS expires. TS 23.040 §9.2.3.12.1 cannot say less than five minutes, nor more than 63 weeks. */
function readValidity(written: string): number | "" | "expire" | undefined {
  if (written === "" || written === "expire") return written;
  const validityMs = parseDuration(written);
  const fits = validityMs !== undefined && validityMs >= 5 * 60_000 &&
    validityMs <= 63 * 7 * 86_400_000;
  return fits ? validityMs : undefined;
}

function readCountry(written: string): string | undefined {
  const code = written.toUpperCase();
  return code === "" || countries.has(code) ? code : undefined;
}

function adviseTimeZone(written: string): string {
  const meant = nearestTimeZone(written);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}

function isOneLine(text: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(text);
}
