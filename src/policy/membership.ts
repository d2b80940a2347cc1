import type { PhoneNumber } from "../model/mod.ts";
import type { Entry, Member } from "./directory_entries.ts";

/** Who is behind a name, whatever the time. */
export interface Membership {
  /** A contact is a person's numbers, a group holds contacts, groups and numbers. */
  readonly kind: "contact" | "group";
  /** The numbers that its list leads to, through other groups' lists too, but through no schedule. */
  readonly listed: ReadonlySet<PhoneNumber>;
  /** All numbers that it may ever stand for. */
  readonly ever: ReadonlySet<PhoneNumber>;
  /** The groups and contacts in it, itself among them. */
  readonly names: ReadonlySet<string>;
}

/** Follows every name to its numbers. The entries hold no circle. */
export function membershipsOf(
  entries: ReadonlyMap<string, Entry>,
): ReadonlyMap<string, Membership> {
  const everyMember = ({ members, schedules }: Entry) => [
    ...members,
    ...schedules.flatMap((it) => it.members),
  ];
  return new Map(
    [...entries].map(([key, { path }]) => {
      const all = follow(key, { entries, membersOf: everyMember });
      const listed = follow(key, { entries, membersOf: (it) => it.members });
      const kind = path[0] === "contacts" ? "contact" : "group";
      return [key, {
        kind,
        listed: listed.numbers,
        ever: all.numbers,
        names: all.names,
      }];
    }),
  );
}

function follow(
  start: string,
  { entries, membersOf }: {
    readonly entries: ReadonlyMap<string, Entry>;
    readonly membersOf: (entry: Entry) => readonly Member[];
  },
) {
  const names = new Set([start]);
  const numbers = new Set<PhoneNumber>();
  // A set tells its iterator also of what is added meanwhile.
  for (const name of names) {
    const entry = entries.get(name);
    for (const member of entry === undefined ? [] : membersOf(entry)) {
      if (member.kind === "number") numbers.add(member.number);
      else names.add(member.key);
    }
  }
  return { names, numbers };
}
