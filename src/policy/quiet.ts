import type { PhoneNumber, TimeZone } from "../model/mod.ts";
import { nameKey } from "./directory_entries.ts";
import type { Membership } from "./membership.ts";
import { createDuty, type Duty, readShifts } from "./schedule.ts";

/** One `[[quiet]]` as the operator wrote it. */
export interface QuietRuleOptions {
  /** Names of groups and contacts, in any case; none, and no `numbers`: it holds for everybody. */
  readonly groups: readonly string[];
  /** Numbers in canonical form, or their beginnings. */
  readonly numbers: readonly string[];
  /** As in a schedule. */
  readonly days: readonly string[];
  readonly from: string;
  readonly to: string;
  /** Whether an urgent SMS goes out all the same. */
  readonly urgent: boolean;
}

/** All `[[quiet]]`, and by what they are judged. */
export interface QuietOptions {
  readonly rules: readonly QuietRuleOptions[];
  readonly zone: TimeZone;
  /** Who is behind which name, as the directory tells. */
  readonly memberships: ReadonlyMap<string, Membership>;
}

/** One delivery, as far as quiet hours ask about it. */
export interface QuietCase {
  readonly recipient: PhoneNumber;
  readonly urgent: boolean;
  /** The groups by which it was addressed, by `nameKey`; "" for its number itself; absent: only so. */
  readonly reached?: readonly string[] | undefined;
}

/** When phones are to be left in peace. Nothing but functions of their arguments. */
export interface QuietHours {
  /** Whether there are any at all. */
  readonly any: boolean;
  /** Whether there are any for this delivery, at whatever time. */
  holdFor(it: QuietCase): boolean;
  /** When the quiet hours end that hold at a moment, wall milliseconds; undefined when none do. */
  endAt(it: QuietCase, at: number): number | undefined;
  /** When so much time will have passed since a moment that was not quiet. */
  after(it: QuietCase, from: number, durationMs: number): number;
}

interface Rule {
  readonly urgent: boolean;
  readonly dutyAt: (at: number) => Duty;
  /** Whether it holds for a number that was reached by this way. */
  readonly holdsBy: (way: string, number: PhoneNumber) => boolean;
}

// Quiet hours that never end would be silence; the config room refuses them, and here they do not count.
const longestMs = 15 * 86_400_000;

/**
 * Makes the quiet hours. A delivery that was addressed to a group counts as in the groups on its way: the one that was named, and those
 * inside it that hold its number. One that was addressed by number or contact counts as in each group whose list has it; schedules do not
 * count there. Where it was addressed in several ways it is quiet only while all of them are: what goes to those on call goes
 * out, though a mail to the office would wait.
 *
 * @throws {Error} when days or times cannot be read, which the config room refuses.
 */
export function createQuietHours(options: QuietOptions): QuietHours {
  const rules = options.rules.map((rule) => createRule(rule, options));
  const waysOf = ({ recipient, urgent, reached = [""] }: QuietCase) =>
    reached.map((way) =>
      rules.filter((rule) =>
        !(urgent && rule.urgent) && rule.holdsBy(way, recipient)
      )
    );
  return {
    any: rules.length > 0,
    holdFor: (it) => waysOf(it).every((way) => way.length > 0),
    endAt: (it, at) => endOf(waysOf(it), at),
    after: (it, from, durationMs) => after(waysOf(it), from, durationMs),
  };
}

/** No quiet hours at all. */
export const neverQuiet: QuietHours = {
  any: false,
  holdFor: () => false,
  endAt: () => undefined,
  after: (_, from, durationMs) => from + durationMs,
};

function createRule(
  { groups, numbers, urgent, ...times }: QuietRuleOptions,
  { zone, memberships }: QuietOptions,
): Rule {
  const read = readShifts(times);
  if (read.kind === "wrong") {
    throw new Error(read.faults.map((it) => `${it.option} ${it.text}`).join());
  }
  const names = groups.map(nameKey);
  const members = names.flatMap((name) => memberships.get(name) ?? []);
  const all = groups.length === 0 && numbers.length === 0;
  const isIn = (way: string, number: PhoneNumber): boolean => {
    const reached = memberships.get(way);
    return reached?.kind === "group"
      ? names.includes(way) ||
        names.some((name) =>
          reached.names.has(name) && memberships.get(name)?.ever.has(number)
        )
      : members.some(({ listed }) => listed.has(number));
  };
  return {
    urgent,
    dutyAt: createDuty(read.shifts, zone),
    holdsBy: (way, number) =>
      all || numbers.some((it) => number.startsWith(it)) || isIn(way, number),
  };
}

type Ways = readonly (readonly Rule[])[];

function endOf(ways: Ways, at: number): number | undefined {
  let end: number | undefined;
  for (const rules of ways) {
    const its = endOfWay(rules, at);
    if (its === undefined) return undefined;
    end = Math.min(end ?? Infinity, its);
  }
  return end;
}

/** Quiet hours that touch or overlap are one. */
function endOfWay(rules: readonly Rule[], at: number): number | undefined {
  let end = at;
  for (let moved = true; moved;) {
    moved = false;
    for (const { dutyAt } of rules) {
      const duty = dutyAt(end);
      if (!duty.active || duty.until === undefined) continue;
      end = duty.until;
      moved = true;
    }
    if (end - at > longestMs) return undefined;
  }
  return end === at ? undefined : end;
}

function after(ways: Ways, from: number, durationMs: number): number {
  if (ways.some((rules) => rules.length === 0)) return from + durationMs;
  let at = from;
  let leftMs = durationMs;
  for (;;) {
    const end = endOf(ways, at);
    if (end !== undefined) {
      at = end;
      continue;
    }
    const change = nextChange(ways, at);
    if (change - at >= leftMs) return at + leftMs;
    leftMs -= change - at;
    at = change;
  }
}

/** Until when no quiet hours of these begin; nothing says that some do then. */
function nextChange(ways: Ways, at: number): number {
  const changes = ways.flat().map(({ dutyAt }) => dutyAt(at).until ?? Infinity);
  return Math.min(...changes);
}
