import {
  formatLocalTime,
  type PhoneNumber,
  priorities,
  type Priority,
  type Recipient,
  type TimeZone,
  type Wishes,
} from "../model/mod.ts";

/** How SMS go that are addressed to a domain, unless the address says more: a table of `[domains]`. */
export type DomainDefaults = Pick<Wishes, "flash" | "priority">;

/** Makes a look-up in `[domains]`; in any case, "sms.example" or "@sms.example". */
export function createDomainDefaults(
  domains: Readonly<Record<string, DomainDefaults>>,
): (domain: string) => DomainDefaults | undefined {
  const normal = (domain: string) =>
    domain.trim().replace(/^@/, "").replace(/\.$/, "").toLowerCase();
  const table = new Map(
    Object.entries(domains).map(([domain, it]) => [normal(domain), it]),
  );
  return (domain) => table.get(normal(domain));
}

/** Wishes in their only form: what is not wished is not there. */
export function wishesOf(
  { flash, priority = "normal", sendAt, group, reached }: {
    readonly flash?: boolean | undefined;
    readonly priority?: Priority | undefined;
    readonly sendAt?: number | undefined;
    readonly group?: string | undefined;
    readonly reached?: readonly string[] | undefined;
  },
): Wishes {
  return {
    ...(flash ? { flash } : {}),
    ...(priority === "normal" ? {} : { priority }),
    ...(sendAt === undefined ? {} : { sendAt }),
    ...(group === undefined ? {} : { group }),
    ...(reached === undefined ? {} : { reached }),
  };
}

/**
 * What becomes of a number that a mail names twice, since it gets one SMS: flash if one is, as urgent as the more urgent, and at
 * the earlier time, so that nobody waits who was also to be told at once; and it was reached in both ways.
 */
export function mergeWishes(one: Wishes, other: Wishes): Wishes {
  const both = one.sendAt !== undefined && other.sendAt !== undefined;
  return wishesOf({
    flash: one.flash || other.flash,
    priority: priorities.find((it) =>
      [one, other].some(({ priority = "normal" }) => priority === it)
    ),
    sendAt: both ? Math.min(one.sendAt, other.sendAt) : undefined,
    // Of two, the one that comes first in the alphabet, so that it does not matter which was named first.
    group: [one.group, other.group].filter((it) => it !== undefined)
      .toSorted()[0],
    reached: mergeWays(one.reached, other.reached),
  });
}

/** All ways to a number; "" is the number itself, and the only one where nothing is noted. */
function mergeWays(
  one: Wishes["reached"],
  other: Wishes["reached"],
): Wishes["reached"] {
  if (one === undefined && other === undefined) return undefined;
  return [...new Set([...one ?? [""], ...other ?? [""]])].sort();
}

/** Puts numbers with the same wishes together, in the order in which they came. */
export function recipientsOf(
  numbers: ReadonlyMap<PhoneNumber, Wishes>,
): readonly Recipient[] {
  const byWishes = Map.groupBy(
    numbers,
    ([, wishes]) => JSON.stringify(wishesOf(wishes)),
  );
  return [...byWishes.values()].map((group) => {
    const wishes = wishesOf(group[0]?.[1] ?? {});
    return {
      kind: "phones",
      numbers: group.map(([number]) => number),
      ...(Object.keys(wishes).length === 0 ? {} : { wishes }),
    };
  });
}

/** Tells wishes behind the recipient who has them: " (flash, at 2026-12-24 08:00)", or nothing. */
export function wishesText(
  { flash, priority, sendAt }: Wishes,
  zone: TimeZone | undefined,
): string {
  const parts = [
    ...(flash ? ["flash"] : []),
    ...(priority === undefined || priority === "normal" ? [] : [priority]),
    ...(sendAt === undefined ? [] : [`at ${timeText(sendAt, zone)}`]),
  ];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

/** A moment by the clocks of a zone, or by those of Greenwich with a Z. */
export function timeText(at: number, zone: TimeZone | undefined): string {
  return zone === undefined
    ? new Date(at).toISOString()
    : formatLocalTime(zone.localAt(at));
}
