import { checkAdmin } from "./admin_rules.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { type Finding, isTable, isTables, type Table } from "./finding.ts";
import { checkListeners } from "./listener_rules.ts";
import { checkMail } from "./mail_section.ts";
import { checkModems, portIdentity } from "./modem_rules.ts";
import { strayQuirks } from "./modem_quirks.ts";
import { strayBalance } from "./modem_limits.ts";
import { checkPhoneBook } from "./phone_book_rules.ts";
import { checkPolicy } from "./policy_rules.ts";
import { checkReplies } from "./replies_section.ts";
import { checkRouting } from "./routing_rules.ts";
import { defaults } from "./schema.ts";
import { keyName } from "./sections.ts";
import { checkStorm } from "./storm_rules.ts";
import { checkTimes } from "./time_rules.ts";
import { checkWeb } from "./web_rules.ts";

/** Finds values that are right by themselves but not together. Looks past values that are wrong by themselves. */
export function checkConsistency(document: Table): Finding[] {
  return [
    ...repeatedInModems(document, "port", portIdentity),
    ...repeatedInModems(document, "name", (name) => name.toLowerCase()),
    ...checkModems(document),
    ...strayQuirks(document),
    ...strayBalance(document),
    ...checkListeners(document),
    ...checkPolicy(document),
    ...checkStorm(document),
    ...checkPhoneBook(document),
    ...checkAdmin(document),
    ...checkMail(document),
    ...checkReplies(document),
    ...checkRouting(document),
    ...retryOrder(document),
    ...keptTooShort(document),
    ...checkTimes(document),
    ...checkWeb(document),
  ];
}

function repeatedInModems(
  document: Table,
  key: string,
  identity: (value: string) => string | undefined,
): Finding[] {
  const modems = isTables(document.modem) ? document.modem : [];
  const first = new Map<string, number>();
  const findings: Finding[] = [];
  for (const [at, modem] of modems.entries()) {
    const value = modem[key];
    const same = typeof value === "string" ? identity(value) : undefined;
    if (same === undefined) continue;
    const earlier = first.get(same);
    if (earlier === undefined) {
      first.set(same, at);
      continue;
    }
    const other = keyName(["modem", earlier]);
    const text = `is ${JSON.stringify(value)}, which ${other} has already; ` +
      `each modem needs a ${key} of its own`;
    findings.push({ path: ["modem", at, key], text });
  }
  return findings;
}

/** What is still needed must not be cleared. */
function keptTooShort(document: Table): Finding[] {
  const table = (value: unknown) => isTable(value) ? value : {};
  const queue = table(document.queue);
  const needs = [
    [
      "keep_for",
      "[delivery] report_timeout",
      table(document.delivery)
        .report_timeout ?? defaults.delivery.report_timeout,
    ],
    [
      "keep_for",
      "[smtp] dedupe_window",
      table(document.smtp)
        .dedupe_window ?? defaults.smtp.dedupe_window,
    ],
    [
      "keep_text_for",
      "[smtp] dedupe_window",
      table(document.smtp)
        .dedupe_window ?? defaults.smtp.dedupe_window,
    ],
  ] as const;
  const findings = needs.flatMap(([key, other, least]): Finding[] => {
    const kept = queue[key] ?? defaults.queue[key];
    const [keptMs = NaN, leastMs = NaN] = [kept, least].map((it) =>
      (typeof it === "string" ? parseDuration(it) : undefined) ?? NaN
    );
    if (!(keptMs < leastMs)) return [];
    const text =
      `is "${kept}"; it must not be shorter than ${other}, which is "${least}"`;
    return [{ path: ["queue", key], text }];
  });
  return findings.slice(0, 1);
}

function retryOrder(document: Table): Finding[] {
  const section = isTable(document.delivery) ? document.delivery : {};
  const read = (value: unknown) =>
    (typeof value === "string" ? parseDuration(value) : undefined) ?? NaN;
  const firstMs = read(section.retry_first ?? defaults.delivery.retry_first);
  const mostMs = read(section.retry_max ?? defaults.delivery.retry_max);
  if (!(mostMs < firstMs)) return [];
  const first = `"${formatDuration(firstMs)}"`;
  const most = `"${formatDuration(mostMs)}"`;
  // Blame a key that is written, so that there is a line to go to.
  return section.retry_max === undefined
    ? [{
      path: ["delivery", "retry_first"],
      text:
        `is ${first}; it must not be longer than retry_max, which is ${most}`,
    }]
    : [{
      path: ["delivery", "retry_max"],
      text:
        `is ${most}; it must not be shorter than retry_first, which is ${first}`,
    }];
}
