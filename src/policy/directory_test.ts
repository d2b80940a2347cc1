import assert from "node:assert/strict";
import fc from "fast-check";
import { findTimeZone } from "../model/mod.ts";
import { createDirectory, type Directory } from "./directory.ts";
import type { DirectoryOptions } from "./directory_entries.ts";
import type { ScheduleOptions } from "./schedule.ts";

const zone = findTimeZone("Europe/Stockholm");
assert.ok(zone);
const empty: DirectoryOptions = {
  contacts: {},
  groups: {},
  schedules: [],
  zone,
};
const anna = "+46701234567";
const bo = "+46701234568";
const eva = "+46701234569";
const contacts = { anna: [anna], bo: [bo] };

// A Monday, winter time.
const monday = (time: string) => Date.parse(`2026-01-05T${time}+01:00`);

function schedule(changes: Partial<ScheduleOptions> = {}): ScheduleOptions {
  return {
    group: "oncall",
    days: ["mon-fri"],
    from: "08:00",
    to: "17:00",
    members: ["anna"],
    ...changes,
  };
}

function directoryOf(options: Partial<DirectoryOptions>): Directory {
  const made = createDirectory({ ...empty, ...options });
  assert.ok(made.kind === "directory", JSON.stringify(made));
  return made.directory;
}

function problemsOf(options: Partial<DirectoryOptions>): readonly string[] {
  const made = createDirectory({ ...empty, ...options });
  return made.kind === "directory"
    ? []
    : made.problems.map(({ path, text }) => `${path.join(".")} ${text}`);
}

/** The numbers of a name, or what else it is. */
function reach(directory: Directory, name: string, now = 0): string {
  const found = directory.resolve(name, now);
  if (found.kind === "numbers") return found.numbers.join(" ");
  if (found.kind === "unknown") return "unknown";
  return found.until === undefined
    ? "nobody"
    : `nobody until ${new Date(found.until).toISOString().slice(0, 16)}`;
}

Deno.test("names stand for numbers in any case", () => {
  const directory = directoryOf({
    contacts: {
      Anna: [anna],
      "Bo  Ek": [bo, eva],
      "Jörg": [eva],
      vakt: ["112"],
    },
  });
  const rows = [
    ["anna", anna],
    ["ANNA", anna],
    [" anna ", anna],
    ["bo ek", `${bo} ${eva}`],
    ["bo\tek", `${bo} ${eva}`],
    ["JO\u0308RG", eva],
    ["vakt", "112"],
    ["ann", "unknown"],
    ["annaa", "unknown"],
    ["", "unknown"],
    ["constructor", "unknown"],
    ["__proto__", "unknown"],
  ] as const;
  for (const [name, expected] of rows) {
    assert.equal(reach(directory, name), expected, name);
  }
});

Deno.test("groups hold contacts, numbers and groups, and reach each number once", () => {
  const directory = directoryOf({
    contacts,
    groups: {
      Oncall: ["anna", eva, "72404"],
      all: ["BO", "oncall", "anna", bo],
      twice: ["all", "oncall"],
    },
  });
  assert.equal(reach(directory, "oncall"), `${anna} ${eva} 72404`);
  assert.equal(reach(directory, "All"), `${bo} ${anna} ${eva} 72404`);
  assert.equal(reach(directory, "twice"), `${bo} ${anna} ${eva} 72404`);
});

Deno.test("an active schedule's members are the group's; without one its own list is", () => {
  const directory = directoryOf({
    contacts,
    groups: { oncall: [eva], all: ["oncall", "bo"] },
    schedules: [
      schedule(),
      schedule({ group: "ONCALL", from: "16:00", to: "20:00", members: [bo] }),
    ],
  });
  const rows = [
    ["07:59", eva],
    ["08:00", anna],
    ["16:30", `${anna} ${bo}`],
    ["17:00", bo],
    ["20:00", eva],
  ] as const;
  for (const [time, expected] of rows) {
    assert.equal(reach(directory, "oncall", monday(time)), expected, time);
  }
  assert.equal(reach(directory, "all", monday("09:00")), `${anna} ${bo}`);
});

Deno.test("a group of which nobody is on duty tells when somebody will be", () => {
  const directory = directoryOf({
    contacts,
    groups: {
      oncall: [],
      night: [],
      both: ["night", "oncall"],
      mix: ["both", "bo"],
    },
    schedules: [
      schedule(),
      schedule({ group: "night", days: ["tue"], from: "22:00", to: "06:00" }),
    ],
  });
  assert.equal(
    reach(directory, "oncall", monday("18:00")),
    "nobody until 2026-01-06T07:00",
  );
  assert.equal(
    reach(directory, "oncall", Date.parse("2026-01-09T18:00+01:00")),
    "nobody until 2026-01-12T07:00",
  );
  assert.equal(
    reach(directory, "both", monday("07:00")),
    "nobody until 2026-01-05T07:00",
  );
  assert.equal(reach(directory, "both", monday("09:00")), anna);
  assert.equal(reach(directory, "mix", monday("07:00")), bo);
});

Deno.test("resolve() says whether another moment may give other numbers", () => {
  const directory = directoryOf({
    contacts,
    groups: { oncall: ["bo"], all: ["oncall"], plain: ["anna"] },
    schedules: [schedule()],
  });
  const momentary = (name: string) => {
    const found = directory.resolve(name, monday("09:00"));
    return found.kind === "numbers" && found.momentary;
  };
  assert.deepEqual(
    ["anna", "plain", "oncall", "all"].map(momentary),
    [false, false, true, true],
  );
});

Deno.test("createDirectory() tells all that is wrong at once, and where", () => {
  assert.deepEqual(
    problemsOf({
      contacts: { anna: ["0170 1"], Bo: [bo], none: [], "c,d": [bo] },
      groups: {
        BO: ["anna"],
        oncall: ["ana", "anna", "12"],
        112: ["anna"],
        Postmaster: ["anna"],
        hollow: [],
      },
      schedules: [
        schedule({ from: "8", members: ["eve"] }),
        schedule({ group: "anna", members: [] }),
      ],
    }),
    [
      'contacts.anna.0 is "0170 1"; it must be a number with + and the country code, or a short code',
      "contacts.none has no number",
      'contacts.c,d must not hold ",", which ends a name in an address',
      "groups.112 must hold a letter, or it is a number",
      "groups.BO has the name of [contacts] Bo; one of them must go",
      'groups.oncall.2 is "12"; it must be a number with + and the country code, or a short code',
      "groups.Postmaster is the operator's mailbox (RFC 5321 section 4.5.1); it needs another name",
      'schedule.0.members.0 is "eve", which is in neither [contacts] nor [groups]',
      'schedule.0.from is "8"; it must be a time from "00:00" to "23:59"',
      "schedule.1.members is empty",
      'schedule.1.group is "anna"; it must be a name in [groups], whose list there may be empty',
      'groups.oncall.0 is "ana", which is in neither [contacts] nor [groups]',
      "groups.hollow has neither members nor a schedule",
    ],
  );
});

Deno.test("createDirectory() finds groups that hold themselves, also by a schedule", () => {
  assert.deepEqual(
    problemsOf({
      contacts,
      groups: {
        A: ["b", "anna"],
        b: ["c"],
        c: ["a"],
        d: ["a", "D"],
        ok: ["anna"],
      },
    }),
    [
      "groups.A holds itself: A > b > c > A",
      "groups.d holds itself: d > d",
    ],
  );
  assert.deepEqual(
    problemsOf({
      contacts,
      groups: { oncall: ["anna"], all: ["oncall"] },
      schedules: [schedule({ members: ["all"] })],
    }),
    ["groups.oncall holds itself: oncall > all > oncall"],
  );
});

Deno.test("any groups make a directory that answers, or problems", () => {
  const name = fc.constantFrom("a", "b", "c", "d", "e", "f");
  const members = fc.array(fc.oneof(name, fc.constantFrom(anna, bo)), {
    minLength: 1,
    maxLength: 4,
  });
  const groups = fc.dictionary(name, members);
  fc.assert(
    fc.property(groups, (groups) => {
      const made = createDirectory({ ...empty, groups });
      // A circle is one exactly if names can be followed for longer than there are names.
      const follow = (names: readonly string[], steps: number): boolean =>
        names.some((it) =>
          steps === 0 ||
          follow((groups[it] ?? []).filter((to) => to in groups), steps - 1)
        );
      const names = Object.keys(groups);
      const circle = follow(names, names.length);
      const strangers = Object.values(groups).flat().some((it) =>
        !it.startsWith("+") && !(it in groups)
      );
      assert.equal(made.kind === "problems", circle || strangers);
      if (made.kind === "problems") return;
      for (const it of names) {
        assert.equal(made.directory.resolve(it, 0).kind, "numbers");
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("a ladder of groups is climbed once, not once for each way up", () => {
  const groups: Record<string, readonly string[]> = { g0: [anna] };
  for (let level = 1; level <= 200; level++) {
    groups[`g${level}`] = [`g${level - 1}`, `G${level - 1}`];
  }
  assert.equal(reach(directoryOf({ groups }), "g200"), anna);
});
