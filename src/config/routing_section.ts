import * as v from "valibot";
import { countries } from "./country_table.ts";
import { duration, oneOf, oneOrSome, parsed, text, yesOrNo } from "./field.ts";
import { isSenderPattern, senderForms } from "./mail_pattern.ts";
import { parseNumberPrefix } from "./number_prefix.ts";
import { isContactName, nameKey } from "./phone_book.ts";

/** What a pool takes where its section does not say. */
export const poolDefaults = {
  failover_after: "1m",
  sticky: false,
  sticky_wait: "2m",
  keep_shares: false,
} as const;

// The queue writes names of pools with ">" and "@" between them.
const poolName = /^[a-z0-9][a-z0-9_.-]{0,31}$/i;

/** Whether a modem can have this name; "auto" stands for those that are found by themselves. */
const modemName = text(
  (it) => poolName.test(it),
  'must be the name of a modem, or "auto" for those of the section with port = "auto"',
);
const modemsForms =
  'must be a list of modems, such as ["roof", "cellar"], or a table with their shares, such as { roof = 3, cellar = 1 }';
const share = v.pipe(
  v.number("must be a share: a number from 0.01 to 1000"),
  v.minValue(0.01, "must be a share: a number from 0.01 to 1000"),
  v.maxValue(1000, "must be a share: a number from 0.01 to 1000"),
);
const noModems = "must name at least one modem";
const modemList = v.pipe(
  v.array(modemName, modemsForms),
  v.minLength(1, noModems),
  v.transform((names) => names.map((name) => [name, 1] as const)),
);
const modemShares = v.pipe(
  v.record(v.string(), share, modemsForms),
  v.check((it) => Object.keys(it).length > 0, noModems),
  v.transform((it) => Object.entries(it)),
);
const modems = v.lazy((input) =>
  Array.isArray(input) || typeof input !== "object" ? modemList : modemShares
);

/** The keys of `[[pool]]`. */
export const poolEntries = {
  // Always written, as are the modems: the default is none, so that a missing one is told what it must be.
  name: v.optional(
    text(
      (it) => poolName.test(it),
      'must be 1 to 32 letters, digits, dots, dashes or underscores, such as "austria"',
    ),
    "",
  ),
  modems: v.optional(modems, []),
  failover_after: v.optional(
    duration("0s", "24h"),
    poolDefaults.failover_after,
  ),
  sticky: v.optional(yesOrNo(), poolDefaults.sticky),
  sticky_wait: v.optional(duration("0s", "24h"), poolDefaults.sticky_wait),
  keep_shares: v.optional(yesOrNo(), poolDefaults.keep_shares),
};

const poolReference = text(
  (it) => it === "*" || poolName.test(it),
  'must be the name of a [[pool]], or "*" for any modem',
);

/** The keys of `[[route]]`; conditions that are left out ask for nothing. */
export const routeEntries = {
  prefix: v.optional(oneOrSome(
    parsed(
      parseNumberPrefix,
      'must be the beginning of a number in international form, such as "+43" or "+43664"',
    ),
    'must be the beginning of a number, such as "+43", or a list of them',
  )),
  country: v.optional(oneOrSome(
    parsed(
      (it) => countries.has(it.toUpperCase()) ? it.toUpperCase() : undefined,
      'must be a country\'s two-letter code such as "AT" (ISO 3166-1)',
    ),
    'must be a country\'s two-letter code such as "AT", or a list of them',
  )),
  sender: v.optional(oneOrSome(
    text(isSenderPattern, senderForms),
    'must be a sender, such as "plc@plant.example" or "it.example", or a list of them',
  )),
  user: v.optional(oneOrSome(
    text(
      (it) => it.trim() === it && /^[^\p{C}]{1,255}$/u.test(it),
      'must be the name of a user, or "*" for all who have logged in',
    ),
    'must be the name of a user, such as "plc", or a list of them',
  )),
  group: v.optional(oneOrSome(
    parsed(
      (it) => isContactName(it) ? nameKey(it) : undefined,
      'must be the name of a group, such as "oncall"',
    ),
    'must be the name of a group, such as "oncall", or a list of them',
  )),
  priority: v.optional(oneOrSome(
    priorityWord(),
    'must be "urgent", "normal" or "bulk", or a list of them',
  )),
  pool: v.optional(poolReference),
  failover: v.optional(oneOrSome(
    poolReference,
    'must be the name of a [[pool]], or a list of them, such as ["germany", "*"]',
  )),
  refuse: v.optional(yesOrNo()),
};

/** One of the three priorities. */
export function priorityWord() {
  return oneOf(["urgent", "normal", "bulk"]);
}
