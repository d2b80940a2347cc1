import {
  parsePhoneNumber,
  type PhoneNumber,
  type TimeZone,
} from "../model/mod.ts";
import {
  createDuty,
  type Duty,
  readShifts,
  type ScheduleOptions,
} from "./schedule.ts";

/** The phone book as the operator wrote it. */
export interface DirectoryOptions {
  /** `[contacts]`: numbers in canonical form. */
  readonly contacts: Readonly<Record<string, readonly string[]>>;
  /** `[groups]`: names of contacts and groups, and numbers in canonical form. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** `[[schedule]]` in the order of the file. */
  readonly schedules: readonly ScheduleOptions[];
  /** Where the clocks hang by which schedules go. */
  readonly zone: TimeZone;
}

/** Something in the phone book that cannot be. */
export interface DirectoryProblem {
  /** Where: ["groups", "oncall", 1], ["schedule", 0, "from"]. */
  readonly path: readonly (string | number)[];
  /** A clause to stand behind the key's name: what is wrong and what is allowed. */
  readonly text: string;
}

/** Somebody in a contact or group. */
export type Member =
  | { readonly kind: "number"; readonly number: PhoneNumber }
  /** `key` as `nameKey` makes it. */
  | { readonly kind: "name"; readonly key: string };

/** What stands behind a name; a contact is a group of numbers. */
export interface Entry {
  /** Where it was written; the first part is its section. */
  readonly path: DirectoryProblem["path"];
  readonly members: readonly Member[];
  readonly schedules: readonly ScheduledMembers[];
}

/** Who is the group instead, and when. */
export interface ScheduledMembers {
  readonly members: readonly Member[];
  readonly dutyAt: (at: number) => Duty;
}

/** By what names are compared: any case, any white space, any way of composing letters. */
export function nameKey(name: string): string {
  return name.trim().replaceAll(/\s+/g, " ").toLowerCase().normalize("NFC");
}

type Path = DirectoryProblem["path"];

/** An entry while it is read. */
interface Draft {
  /** As it was written. */
  readonly name: string;
  readonly path: Path;
  readonly members: readonly Member[];
  readonly schedules: ScheduledMembers[];
}

class Reading {
  readonly drafts = new Map<string, Draft>();
  readonly problems: DirectoryProblem[] = [];

  problem(path: Path, text: string): void {
    this.problems.push({ path, text });
  }

  /** Reads a list of numbers and names. */
  members(written: readonly string[], path: Path): readonly Member[] {
    return written.map((text, index) => {
      const number = parsePhoneNumber(text.trim());
      if (number !== undefined) return { kind: "number", number };
      if (!/\p{L}/u.test(text)) this.#noNumber(text, [...path, index]);
      return { kind: "name", key: nameKey(text) };
    });
  }

  /** Reads the numbers of a contact. */
  numbers(written: readonly string[], path: Path): readonly Member[] {
    return written.flatMap((text, index) => {
      const number = parsePhoneNumber(text.trim());
      if (number !== undefined) return [{ kind: "number", number }];
      this.#noNumber(text, [...path, index]);
      return [];
    });
  }

  add(name: string, draft: Omit<Draft, "name" | "schedules">): void {
    const key = nameKey(name);
    const other = this.drafts.get(key);
    const fault = faultOf(key);
    if (fault !== undefined) this.problem(draft.path, fault);
    if (other !== undefined) {
      const where = `[${other.path[0]}] ${other.name}`;
      this.problem(draft.path, `has the name of ${where}; one of them must go`);
    }
    this.drafts.set(key, { name, schedules: [], ...draft });
  }

  /** Finds members whose name nobody has. To be asked when all names are known. */
  strangers(members: readonly Member[], path: Path): void {
    for (const [index, member] of members.entries()) {
      if (member.kind === "number" || this.drafts.has(member.key)) continue;
      // What holds no letter was told to be no number.
      if (!/\p{L}/u.test(member.key)) continue;
      const text = JSON.stringify(member.key);
      this.problem(
        [...path, index],
        `is ${text}, which is in neither [contacts] nor [groups]`,
      );
    }
  }

  #noNumber(text: string, path: Path): void {
    const allowed = "a number with + and the country code, or a short code";
    this.problem(path, `is ${JSON.stringify(text)}; it must be ${allowed}`);
  }
}

/** Reads the phone book; the entries are good only when there are no problems. */
export function readEntries(options: DirectoryOptions): {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly problems: readonly DirectoryProblem[];
} {
  const reading = new Reading();
  for (const [name, written] of Object.entries(options.contacts)) {
    const path = ["contacts", name];
    if (written.length === 0) reading.problem(path, "has no number");
    reading.add(name, { path, members: reading.numbers(written, path) });
  }
  for (const [name, written] of Object.entries(options.groups)) {
    const path = ["groups", name];
    reading.add(name, { path, members: reading.members(written, path) });
  }
  readSchedules(options, reading);
  findStrangers(reading);
  findCycles(reading);
  return { entries: reading.drafts, problems: reading.problems };
}

/** What keeps a name from being an address's local part. */
function faultOf(key: string): string | undefined {
  if (key === "postmaster") {
    return "is the operator's mailbox (RFC 5321 section 4.5.1); it needs another name";
  }
  if (!/\p{L}/u.test(key)) return "must hold a letter, or it is a number";
  const [sign] = /[+,;@"\\\p{Cc}]/u.exec(key) ?? [];
  return sign === undefined
    ? undefined
    : `must not hold ${JSON.stringify(sign)}, which ends a name in an address`;
}

function readSchedules(options: DirectoryOptions, reading: Reading): void {
  for (const [index, schedule] of options.schedules.entries()) {
    const path = ["schedule", index];
    const membersPath = [...path, "members"];
    const members = reading.members(schedule.members, membersPath);
    if (members.length === 0) reading.problem(membersPath, "is empty");
    reading.strangers(members, membersPath);
    const group = reading.drafts.get(nameKey(schedule.group));
    if (group?.path[0] !== "groups") {
      const text = JSON.stringify(schedule.group);
      reading.problem(
        [...path, "group"],
        `is ${text}; it must be a name in [groups], whose list there may be empty`,
      );
    }
    const read = readShifts(schedule);
    if (read.kind === "wrong") {
      for (const { option, text } of read.faults) {
        reading.problem([...path, option], text);
      }
    } else {
      const dutyAt = createDuty(read.shifts, options.zone);
      group?.schedules.push({ members, dutyAt });
    }
  }
}

/** Finds groups of nobody, and members that are neither contact nor group. */
function findStrangers(reading: Reading): void {
  for (const { path, members, schedules } of reading.drafts.values()) {
    if (path[0] === "groups" && members.length + schedules.length === 0) {
      reading.problem(path, "has neither members nor a schedule");
    }
    reading.strangers(members, path);
  }
}

/** Finds groups that hold themselves, each circle once; one that only a schedule closes counts. */
function findCycles({ drafts, problems }: Reading): void {
  const done = new Set<string>();
  const open: string[] = [];
  const visit = (key: string) => {
    const draft = drafts.get(key);
    if (draft === undefined || done.has(key)) return;
    const begin = open.indexOf(key);
    if (begin >= 0) {
      const names = [...open.slice(begin), key].map((it) =>
        drafts.get(it)?.name
      );
      const text = `holds itself: ${names.join(" > ")}`;
      problems.push({ path: draft.path, text });
      return;
    }
    open.push(key);
    for (const member of everyMember(draft)) {
      if (member.kind === "name") visit(member.key);
    }
    open.pop();
    done.add(key);
  };
  for (const key of drafts.keys()) visit(key);
}

function everyMember({ members, schedules }: Draft): readonly Member[] {
  return [...members, ...schedules.flatMap(({ members }) => members)];
}
