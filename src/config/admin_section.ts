import * as v from "valibot";
import type { AdminConfig, EscalationConfig } from "./config.ts";
import {
  duration,
  listOf,
  oneOf,
  parsed,
  size,
  someOf,
  text,
  wholeNumber,
} from "./field.ts";
import { conditions } from "../model/mod.ts";
import { isMailDomain, isSenderPattern, senderForms } from "./mail_pattern.ts";
import { type Member, parseMember } from "./phone_book.ts";

/** What `[admin]` takes where nothing is written. */
export const adminDefaults = {
  numbers: [],
  mail: [],
  webhook: "",
  alarms: ["*"],
  modem_after: "5m",
  registration_after: "10m",
  sim_after: "2m",
  queue_after: "30m",
  disk_free: "500MB",
  database_after: "1m",
  remind_every: "4h",
  clear_after: "2m",
} as const;

/** What `[[escalation]]` takes where its section does not say. */
export const escalationDefaults = {
  for: ["*"],
  from: ["*"],
  after: "10m",
  until: "delivered",
  word: "",
  rounds: 1,
  prefix: "[ESC] ",
} as const;

const member = parsed(
  parseMember,
  'must be a contact, a group, or a phone number in quotes, such as "+46701234567"',
);
const memberList =
  'must be a list of contacts, groups and numbers, such as ["anna", "+46701234567"]';
const lasting = duration("0s", "7d");

/** The keys of `[admin]`. */
export const adminEntries = {
  numbers: v.optional(listOf(member, memberList), adminDefaults.numbers),
  mail: v.optional(
    listOf(
      text(
        isMailbox,
        'must be a mail address such as "ops@plant.example"',
      ),
      'must be a list of mail addresses, such as ["ops@plant.example"]',
    ),
    adminDefaults.mail,
  ),
  webhook: v.optional(
    text(
      (it) => it === "" || isWebAddress(it),
      'must be a URL such as "https://hooks.plant.example/cellpost", or "" for none',
    ),
    adminDefaults.webhook,
  ),
  alarms: v.optional(
    someOf(
      oneOf(["*", ...conditions]),
      'must be a list of alarms, such as ["modem", "disk"], or ["*"] for all',
      { empty: 'must name at least one, or be ["*"] for all' },
    ),
    adminDefaults.alarms,
  ),
  modem_after: v.optional(lasting, adminDefaults.modem_after),
  registration_after: v.optional(lasting, adminDefaults.registration_after),
  sim_after: v.optional(lasting, adminDefaults.sim_after),
  queue_after: v.optional(duration("1m", "7d"), adminDefaults.queue_after),
  disk_free: v.optional(size("1MB", "100000GB"), adminDefaults.disk_free),
  database_after: v.optional(lasting, adminDefaults.database_after),
  remind_every: v.optional(duration("1m", "30d"), adminDefaults.remind_every),
  clear_after: v.optional(duration("0s", "24h"), adminDefaults.clear_after),
};

/** The keys of `[[escalation]]`. */
export const escalationEntries = {
  for: v.optional(
    someOf(
      parsed(
        (it) => it === "*" ? it : parseMember(it),
        'must be a contact, a group, a phone number in quotes, or "*" for all',
      ),
      memberList,
    ),
    escalationDefaults.for,
  ),
  from: v.optional(
    someOf(
      text(isSenderPattern, senderForms),
      'must be a list of senders, such as ["plc@plant.example", "it.example"]',
    ),
    escalationDefaults.from,
  ),
  after: v.optional(duration("10s", "7d"), escalationDefaults.after),
  until: v.optional(
    oneOf(["delivered", "answer"]),
    escalationDefaults.until,
  ),
  word: v.optional(
    text(
      (it) => it.length <= 40 && it.trim() === it && /^[^\p{C}]*$/u.test(it),
      'must be a word of at most 40 characters, such as "OK", or "" for any answer',
    ),
    escalationDefaults.word,
  ),
  // Always written: the default is none, so that a missing one is told what it must be.
  to: v.optional(
    someOf(member, memberList, {
      empty: 'must name somebody for each step, such as ["anna", "oncall"]',
    }),
    [],
  ),
  rounds: v.optional(wholeNumber(1, 100), escalationDefaults.rounds),
  prefix: v.optional(
    text(
      (it) => it.length <= 100 && /^[^\p{C}]*$/u.test(it),
      'must be one line of at most 100 characters, such as "[ESC] "',
    ),
    escalationDefaults.prefix,
  ),
};

const adminSection = v.object(adminEntries);
const escalationSection = v.object(escalationEntries);

/** Turns the section into its part of the configuration; undefined where nobody is to be told. */
export function buildAdmin(
  section: v.InferOutput<typeof adminSection>,
): AdminConfig | undefined {
  const { numbers, mail, webhook } = section;
  if (numbers.length === 0 && mail.length === 0 && webhook === "") {
    return undefined;
  }
  return {
    numbers,
    mail,
    ...(webhook === "" ? {} : { webhook }),
    alarms: section.alarms.includes("*")
      ? conditions
      : conditions.filter((it) => section.alarms.includes(it)),
    modemAfterMs: section.modem_after,
    registrationAfterMs: section.registration_after,
    simAfterMs: section.sim_after,
    queueAfterMs: section.queue_after,
    diskFree: section.disk_free,
    databaseAfterMs: section.database_after,
    remindEveryMs: section.remind_every,
    clearAfterMs: section.clear_after,
  };
}

/** Turns one section into its part of the configuration. */
export function buildEscalation(
  section: v.InferOutput<typeof escalationSection>,
): EscalationConfig {
  const members = section.for.filter((it): it is Member => it !== "*");
  return {
    // "*" beside others is all.
    for: members.length < section.for.length ? "*" : members,
    from: section.from,
    afterMs: section.after,
    until: section.until,
    word: section.word,
    to: section.to,
    rounds: section.rounds,
    prefix: section.prefix,
  };
}

function isMailbox(text: string): boolean {
  const at = text.lastIndexOf("@");
  return at > 0 && at <= 64 && isMailDomain(text.slice(at + 1)) &&
    // Dot-atoms of RFC 5322 §3.2.3: what goes into a header as it is.
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/.test(text.slice(0, at)) &&
    /^[\x21-\x7e]+$/.test(text);
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[\x21-\x7e]+$/i.test(text) && URL.canParse(text);
}
