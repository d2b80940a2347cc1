import { adminEntries, escalationEntries } from "./admin_section.ts";
import type { KeyPath } from "./locate.ts";
import { isMailDomain } from "./mail_pattern.ts";
import { mailEntries } from "./mail_section.ts";
import { messageEntries, senderEntries } from "./message_section.ts";
import { modemEntries } from "./modem_section.ts";
import { isContactName } from "./phone_book.ts";
import {
  domainEntries,
  policyEntries,
  quietEntries,
  scheduleEntries,
} from "./policy_section.ts";
import { repliesEntries } from "./replies_section.ts";
import { poolEntries, routeEntries } from "./routing_section.ts";
import { deliveryEntries, logEntries, queueEntries } from "./schema.ts";
import { listenerEntries, smtpEntries } from "./smtp_section.ts";
import { stormEntries } from "./storm_section.ts";
import { webEntries } from "./web_section.ts";

/** What kind of thing a section is, and which keys it may have. */
export type Section =
  /** `[smtp]`, once; `below` are the sections inside it. */
  | {
    readonly kind: "table";
    readonly keys: readonly string[];
    readonly below: Readonly<Record<string, Section>>;
  }
  /** `[[modem]]`, any number. */
  | { readonly kind: "list"; readonly keys: readonly string[] }
  /** `[contacts]`: the operator chooses the keys. */
  | { readonly kind: "names"; readonly rule: NameRule }
  /** `[domains."sms.example"]`: the operator chooses the names of the sections, each with the same keys. */
  | {
    readonly kind: "tables";
    readonly rule: NameRule;
    readonly keys: readonly string[];
  };

/** What a name that the operator chooses must be like. */
export interface NameRule {
  readonly test: (name: string) => boolean;
  /** Goes on from "is not a name that can be used; it". */
  readonly must: string;
  /** A good one. */
  readonly example: string;
}

const contactName: NameRule = {
  test: isContactName,
  must:
    'must hold a letter, have only letters, digits, dots, dashes and underscores (64 at most), and not be "postmaster"',
  example: "anna",
};

/** Every section there can be, in the order of `config.toml`. */
export const sections: Readonly<Record<string, Section>> = {
  modem: list(modemEntries),
  smtp: table(smtpEntries, { listener: list(listenerEntries) }),
  policy: table(policyEntries),
  storm: table(stormEntries),
  contacts: { kind: "names", rule: contactName },
  groups: { kind: "names", rule: contactName },
  schedule: list(scheduleEntries),
  quiet: list(quietEntries),
  domains: {
    kind: "tables",
    rule: {
      test: isMailDomain,
      must: 'must be a domain such as "flash.sms"',
      example: "flash.sms",
    },
    keys: Object.keys(domainEntries),
  },
  queue: table(queueEntries),
  message: table(messageEntries),
  sender: list(senderEntries),
  pool: list(poolEntries),
  route: list(routeEntries),
  delivery: table(deliveryEntries),
  escalation: list(escalationEntries),
  admin: table(adminEntries),
  mail: table(mailEntries),
  replies: table(repliesEntries),
  web: table(webEntries),
  log: table(logEntries),
};

/** A section with the way to it, such as smtp, listener. */
export interface PlacedSection {
  readonly path: readonly string[];
  readonly section: Section;
}

/** All sections, those inside others right behind them. */
export function allSections(
  of: Readonly<Record<string, Section>> = sections,
  above: readonly string[] = [],
): readonly PlacedSection[] {
  return Object.entries(of).flatMap(([name, section]) => {
    const path = [...above, name];
    const below = section.kind === "table" ? section.below : {};
    return [{ path, section }, ...allSections(below, path)];
  });
}

/** The keys that a section has by itself; none where the operator chooses them. */
export function keysIn(section: Section): readonly string[] {
  return section.kind === "names" ? [] : section.keys;
}

/** How the head of a section is written: `[smtp]`, `[[smtp.listener]]`, `[domains."flash.sms"]`. */
export function headOf({ path, section }: PlacedSection): string {
  const name = path.map(written).join(".");
  switch (section.kind) {
    case "table":
    case "names":
      return `[${name}]`;
    case "list":
      return `[[${name}]]`;
    case "tables":
      return `[${name}.${written(section.rule.example)}]`;
    default:
      return section satisfies never;
  }
}

/** How the operator knows a place: `[smtp] max_size`, `[[smtp.listener]] #2 tls`, `[domains."flash.sms"] flash`. */
export function keyName(path: KeyPath): string {
  const { head, rest } = headAndRest(path);
  if (rest.length === 0) return head;
  // Tables inside, then perhaps a place in a list: quirks.init, entry 2.
  const names = rest.filter((it) => typeof it === "string");
  const name = `${head} ${names.map(written).join(".")}`;
  const entry = rest[names.length];
  return typeof entry === "number" ? `${name}, entry ${entry + 1},` : name;
}

/** A key as TOML has it: in quotes where it must be. */
export function written(key: string | number): string {
  const text = String(key);
  return /^[A-Za-z0-9_-]+$/.test(text) ? text : JSON.stringify(text);
}

function headAndRest(path: KeyPath): { head: string; rest: KeyPath } {
  const names: string[] = [];
  let inside: Readonly<Record<string, Section>> = sections;
  for (let at = 0; at < path.length; at++) {
    const part = String(path[at]);
    const section = Object.hasOwn(inside, part) ? inside[part] : undefined;
    if (section === undefined && at > 0) {
      return { head: `[${names.join(".")}]`, rest: path.slice(at) };
    }
    names.push(written(part));
    const next = path[at + 1];
    if (section?.kind === "list" && typeof next === "number") {
      const head = `[[${names.join(".")}]] #${next + 1}`;
      return { head, rest: path.slice(at + 2) };
    }
    if (section?.kind === "tables" && next !== undefined) {
      names.push(written(next));
      return { head: `[${names.join(".")}]`, rest: path.slice(at + 2) };
    }
    inside = section?.kind === "table" ? section.below : {};
  }
  return { head: `[${names.join(".")}]`, rest: [] };
}

function table(
  entries: Readonly<Record<string, unknown>>,
  below: Readonly<Record<string, Section>> = {},
): Section {
  return { kind: "table", keys: Object.keys(entries), below };
}

function list(entries: Readonly<Record<string, unknown>>): Section {
  return { kind: "list", keys: Object.keys(entries) };
}
