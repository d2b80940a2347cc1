import assert from "node:assert/strict";
import fc from "fast-check";
import {
  findTimeZone,
  parsePhoneNumber,
  type PhoneNumber,
} from "../model/mod.ts";
import { createDirectory } from "./directory.ts";
import {
  createQuietHours,
  neverQuiet,
  type QuietCase,
  type QuietHours,
  type QuietRuleOptions,
} from "./quiet.ts";

const zone = findTimeZone("Europe/Berlin")!;
const anna = number("+491701111111");
const bo = number("+491702222222");
const carl = number("+467033333333");

const read = createDirectory({
  contacts: { anna: [anna], bo: [bo] },
  groups: {
    office: ["anna", "bo"],
    oncall: [],
    everybody: ["office", "oncall", carl],
  },
  schedules: [{
    group: "oncall",
    days: [],
    from: "00:00",
    to: "24:00",
    members: ["anna"],
  }],
  zone,
});
assert.ok(read.kind === "directory");
const memberships = read.directory.memberships();

const night = { days: [], from: "22:00", to: "07:00", urgent: true } as const;

Deno.test("memberships() follows lists and schedules to numbers and names", () => {
  const office = memberships.get("office");
  assert.equal(office?.kind, "group");
  assert.deepEqual([...office?.listed ?? []], [anna, bo]);
  const oncall = memberships.get("oncall");
  assert.deepEqual([...oncall?.listed ?? []], []);
  assert.deepEqual([...oncall?.ever ?? []], [anna]);
  const everybody = memberships.get("everybody");
  assert.deepEqual([...everybody?.listed ?? []].sort(), [carl, anna, bo]);
  assert.deepEqual(
    [...everybody?.names ?? []],
    ["everybody", "office", "oncall", "anna", "bo"],
  );
  assert.equal(memberships.get("anna")?.kind, "contact");
});

Deno.test("quiet hours hold over midnight, by the clocks of the zone, and a night that changes them", () => {
  const quiet = hours({ groups: [], numbers: [], ...night });
  const rows = [
    ["2026-11-23T20:59:59Z", undefined],
    ["2026-11-23T21:00:00Z", "2026-11-24T06:00:00Z"],
    ["2026-11-24T05:59:59Z", "2026-11-24T06:00:00Z"],
    ["2026-11-24T06:00:00Z", undefined],
    // Summer time begins: an hour less. It ends: an hour more.
    ["2027-03-27T21:00:00Z", "2027-03-28T05:00:00Z"],
    ["2027-10-30T20:00:00Z", "2027-10-31T06:00:00Z"],
  ] as const;
  for (const [at, end] of rows) {
    assert.equal(endAt(quiet, { recipient: anna }, at), end, at);
  }
});

Deno.test("quiet hours end when clocks show the time, also one that they skip or show twice", () => {
  const quiet = hours({ ...night, groups: [], numbers: [], to: "02:30" });
  const rows = [
    ["2027-03-27T23:00:00Z", "2027-03-28T01:00:00Z"],
    ["2027-10-30T22:00:00Z", "2027-10-31T00:30:00Z"],
    ["2027-10-31T00:45:00Z", undefined],
  ] as const;
  for (const [at, end] of rows) {
    assert.equal(endAt(quiet, { recipient: anna }, at), end, at);
  }
});

Deno.test("an urgent SMS passes quiet hours, unless they say otherwise", () => {
  const at = "2026-11-23T23:00:00Z";
  const end = "2026-11-24T06:00:00Z";
  const urgent = { recipient: anna, urgent: true };
  const rule = { ...night, groups: [], numbers: [] };
  assert.equal(endAt(hours(rule), urgent, at), undefined);
  assert.equal(endAt(hours({ ...rule, urgent: false }), urgent, at), end);
});

Deno.test("who a rule holds for goes by the way on which a number was reached, and by lists where it was the number itself", () => {
  const rows: readonly (readonly [
    Partial<QuietRuleOptions>,
    Omit<QuietCase, "urgent">,
    boolean,
  ])[] = [
    // By number or contact: in each group whose list has it, but in none by schedule.
    [{ groups: ["office"] }, { recipient: anna }, true],
    [{ groups: ["OFFICE"] }, { recipient: anna, reached: [""] }, true],
    [{ groups: ["office"] }, { recipient: anna, reached: ["anna"] }, true],
    [{ groups: ["anna"] }, { recipient: anna, reached: ["anna"] }, true],
    [{ groups: ["anna"] }, { recipient: anna, reached: ["bo"] }, true],
    [{ groups: ["office"] }, { recipient: carl }, false],
    [{ groups: ["oncall"] }, { recipient: anna }, false],
    // By group: that one, and those inside it.
    [{ groups: ["office"] }, { recipient: anna, reached: ["office"] }, true],
    [{ groups: ["office"] }, { recipient: anna, reached: ["oncall"] }, false],
    [{ groups: ["oncall"] }, { recipient: anna, reached: ["oncall"] }, true],
    [{ groups: ["office"] }, { recipient: bo, reached: ["everybody"] }, true],
    [
      { groups: ["office"] },
      { recipient: carl, reached: ["everybody"] },
      false,
    ],
    [{ groups: ["everybody"] }, { recipient: bo, reached: ["office"] }, false],
    // In several ways: while all are quiet.
    [
      { groups: ["office"] },
      { recipient: anna, reached: ["office", "oncall"] },
      false,
    ],
    [
      { groups: ["office", "oncall"] },
      { recipient: anna, reached: ["office", "oncall"] },
      true,
    ],
    [
      { groups: ["office"] },
      { recipient: anna, reached: ["office", ""] },
      true,
    ],
    // A group that has left the config is no way any more.
    [{ groups: ["office"] }, { recipient: anna, reached: ["gone"] }, true],
    // By number, and everybody.
    [{ numbers: ["+4670"] }, { recipient: carl }, true],
    [{ numbers: ["+4670"] }, { recipient: anna }, false],
    [{ numbers: [anna] }, { recipient: anna, reached: ["oncall"] }, true],
    [{}, { recipient: carl, reached: ["oncall"] }, true],
  ];
  const at = Date.parse("2026-11-23T23:00:00Z");
  for (const [rule, it, held] of rows) {
    const quiet = hours({ ...night, groups: [], numbers: [], ...rule });
    const row = `${JSON.stringify(rule)} ${JSON.stringify(it)}`;
    assert.equal(quiet.holdFor({ urgent: false, ...it }), held, row);
    const end = quiet.endAt({ urgent: false, ...it }, at);
    assert.equal(end !== undefined, held, row);
  }
});

Deno.test("quiet hours that touch are one, and of several ways the first that opens counts", () => {
  const rule = { groups: [], numbers: [], urgent: true, days: [] };
  const touching = hours(
    { ...rule, from: "22:00", to: "00:00" },
    { ...rule, from: "00:00", to: "05:00" },
    { ...rule, from: "04:00", to: "06:30" },
  );
  const at = "2026-11-23T21:30:00Z";
  assert.equal(
    endAt(touching, { recipient: carl }, at),
    "2026-11-24T05:30:00Z",
  );
  const ways = hours(
    { ...rule, groups: ["office"], from: "20:00", to: "09:00" },
    { ...rule, groups: ["oncall"], from: "20:00", to: "06:00" },
  );
  const both = { recipient: anna, reached: ["office", "oncall"] };
  assert.equal(endAt(ways, both, at), "2026-11-24T05:00:00Z");
});

Deno.test("quiet hours without an end do not silence anybody for ever", () => {
  const quiet = hours({
    ...{ groups: [], numbers: [], days: [], urgent: true },
    ...{ from: "08:00", to: "08:00" },
  });
  const at = Date.parse("2026-11-23T23:00:00Z");
  const it = { recipient: anna, urgent: false };
  assert.equal(quiet.endAt(it, at), undefined);
  assert.equal(quiet.after(it, at, 60_000), at + 60_000);
});

const minute = 60_000;
const someRules = fc.array(
  fc.record({
    groups: fc.constant([]),
    numbers: fc.constant([]),
    days: fc.constantFrom<string[]>([], ["sat-sun"], ["mon", "wed"]),
    from: fc.constantFrom("22:00", "00:30", "12:00", "02:15"),
    to: fc.constantFrom("07:00", "02:30", "13:00", "24:00"),
    urgent: fc.constant(true),
  }),
  { minLength: 1, maxLength: 3 },
);
// Around the nights in which clocks change.
const someMinute = fc.tuple(
  fc.constantFrom("2027-03-26T00:00Z", "2027-10-29T00:00Z"),
  fc.integer({ min: 0, max: 5 * 1440 }),
).map(([day, minutes]) => Date.parse(day) + minutes * minute);

Deno.test("endAt() is the first minute that is not quiet", () => {
  fc.assert(
    fc.property(someRules, someMinute, (rules, at) => {
      const quiet = hours(...rules);
      const it = { recipient: anna, urgent: false };
      const end = quiet.endAt(it, at);
      for (let each = at; each < (end ?? at); each += minute) {
        assert.notEqual(hours(...rules).endAt(it, each), undefined);
      }
      if (end !== undefined) assert.equal(quiet.endAt(it, end), undefined);
    }),
    { numRuns: 10 },
  );
});

Deno.test("after() counts just the time that is not quiet", () => {
  fc.assert(
    fc.property(
      someRules,
      someMinute,
      fc.integer({ min: 1, max: 2000 }),
      (rules, from, minutes) => {
        const quiet = hours(...rules);
        const it = { recipient: anna, urgent: false };
        const end = quiet.after(it, from, minutes * minute);
        let counted = 0;
        for (let each = from; each < end; each += minute) {
          if (quiet.endAt(it, each) === undefined) counted += 1;
        }
        assert.equal(counted, minutes);
      },
    ),
    { numRuns: 12 },
  );
  const it = { recipient: anna, urgent: false };
  assert.equal(neverQuiet.after(it, 5, 7), 12);
  assert.equal(neverQuiet.endAt(it, 5), undefined);
  assert.equal(neverQuiet.holdFor(it), false);
});

function hours(...rules: readonly QuietRuleOptions[]): QuietHours {
  return createQuietHours({ rules, zone, memberships });
}

function endAt(
  quiet: QuietHours,
  it: Omit<QuietCase, "urgent"> & { readonly urgent?: boolean },
  at: string,
): string | undefined {
  const end = quiet.endAt({ urgent: false, ...it }, Date.parse(at));
  return end === undefined
    ? undefined
    : new Date(end).toISOString().replace(".000", "");
}

function number(text: string): PhoneNumber {
  const parsed = parsePhoneNumber(text);
  assert.ok(parsed !== undefined, text);
  return parsed;
}
