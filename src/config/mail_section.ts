import * as v from "valibot";
import { Secret } from "../model/mod.ts";
import { duration, listOf, oneOf, parsed, text, yesOrNo } from "./field.ts";
import type { Finding, Table } from "./finding.ts";
import { isTable } from "./finding.ts";
import { isMailDomain } from "./mail_pattern.ts";
import { parseListenAddress } from "./network.ts";
import { parseRate } from "./rate.ts";
import { mailReplyDefaults, mailReplyEntries } from "./replies_section.ts";

/** What `[mail]` takes where nothing is written. */
export const mailDefaults = {
  relay: "",
  starttls: "auto",
  verify_certificate: true,
  user: "",
  password: "",
  password_file: "",
  from: "",
  reports: "failure",
  delay_after: "15m",
  reports_per_sender: ["30/hour"],
  ...mailReplyDefaults,
} as const;

/** Where mail of our own goes. */
export interface RelayAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly implicitTls: boolean;
}

const schemes = { "": 25, "smtp://": 25, "smtps://": 465 } as const;

/**
 * Reads "mail.example", "mail.example:587", "smtp://mail.example" and "smtps://mail.example:465"; undefined when it is none of these.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseRelay("smtps://mail.example"), {
 *   host: "mail.example",
 *   port: 465,
 *   implicitTls: true,
 * });
 * ```
 */
export function parseRelay(text: string): RelayAddress | undefined {
  const [, scheme = "", address = ""] =
    /^((?:smtps?:\/\/)?)([^/]*?)\/?$/i.exec(text) ?? [];
  const kind = scheme.toLowerCase();
  if (kind !== "" && kind !== "smtp://" && kind !== "smtps://") {
    return undefined;
  }
  const withPort = /:\d+$/.test(address) && !/^[^[].*:.*:/.test(address)
    ? address
    : `${address}:${schemes[kind]}`;
  const read = parseListenAddress(withPort);
  if (read === undefined || read.port === 0 || /^:|^\d+$/.test(withPort)) {
    return undefined;
  }
  return {
    host: read.hostname,
    port: read.port,
    implicitTls: kind === "smtps://",
  };
}

const relayExamples =
  'must be a mail server such as "mail.example.com", "mail.example.com:587" or "smtps://mail.example.com", or "" for none';

function isOwnAddress(address: string): boolean {
  const at = address.lastIndexOf("@");
  return at > 0 && isMailDomain(address.slice(at + 1)) &&
    /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]+$/i.test(address.slice(0, at)) &&
    /^[ -~]+$/.test(address);
}

const rate = parsed(
  parseRate,
  'must be a rate such as "20/minute", "200/hour" or "1000/day"',
);

/** The keys of `[mail]`. */
export const mailEntries = {
  relay: v.optional(
    parsed(
      (it) =>
        it === "" ? { host: "", port: 0, implicitTls: false } : parseRelay(it),
      relayExamples,
    ),
    mailDefaults.relay,
  ),
  starttls: v.optional(
    oneOf(["auto", "required", "off"]),
    mailDefaults.starttls,
  ),
  verify_certificate: v.optional(
    yesOrNo(),
    mailDefaults.verify_certificate,
  ),
  user: v.optional(
    text(
      (it) => !/\p{Cc}/u.test(it),
      "must be a name without control characters",
    ),
    mailDefaults.user,
  ),
  password: v.optional(
    parsed(
      (it) => new Secret(it),
      'must be text in quotes, or "" for none',
    ),
    mailDefaults.password,
  ),
  password_file: v.optional(
    text(
      (it) => (it === "" || it.trim() !== "") && !it.includes("\0"),
      'must be the path of a file, such as "/etc/cellpost/relay.password", or "" for none',
    ),
    mailDefaults.password_file,
  ),
  from: v.optional(
    text(
      (it) => it === "" || isOwnAddress(it),
      'must be an address such as "cellpost@example.com", or "" for cellpost@ and the hostname of [smtp]',
    ),
    mailDefaults.from,
  ),
  reports: v.optional(
    oneOf(["failure", "success", "asked", "off"]),
    mailDefaults.reports,
  ),
  delay_after: v.optional(
    duration("0s", "7d", '"15m", or "0s" for never'),
    mailDefaults.delay_after,
  ),
  reports_per_sender: v.optional(
    listOf(rate, 'must be a list of rates, such as ["30/hour"]'),
    [...mailDefaults.reports_per_sender],
  ),
  ...mailReplyEntries,
};

/** Finds what of `[mail]` is right by itself but not together. */
export function checkMail(document: Table): Finding[] {
  const section = isTable(document.mail) ? document.mail : {};
  const written = (key: string) =>
    typeof section[key] === "string" && section[key] !== "";
  const finding = (key: string, text: string): Finding => ({
    path: ["mail", key],
    text,
  });
  const passwords = ["password", "password_file"].filter(written);
  const [password] = passwords;
  return [
    ...(passwords.length === 2
      ? [finding(
        "password_file",
        "is written, and so is password; keep one of them",
      )]
      : []),
    ...(password !== undefined && !written("user")
      ? [finding(password, "is written without user, which it belongs to")]
      : []),
    ...(password === undefined && written("user")
      ? [finding(
        "user",
        "is written without its password; add password or password_file",
      )]
      : []),
    ...(written("user") && !written("relay")
      ? [finding("user", "is written without relay, where it would log in")]
      : []),
  ];
}
