import * as v from "valibot";
import { listOf, oneOrSome, parsed, someOf, text, yesOrNo } from "./field.ts";
import { isMailDomain, isSenderPattern, senderForms } from "./mail_pattern.ts";
import { parseNumberPrefix } from "./number_prefix.ts";
import {
  isContactName,
  nameKey,
  parseMember,
  parseWrittenNumber,
} from "./phone_book.ts";
import { parseRate } from "./rate.ts";
import { priorityWord } from "./routing_section.ts";
import { parseDays, parseTimeOfDay } from "./week.ts";

/** What `[policy]` takes where nothing is written. */
export const policyDefaults = {
  users: ["*"],
  senders: ["*"],
  recipient_domains: ["*"],
  allow_numbers: [],
  deny_numbers: [],
  per_client: [],
  per_user: [],
  per_sender: [],
  per_recipient: [],
  total: [],
} as const;

/** What quiet hours take where their section does not say: every day, for everybody. */
export const quietDefaults = {
  groups: [],
  numbers: [],
  days: ["mon-sun"],
  urgent: true,
} as const;

/** What a schedule takes where its section does not say: always. */
export const scheduleDefaults = {
  days: ["mon-sun"],
  from: "00:00",
  to: "24:00",
} as const;

const orAll = { empty: 'must name at least one, or be ["*"] for all' };

const users = someOf(
  text(
    (it) => it.trim() === it && /^[^\p{C}]{1,255}$/u.test(it),
    'must be the name of a user, or "*" for all',
  ),
  'must be a list of users, such as ["plc", "zabbix"]',
  orAll,
);
const senders = someOf(
  text(isSenderPattern, senderForms),
  'must be a list of senders, such as ["plc@plant.example", "it.example"]',
  orAll,
);
const recipientDomains = someOf(
  text(
    (it) => it === "*" || isMailDomain(it.replace(/^@/, "")),
    'must be a domain such as "sms.example.com", or "*" for all',
  ),
  'must be a list of domains, such as ["sms.example.com"]',
  orAll,
);
const numberPrefixes = listOf(
  parsed(
    parseNumberPrefix,
    'must be the beginning of a number in international form, such as "+49" or "+49900"',
  ),
  'must be a list of beginnings of numbers, such as ["+49", "+46"]',
);
/** A list of rates. */
export const rates = listOf(
  parsed(
    parseRate,
    'must be a rate such as "20/minute", "200/hour" or "1000/day"',
  ),
  'must be a list of rates, such as ["20/minute", "1000/day"]',
);

/** The keys of `[policy]`. */
export const policyEntries = {
  users: v.optional(users, policyDefaults.users),
  senders: v.optional(senders, policyDefaults.senders),
  recipient_domains: v.optional(
    recipientDomains,
    policyDefaults.recipient_domains,
  ),
  allow_numbers: v.optional(numberPrefixes, policyDefaults.allow_numbers),
  deny_numbers: v.optional(numberPrefixes, policyDefaults.deny_numbers),
  per_client: v.optional(rates, policyDefaults.per_client),
  per_user: v.optional(rates, policyDefaults.per_user),
  per_sender: v.optional(rates, policyDefaults.per_sender),
  per_recipient: v.optional(rates, policyDefaults.per_recipient),
  total: v.optional(rates, policyDefaults.total),
};

/** A value of `[contacts]`: one number or several. */
export const contactNumbers = oneOrSome(
  parsed(
    parseWrittenNumber,
    'must be a phone number in quotes, such as "+46701234567"',
  ),
  'must be a phone number in quotes, such as "+46701234567", or a list of them',
);

const member = parsed(
  parseMember,
  'must be a contact, a group, or a phone number in quotes, such as "+46701234567"',
);
const memberList =
  'must be a list of members, such as ["anna", "+46701234567"]';

/** A value of `[groups]`: it may be empty where schedules fill it. */
export const groupMembers = listOf(member, memberList);

const days = someOf(
  parsed(
    parseDays,
    'must be a day or a range of days such as "mon" or "mon-fri", from mon, tue, wed, thu, fri, sat and sun',
  ),
  'must be a list of days, such as ["mon-fri", "sun"]',
  { empty: "must name at least one day" },
);
const from = parsed(
  (it) => noLaterThan(23 * 60 + 59, parseTimeOfDay(it)),
  'must be a time from "00:00" to "23:59"',
);
const to = parsed(
  parseTimeOfDay,
  'must be a time from "00:00" to "24:00"',
);

/** The keys of `[[schedule]]`. */
export const scheduleEntries = {
  // Always written, as are the members: the default is none, so that a missing one is told what it must be.
  group: v.optional(
    parsed(
      (it) => isContactName(it) ? nameKey(it) : undefined,
      'must be the name of a group, such as "oncall"',
    ),
    "",
  ),
  days: v.optional(days, scheduleDefaults.days),
  from: v.optional(from, scheduleDefaults.from),
  to: v.optional(to, scheduleDefaults.to),
  members: v.optional(someOf(member, memberList), []),
};

/** The keys of `[[quiet]]`. */
export const quietEntries = {
  groups: v.optional(
    listOf(
      parsed(
        (it) => isContactName(it) ? nameKey(it) : undefined,
        'must be the name of a group or a contact, such as "oncall"',
      ),
      'must be a list of groups, such as ["oncall"]',
    ),
    quietDefaults.groups,
  ),
  numbers: v.optional(numberPrefixes, quietDefaults.numbers),
  days: v.optional(days, quietDefaults.days),
  // Always written: the defaults are none, so that a missing one is told what it must be.
  from: v.optional(from, ""),
  to: v.optional(to, ""),
  urgent: v.optional(yesOrNo(), quietDefaults.urgent),
};

/** The keys of `[domains."x.y"]`. */
export const domainEntries = {
  flash: v.optional(yesOrNo()),
  priority: v.optional(priorityWord()),
  urgent: v.optional(yesOrNo()),
};

function noLaterThan(
  last: number,
  minutes: number | undefined,
): number | undefined {
  return minutes === undefined || minutes > last ? undefined : minutes;
}
