import {
  type Client,
  type ForwardPath,
  type PhoneNumber,
  quote,
  type Refusal,
  type ReversePath,
} from "../model/mod.ts";

/** The rules of `[policy]` as the operator wrote them. */
export interface RuleOptions {
  /** Logged-in users that may send; "*" is all of them. A client that did not log in is not asked. */
  readonly users: readonly string[];
  /** Reverse-paths: "a@b.c", "b.c" or "@b.c" for a domain, "<>" for the null sender, "*" for all, null sender included. */
  readonly senders: readonly string[];
  /** Domains behind the "@" of a recipient, "b.c" or "@b.c"; "*" is all. */
  readonly recipientDomains: readonly string[];
  /** What a number must begin with, such as "+49", or "724" for a short code; empty: anything. */
  readonly allowNumbers: readonly string[];
  /** What a number must not begin with; wins over `allowNumbers`, however long the prefix there. */
  readonly denyNumbers: readonly string[];
}

/** The same rules, ready to be asked. */
export interface Rules {
  readonly users: NameList;
  readonly senders: NameList;
  readonly recipientDomains: NameList;
  /** Undefined: any. */
  readonly allowNumbers: readonly string[] | undefined;
  readonly denyNumbers: readonly string[];
}

interface NameList {
  readonly all: boolean;
  /** In lower case; domains without "@". */
  readonly names: ReadonlySet<string>;
}

/** Prepares rules; names and domains count in any case, prefixes with any separators, "00" as "+". */
export function createRules(options: RuleOptions): Rules {
  const { allowNumbers, denyNumbers } = options;
  return {
    users: nameList(options.users),
    senders: nameList(options.senders),
    recipientDomains: nameList(options.recipientDomains),
    // A list that holds nothing usable must not count as an empty one, which lets all through.
    allowNumbers: allowNumbers.length === 0
      ? undefined
      : prefixList(allowNumbers),
    denyNumbers: prefixList(denyNumbers),
  };
}

/** Whether one entry of a list of senders, such as "a@b.c", "b.c", "<>" or "*", stands for a reverse-path. */
export function standsFor(entry: string, path: ReversePath): boolean {
  return hasSender(nameList([entry]), path);
}

/** The same for entries that are asked for each mail: they are read once. Other entries are as well answered. */
export function matcherOf(entries: readonly string[]): typeof standsFor {
  const lists = new Map(entries.map((it) => [it, nameList([it])]));
  return (entry, path) => {
    const list = lists.get(entry);
    return list === undefined ? standsFor(entry, path) : hasSender(list, path);
  };
}

/**
 * Refuses a user that is not in `[policy] users`, and a reverse-path that is not in `[policy] senders`; undefined when
 * both may send. To be told at RCPT: RFC 821 knows no 550 for MAIL.
 */
export function checkSender(
  rules: Rules,
  { client, reversePath }: {
    readonly client: Client;
    readonly reversePath: ReversePath;
  },
): Refusal | undefined {
  return checkUser(rules.users, client.user) ??
    checkReversePath(rules.senders, reversePath);
}

/** Refuses a domain that is not in `[policy] recipient_domains`; a path without domain passes. */
export function checkDomain(
  { recipientDomains }: Rules,
  path: ForwardPath,
): Refusal | undefined {
  const domain = domainOf(path);
  if (domain === undefined || has(recipientDomains, domain)) return undefined;
  return refusal(
    `The domain ${
      quote(domain)
    } is not in [policy] recipient_domains: add it there, or write the recipient without a domain`,
  );
}

/** Refuses what `[policy] deny_numbers` names, and what `[policy] allow_numbers` does not. */
export function checkNumber(
  { allowNumbers, denyNumbers }: Rules,
  number: PhoneNumber,
): Refusal | undefined {
  const denied = denyNumbers.find((prefix) => number.startsWith(prefix));
  if (denied !== undefined) {
    return refusal(
      `${number} begins with ${denied}, which [policy] deny_numbers refuses: take it out there, or send to another number`,
    );
  }
  const allowed = allowNumbers?.some((prefix) => number.startsWith(prefix));
  if (allowed !== false) return undefined;
  return refusal(
    `${number} begins with nothing that [policy] allow_numbers lists: add its prefix there, or send to another number`,
  );
}

function checkUser(
  users: NameList,
  user: string | undefined,
): Refusal | undefined {
  if (user === undefined || has(users, user)) return undefined;
  return refusal(
    `The user ${
      quote(user)
    } is not in [policy] users: add it there, or log in as one who is`,
  );
}

function checkReversePath(
  senders: NameList,
  path: ReversePath,
): Refusal | undefined {
  if (hasSender(senders, path)) return undefined;
  if (path === "") {
    return refusal(
      'The null sender is not in [policy] senders: add "<>" there, or set a sender address in the mail program',
    );
  }
  return refusal(
    `The sender ${
      quote(path)
    } is not in [policy] senders: add it or its domain there, or set another sender address in the mail program`,
  );
}

function hasSender(senders: NameList, path: ReversePath): boolean {
  if (path === "") return has(senders, "<>");
  const domain = domainOf(path);
  return has(senders, path.replace(/\.$/, "")) ||
    (domain !== undefined && has(senders, domain));
}

function nameList(entries: readonly string[]): NameList {
  const names = entries
    .map((entry) => normal(entry.trim().replace(/^@/, "")))
    .filter((name) => name !== "");
  return { all: names.includes("*"), names: new Set(names) };
}

function has({ all, names }: NameList, name: string): boolean {
  return all || names.has(normal(name));
}

function normal(name: string): string {
  return name.toLowerCase().normalize("NFC");
}

/** What stands behind the last "@", without the dot of a fully qualified name. */
function domainOf(path: string): string | undefined {
  const at = path.lastIndexOf("@");
  return at < 0 ? undefined : path.slice(at + 1).replace(/\.$/, "");
}

function prefixList(prefixes: readonly string[]): readonly string[] {
  return prefixes
    .map((prefix) => prefix.replaceAll(/[^0-9+]/g, "").replace(/^00/, "+"))
    .filter((prefix) => prefix !== "");
}

function refusal(text: string): Refusal {
  return { code: 550, enhanced: "5.7.1", text };
}
