import { type Finding, isTable, isTables, type Table } from "./finding.ts";
import { parseNumberPrefix } from "./number_prefix.ts";
import { nameKey } from "./phone_book.ts";
import { parseRate } from "./rate.ts";
import { defaults } from "./schema.ts";
import { keyName } from "./sections.ts";

/** Finds rules of `[policy]`, `[[sender]]` and `[domains."x.y"]` that contradict each other or can never apply. */
export function checkPolicy(document: Table): Finding[] {
  const policy = isTable(document.policy) ? document.policy : {};
  return [
    ...repeatedUnits(policy, ["policy"]),
    ...prefixesOfNothing(document, policy),
    ...deniedAnyway(policy),
    ...unreachedSenders(document),
    ...unreachedDomains(document, policy),
  ];
}

const rateKeys = [
  "per_client",
  "per_user",
  "per_sender",
  "per_recipient",
  "total",
];

/** Finds second limits for the same time in the lists of rates of a section. */
export function repeatedUnits(
  section: Table,
  path: readonly string[],
): Finding[] {
  return rateKeys.flatMap((key) => {
    const units = textsOf(section[key]).map((it) => parseRate(it)?.per);
    return units.flatMap((per, at): Finding[] => {
      if (per === undefined || units.indexOf(per) === at) return [];
      const text = `is a second limit for each ${per}; leave one of them`;
      return [{ path: [...path, key, at], text }];
    });
  });
}

/** Digits without "+" are short codes; mostly the "+" was forgotten, and a rule that never applies is no rule. */
function prefixesOfNothing(document: Table, policy: Table): Finding[] {
  const message = isTable(document.message) ? document.message : {};
  const { short_codes = defaults.message.short_codes } = message;
  if (short_codes !== false) return [];
  return ["allow_numbers", "deny_numbers"].flatMap((key) =>
    textsOf(policy[key]).flatMap((text, at): Finding[] => {
      const prefix = parseNumberPrefix(text);
      if (prefix === undefined || prefix.startsWith("+")) return [];
      const said = `is ${
        JSON.stringify(text)
      }, with which only short codes begin`;
      return [{
        path: ["policy", key, at],
        text:
          `${said}; write "+${prefix}", or set [message] short_codes = true`,
      }];
    })
  );
}

function deniedAnyway(policy: Table): Finding[] {
  const denied = textsOf(policy.deny_numbers);
  return textsOf(policy.allow_numbers).flatMap((allowed, at): Finding[] => {
    const prefix = parseNumberPrefix(allowed);
    const by = denied.find((it) =>
      prefix?.startsWith(parseNumberPrefix(it) ?? "none")
    );
    if (by === undefined) return [];
    const text = `is ${JSON.stringify(allowed)}, ` +
      `which deny_numbers has as ${JSON.stringify(by)}; that one wins`;
    return [{ path: ["policy", "allow_numbers", at], text }];
  });
}

/** The first section that matches counts, so one behind its like, or behind "*", never does. */
function unreachedSenders(document: Table): Finding[] {
  const sections = isTables(document.sender) ? document.sender : [];
  const same = (address: unknown) =>
    typeof address === "string"
      ? nameKey(address.replace(/^@/, ""))
      : undefined;
  const known = sections.map(({ address }) => same(address));
  return known.flatMap((address, at): Finding[] => {
    if (address === undefined) return [];
    const earlier = known.findIndex((it) => it === address || it === "*");
    if (earlier >= at) return [];
    const why = known[earlier] === "*"
      ? "which is for all; move that one to the end"
      : "which is for the same";
    const text = `is ${JSON.stringify(sections[at]?.address)}, ` +
      `but never counts behind ${keyName(["sender", earlier])}, ${why}`;
    return [{ path: ["sender", at, "address"], text }];
  });
}

function unreachedDomains(document: Table, policy: Table): Finding[] {
  if (policy.recipient_domains === undefined || !isTable(document.domains)) {
    return [];
  }
  const accepted = textsOf(policy.recipient_domains)
    .map((it) => nameKey(it.replace(/^@/, "")));
  if (accepted.length === 0 || accepted.includes("*")) return [];
  return Object.keys(document.domains)
    .filter((name) => !accepted.includes(nameKey(name)))
    .map((name) => ({
      path: ["domains", name],
      text:
        "can never be used; add the domain to [policy] recipient_domains, or remove this section",
    }));
}

/** The texts of a list; "" stands for whatever else is in it, so that positions stay. */
function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.map((it) => typeof it === "string" ? it : "");
}
