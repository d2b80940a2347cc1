import * as v from "valibot";
import { duration, listOf, parsed, text } from "./field.ts";
import { type Finding, isTable, type Table } from "./finding.ts";
import { isMailDomain } from "./mail_pattern.ts";
import { parseRate } from "./rate.ts";

/** What the keys of `[mail]` take that are about received SMS. */
export const mailReplyDefaults = {
  reply_window: "7d",
  inbox_to: "",
  reply_domain: "",
} as const;

/** What `[replies]` takes where nothing is written. */
export const repliesDefaults = {
  per_number: ["20/hour"],
  total: ["200/hour"],
  stop_words: [],
  start_words: ["START"],
  stop_confirmation: "",
} as const;

function isAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  return at > 0 &&
    /^[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}$/.test(text.slice(0, at)) &&
    /^[ -~]+$/.test(text) && isMailDomain(text.slice(at + 1));
}

/** The keys of `[mail]` that are about received SMS. */
export const mailReplyEntries = {
  reply_window: v.optional(
    duration("0s", "90d", '"7d", or "0s" for none'),
    mailReplyDefaults.reply_window,
  ),
  inbox_to: v.optional(
    text(
      (it) => it === "" || isAddress(it),
      'must be an address such as "ops@example.com", or "" for none',
    ),
    mailReplyDefaults.inbox_to,
  ),
  reply_domain: v.optional(
    text(
      (it) => it === "" || /^[ -~]+$/.test(it) && isMailDomain(it),
      'must be a domain such as "sms.example.com", or "" for none',
    ),
    mailReplyDefaults.reply_domain,
  ),
};

const rates = listOf(
  parsed(
    parseRate,
    'must be a rate such as "20/minute", "200/hour" or "1000/day"',
  ),
  'must be a list of rates, such as ["20/hour"]',
);
const words = listOf(
  text(
    (it) => /^[^\p{C}]{1,40}$/u.test(it) && it.trim() === it,
    "must be a word of 1 to 40 characters",
  ),
  'must be a list of words, such as ["STOP"]',
);

/** The keys of `[replies]`. */
export const repliesEntries = {
  per_number: v.optional(rates, [...repliesDefaults.per_number]),
  total: v.optional(rates, [...repliesDefaults.total]),
  stop_words: v.optional(words, [...repliesDefaults.stop_words]),
  start_words: v.optional(words, [...repliesDefaults.start_words]),
  stop_confirmation: v.optional(
    text(
      (it) => it.length <= 300,
      'must be a text of at most 300 characters, or "" for none',
    ),
    repliesDefaults.stop_confirmation,
  ),
};

/** Finds what is right by itself but not together. */
export function checkReplies(document: Table): Finding[] {
  const mail = isTable(document.mail) ? document.mail : {};
  const replies = isTable(document.replies) ? document.replies : {};
  return [...checkInboxTo(mail), ...checkWords(replies)];
}

function checkInboxTo({ inbox_to: to, relay, reply_domain }: Table): Finding[] {
  if (typeof to !== "string" || !isAddress(to)) return [];
  const path = ["mail", "inbox_to"];
  const domain = to.slice(to.lastIndexOf("@") + 1).toLowerCase();
  const loops = typeof reply_domain === "string" &&
    domain === reply_domain.toLowerCase();
  return [
    ...(relay === undefined || relay === ""
      ? [{ path, text: "is written without relay, which would take its mails" }]
      : []),
    ...(loops
      ? [{
        path,
        text:
          `is an address of reply_domain, whose mails become SMS; it must be somebody's mailbox`,
      }]
      : []),
  ];
}

function checkWords({ stop_words, start_words }: Table): Finding[] {
  const list = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value : [];
  const plain = (word: unknown) => String(word).toUpperCase();
  const start = start_words === undefined
    ? repliesDefaults.start_words
    : list(start_words);
  const starts = new Set(start.map(plain));
  return list(stop_words).flatMap((word, at): Finding[] =>
    starts.has(plain(word))
      ? [{
        path: ["replies", "stop_words", at],
        text: `is ${
          JSON.stringify(word)
        }, which start_words has as well; it can mean only one of them`,
      }]
      : []
  );
}
