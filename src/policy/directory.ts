import type { PhoneNumber } from "../model/mod.ts";
import { type Membership, membershipsOf } from "./membership.ts";
import {
  type DirectoryOptions,
  type DirectoryProblem,
  type Entry,
  nameKey,
  readEntries,
} from "./directory_entries.ts";

/** What a phone book is made to, or all that is wrong with it. */
export type DirectoryReading =
  | { readonly kind: "directory"; readonly directory: Directory }
  | {
    readonly kind: "problems";
    readonly problems: readonly DirectoryProblem[];
  };

/** Whom a name stands for at a moment. */
export type Resolution =
  /** At least one number, each once; `momentary` if another moment may give others. */
  | {
    readonly kind: "numbers";
    readonly numbers: readonly PhoneNumber[];
    readonly momentary: boolean;
  }
  /**
   * No such name. The nearest ones are not told: whoever can reach the port could spell out the phone book by guessing,
   * and a mail that goes to a guessed name goes to the wrong person.
   */
  | { readonly kind: "unknown" }
  /** A group of which nobody is on duty; `until` is when somebody may be again, wall milliseconds. */
  | { readonly kind: "nobody"; readonly until?: number };

/** The phone book: names in any case, for numbers. */
export interface Directory {
  /** Whom a name stands for at a moment, wall milliseconds. Never throws. */
  resolve(name: string, now: number): Resolution;
  /** Who is behind each name, whatever the time; by `nameKey`. */
  memberships(): ReadonlyMap<string, Membership>;
}

/**
 * Makes a phone book. A group with active schedules is the members of these, all together; without, its own list. A
 * group of which everybody is off duty adds nobody to the groups that it is in.
 */
export function createDirectory(options: DirectoryOptions): DirectoryReading {
  const { entries, problems } = readEntries(options);
  if (problems.length > 0) return { kind: "problems", problems };
  const directory: Directory = {
    resolve: (name, now) => resolve(entries, name, now),
    memberships: () => membershipsOf(entries),
  };
  return { kind: "directory", directory };
}

interface Search {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly now: number;
  /** Entries seen already: a person in two groups is reached once. */
  readonly seen: Set<string>;
  readonly numbers: Set<PhoneNumber>;
  momentary: boolean;
  until: number;
}

function resolve(
  entries: ReadonlyMap<string, Entry>,
  name: string,
  now: number,
): Resolution {
  const key = nameKey(name);
  if (!entries.has(key)) return { kind: "unknown" };
  const search: Search = {
    entries,
    now,
    seen: new Set(),
    numbers: new Set(),
    momentary: false,
    until: Infinity,
  };
  collect(key, search);
  const { numbers, momentary, until } = search;
  if (numbers.size > 0) {
    return { kind: "numbers", numbers: [...numbers], momentary };
  }
  return until === Infinity ? { kind: "nobody" } : { kind: "nobody", until };
}

function collect(key: string, search: Search): void {
  const entry = search.entries.get(key);
  if (entry === undefined || search.seen.has(key)) return;
  search.seen.add(key);
  if (entry.schedules.length > 0) search.momentary = true;
  for (const member of membersNow(entry, search)) {
    if (member.kind === "number") search.numbers.add(member.number);
    else collect(member.key, search);
  }
}

function membersNow(
  { members, schedules }: Entry,
  search: Search,
): Entry["members"] {
  const duties = schedules.map(({ dutyAt, members }) => ({
    ...dutyAt(search.now),
    members,
  }));
  const active = duties.filter((it) => it.active);
  if (active.length > 0) return active.flatMap(({ members }) => members);
  for (const { until = Infinity } of members.length === 0 ? duties : []) {
    search.until = Math.min(search.until, until);
  }
  return members;
}
