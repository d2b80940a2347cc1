import { type Finding, isTable, isTables, type Table } from "./finding.ts";
import type { KeyPath } from "./locate.ts";
import { nearest } from "./nearest.ts";
import { nameKey, parseMember } from "./phone_book.ts";
import { keyName } from "./sections.ts";

/** Finds names that mean two things or nobody, and groups that lead back to themselves. */
export function checkPhoneBook(document: Table): Finding[] {
  const contacts = namesOf(document.contacts);
  const groups = namesOf(document.groups);
  const memberships = membershipsOf(document);
  const scheduled = new Set(memberships.map((it) => it.group));
  const known = new Set([
    ...[...contacts, ...groups].map(nameKey),
    ...scheduled,
  ]);
  return [
    ...repeatedNames("contacts", contacts),
    ...repeatedNames("groups", groups),
    ...repeatedNames("domains", namesOf(document.domains)),
    ...bothKinds(document, { contacts, groups }),
    ...emptyGroups(document, scheduled),
    ...memberships.flatMap((it) => nobody(it, known)),
    ...cycles(memberships),
  ];
}

/** A group's naming of a member. */
interface Membership {
  /** As `nameKey` makes it. */
  readonly group: string;
  /** As `nameKey` makes it; undefined for a number. */
  readonly member: string | undefined;
  readonly path: KeyPath;
  /** The member as the file has it. */
  readonly text: string;
}

function membershipsOf(document: Table): readonly Membership[] {
  const groups = isTable(document.groups)
    ? Object.entries(document.groups).flatMap(([group, members]) =>
      listed({ group, members, path: ["groups", group] })
    )
    : [];
  const schedules = isTables(document.schedule)
    ? document.schedule.flatMap(({ group, members }, at) =>
      listed({ group, members, path: ["schedule", at, "members"] })
    )
    : [];
  return [...groups, ...schedules];
}

function listed(
  { group, members, path }: {
    readonly group: unknown;
    readonly members: unknown;
    readonly path: KeyPath;
  },
): readonly Membership[] {
  if (typeof group !== "string" || !Array.isArray(members)) return [];
  return members.flatMap((text: unknown, at): Membership[] => {
    const read = typeof text === "string" ? parseMember(text) : undefined;
    if (typeof text !== "string" || read === undefined) return [];
    const member = read.kind === "name" ? read.name : undefined;
    return [{ group: nameKey(group), member, path: [...path, at], text }];
  });
}

function repeatedNames(section: string, names: readonly string[]): Finding[] {
  const all = names.map(nameKey);
  return names.flatMap((name, at): Finding[] => {
    const earlier = names[all.indexOf(nameKey(name))];
    if (earlier === name || earlier === undefined) return [];
    const text =
      `is ${earlier} once more; capital and small letters are the same here`;
    return [{ path: [section, names[at] ?? ""], text }];
  });
}

function bothKinds(
  document: Table,
  { contacts, groups }: {
    readonly contacts: readonly string[];
    readonly groups: readonly string[];
  },
): Finding[] {
  const schedules = isTables(document.schedule) ? document.schedule : [];
  const places = [
    ...groups.map((name) => ({ name, path: ["groups", name] })),
    ...schedules.map(({ group: name }, at) => ({
      name,
      path: ["schedule", at, "group"],
    })),
  ];
  return places.flatMap(({ name, path }): Finding[] => {
    const contact = contacts.find((it) =>
      typeof name === "string" && nameKey(it) === nameKey(name)
    );
    if (contact === undefined) return [];
    const other = keyName(["contacts", contact]);
    const text = path[0] === "groups"
      ? `has the name of ${other}; a name is either a contact or a group`
      : `is the name of ${other}; a schedule is for a group`;
    return [{ path, text }];
  });
}

function emptyGroups(
  document: Table,
  scheduled: ReadonlySet<string>,
): Finding[] {
  const groups = isTable(document.groups) ? document.groups : {};
  return Object.entries(groups).flatMap(([name, members]): Finding[] => {
    const isEmpty = Array.isArray(members) && members.length === 0;
    if (!isEmpty || scheduled.has(nameKey(name))) return [];
    const text =
      "is empty; it must name at least one member, or have a [[schedule]]";
    return [{ path: ["groups", name], text }];
  });
}

function nobody(
  { member, path, text }: Membership,
  known: ReadonlySet<string>,
): Finding[] {
  if (member === undefined || known.has(member)) return [];
  const meant = nearest(member, [...known]);
  const advice = meant === undefined
    ? "write it below [contacts] or [groups]"
    : `did you mean "${meant}"?`;
  const said = `is ${JSON.stringify(text)}, which is no contact and no group`;
  return [{ path, text: `${said}; ${advice}` }];
}

/** Goes from every group to its members, and blames each step that comes back to where it came through. */
function cycles(memberships: readonly Membership[]): Finding[] {
  const findings: Finding[] = [];
  const done = new Set<string>();
  const steps = Map.groupBy(memberships, (it) => it.group);
  const visit = (group: string, way: readonly string[]) => {
    for (const { member, path, text } of steps.get(group) ?? []) {
      if (member === undefined || done.has(member)) continue;
      const start = way.indexOf(member);
      if (start < 0) {
        visit(member, [...way, member]);
        continue;
      }
      const round = [...way.slice(start), member].join(" → ");
      const said = `is ${JSON.stringify(text)}, which leads back to itself`;
      findings.push({
        path,
        text: `${said}: ${round}; take one of these steps away`,
      });
    }
    done.add(group);
  };
  for (const group of steps.keys()) {
    if (!done.has(group)) visit(group, [group]);
  }
  return findings;
}

function namesOf(section: unknown): readonly string[] {
  return isTable(section) ? Object.keys(section) : [];
}
