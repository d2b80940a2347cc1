import * as v from "valibot";
import {
  duration,
  oneOrSome,
  parsed,
  someOf,
  text,
  wholeNumber,
  yesOrNo,
} from "./field.ts";
import type { Finding, Table } from "./finding.ts";
import { strayModemKeys } from "./stray_modem_keys.ts";
import { parseTimeOfDay } from "./week.ts";

const most = wholeNumber(1, 100_000);
const amountMessage = "must be a number, such as 5 or 2.50, without a currency";

/** The keys of a modem's `balance`. */
export const balanceEntries = {
  // Always written: the default is none, so that a missing one is told what it must be.
  ussd: v.optional(
    oneOrSome(
      text(
        (it) => /^[0-9*#+]{1,160}$/.test(it),
        'must be a code such as "*100#", or a list of it and the answers to its menus, such as ["*123#", "1"]',
      ),
      'must be a code such as "*100#", or a list of it and the answers to its menus, such as ["*123#", "1"]',
    ),
    "",
  ),
  every: v.optional(duration("10m", "30d"), "24h"),
  pattern: v.optional(
    text(
      (it) => it !== "" && it.length <= 500,
      "must be a regular expression whose first group is the amount, such as '(-?[0-9.,]+) EUR'",
    ),
    "",
  ),
  low: v.optional(
    v.pipe(
      v.number(amountMessage),
      v.finite(amountMessage),
    ),
  ),
};

/** The keys of `[[modem]]` that keep it well and within its means. */
export const modemLimitEntries = {
  per_minute: v.optional(most),
  per_hour: v.optional(most),
  per_day: v.optional(most),
  daily_quota: v.optional(wholeNumber(1, 1_000_000)),
  min_gap: v.optional(duration("0s", "2m", '"2s"')),
  quiet: v.optional(
    parsed(
      parseQuiet,
      'must be two times of day that differ, such as "22:00-06:00"',
    ),
  ),
  quiet_urgent: v.optional(yesOrNo()),
  balance: v.optional(
    v.object(
      balanceEntries,
      `must be a table, such as { ussd = "*100#", pattern = '(-?[0-9.,]+) EUR' }`,
    ),
  ),
  reset_command: v.optional(
    someOf(
      text(
        (it) => it !== "" && !it.includes("\0"),
        "must not be empty",
      ),
      'must be a list of a program and its arguments, such as ["uhubctl", "-a", "cycle", "-p", "2"]',
      { empty: "must name a program" },
    ),
  ),
  daily_reset: v.optional(
    parsed(
      (it) => it === "24:00" ? undefined : parseTimeOfDay(it),
      'must be a time of day, such as "04:00"',
    ),
  ),
};

const allEntries = v.object(modemLimitEntries);

/** What a modem's section says of its health and its means. */
export type ModemLimitsConfig = ReturnType<typeof buildModemLimits>;

/** In the words of the modem room; what is not written is left out. */
export function buildModemLimits(
  section: Pick<
    v.InferOutput<typeof allEntries>,
    keyof typeof modemLimitEntries
  >,
) {
  const { balance, quiet, quiet_urgent: urgent = false } = section;
  const limits = {
    ...given("perMinute", section.per_minute),
    ...given("perHour", section.per_hour),
    ...given("perDay", section.per_day),
    ...given("quota", section.daily_quota),
    ...given("minGapMs", section.min_gap),
    ...(quiet && { quiet: { ...quiet, urgent } }),
  };
  return {
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(balance && {
      balance: {
        ussd: balance.ussd,
        everyMs: balance.every,
        pattern: balance.pattern,
        ...given("low", balance.low),
      },
    }),
    ...given("resetCommand", section.reset_command),
    ...given("dailyResetMinute", section.daily_reset),
  };
}

/** Finds keys in any modem's `balance` that it does not have. */
export function strayBalance(document: Table): Finding[] {
  return strayModemKeys(document, "balance", Object.keys(balanceEntries));
}

function parseQuiet(
  written: string,
): { readonly fromMinute: number; readonly toMinute: number } | undefined {
  const [from = "", to = "", ...rest] = written.split("-");
  const fromMinute = parseTimeOfDay(from.trim());
  const toMinute = parseTimeOfDay(to.trim());
  if (fromMinute === undefined || toMinute === undefined || rest.length > 0) {
    return undefined;
  }
  // All day would never send.
  const same = fromMinute % 1440 === toMinute % 1440;
  return same || fromMinute === 1440 ? undefined : { fromMinute, toMinute };
}

function given<const Name extends string, V>(
  name: Name,
  value: V | undefined,
): { readonly [Key in Name]?: V } {
  const one: { [Key in Name]?: V } = {};
  if (value !== undefined) one[name] = value;
  return one;
}
