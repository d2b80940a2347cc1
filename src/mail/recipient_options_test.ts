import assert from "node:assert/strict";
import fc from "fast-check";
import {
  findTimeZone,
  parsePhoneNumber,
  type PhoneNumber,
} from "../model/mod.ts";
import { createDirectory } from "../policy/mod.ts";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { readRecipient, type RecipientOptions } from "./recipient.ts";
import { createDomainDefaults } from "./wishes.ts";

const anna = "+46701234567";
const bo = "+46701234568";
const zone = findTimeZone("Europe/Stockholm");
assert.ok(zone);
// A Wednesday, eight in the evening in Stockholm.
const clock = new ManualClock({ nowMs: Date.parse("2026-12-23T19:00Z") });
const eight = Date.parse("2026-12-24T07:00Z");

const made = createDirectory({
  contacts: { Anna: [anna], bo2: [bo], "Eva Ek": [anna, bo] },
  groups: { team: ["anna", bo], oncall: [], guard: [bo] },
  schedules: ["oncall", "guard"].map((group) => ({
    group,
    days: ["thu"],
    from: "08:00",
    to: "17:00",
    members: ["anna"],
  })),
  zone,
});
assert.ok(made.kind === "directory");
const { directory } = made;

const options: RecipientOptions = {
  country: "SE",
  bareDigits: "international",
  shortCodes: false,
  lookUp: (name, at) => directory.resolve(name, at ?? clock.now()),
  defaultsOf: createDomainDefaults({
    "flash.sms": { flash: true },
    "both.sms": { flash: true, priority: "urgent" },
    "plain.sms": { flash: false, priority: "normal" },
  }),
  localClock: { zone, clock },
};

/** What the reply would be. */
function answer(path: string): string {
  const verdict = readRecipient(path, options);
  if (verdict.kind === "accepted") return verdict.text;
  const { code, enhanced, text } = verdict.refusal;
  return `${code} ${enhanced} ${text}`;
}

/** Whom a path reaches: number and wishes. */
function reach(path: string): readonly string[] {
  const verdict = readRecipient(path, options);
  assert.ok(verdict.kind === "accepted", path);
  return [verdict.recipient, ...verdict.others ?? []].flatMap((it) =>
    it.kind === "phones"
      ? it.numbers.map((number) => `${number} ${JSON.stringify(it.wishes)}`)
      : []
  );
}

Deno.test("readRecipient() finds names in any case, and does not tell their numbers", () => {
  const rows = [
    ["anna@x", '"anna"'],
    ["ANNA", '"ANNA"'],
    ["bo2@x", '"bo2"'],
    ['"eva ek"@x', '2 numbers of "eva ek"'],
    ["team@x", '2 numbers of "team"'],
    ['"anna, 0701234569"@x', '"anna", +46701234569'],
    ["guard@x", '"guard"'],
    ["anan@x", '550 5.1.1 No contact "anan"'],
    ["bo3@x", '553 5.1.3 "bo3" is not a phone number: "bo" cannot be dialled'],
    ["postmaster+flash@x", '550 5.1.1 No contact "postmaster"'],
  ] as const;
  for (const [path, expected] of rows) {
    assert.equal(answer(path), expected, path);
  }
  assert.deepEqual(readRecipient("team@x", options), {
    kind: "accepted",
    recipient: { kind: "phones", numbers: [anna, bo] },
    text: '2 numbers of "team"',
  });
});

Deno.test("readRecipient() says when somebody will be on call", () => {
  assert.equal(
    answer("oncall+urgent@x"),
    '450 4.2.1 Nobody is on call for "oncall" now, the next shift begins at 2026-12-24 08:00 (Europe/Stockholm)',
  );
  const refusing: RecipientOptions = {
    ...options,
    lookUp: () => ({ kind: "nobody" }),
  };
  const verdict = readRecipient("oncall", refusing);
  assert.ok(verdict.kind === "refused");
  assert.equal(verdict.refusal.text, 'Nobody is on call for "oncall" now');
});

Deno.test("readRecipient() finds who is on call when the SMS goes out", () => {
  const rows = [
    ["guard+at-2026-12-24T0759@x", bo],
    ["guard+at-2026-12-24T0800@x", anna],
    ["oncall+at-2026-12-24T0800@x", anna],
  ] as const;
  for (const [path, number] of rows) {
    assert.equal(reach(path)[0]?.slice(0, anna.length), number, path);
  }
  assert.equal(
    answer("oncall+at-2026-12-24T1800@x"),
    '550 5.2.1 Nobody is on call for "oncall" then, the next shift begins at 2026-12-31 08:00 (Europe/Stockholm)',
  );
});

Deno.test("readRecipient() takes options behind numbers and names", () => {
  const rows = [
    [`${anna}+flash@x`, [`${anna} {"flash":true}`]],
    ["0701234567+FLASH+urgent@x", [
      `${anna} {"flash":true,"priority":"urgent"}`,
    ]],
    [`tel:${anna}+urgent`, [`${anna} {"priority":"urgent"}`]],
    [`p46701234567+urgent@x`, [`${anna} {"priority":"urgent"}`]],
    [`SMS=${anna}/TYPE=PLMN+urgent@x`, [`${anna} {"priority":"urgent"}`]],
    [`"\\+46 70-123 45 67 +flash"@x`, [`${anna} {"flash":true}`]],
    [`anna+at-2026-12-24T0800@x`, [`${anna} {"sendAt":${eight}}`]],
    [`${anna}+at-2026-12-24T08:00:00+flash@x`, [
      `${anna} {"flash":true,"sendAt":${eight}}`,
    ]],
    [`team+urgent`, [
      `${anna} {"priority":"urgent"}`,
      `${bo} {"priority":"urgent"}`,
    ]],
  ] as const;
  for (const [path, expected] of rows) {
    assert.deepEqual(reach(path), expected, path);
  }
  assert.equal(
    answer(`${anna}+urgent+at-2026-12-24T0800@x`),
    `${anna} (urgent, at 2026-12-24 08:00)`,
  );
  assert.equal(answer("team+flash"), '2 numbers of "team" (flash)');
});

Deno.test("readRecipient() binds options of a list to their own item", () => {
  const path = `"${anna}+flash, bo2; 0701234569+flash"@x`;
  assert.deepEqual(readRecipient(path, options), {
    kind: "accepted",
    recipient: {
      kind: "phones",
      numbers: [anna, "+46701234569"],
      wishes: { flash: true },
    },
    others: [{ kind: "phones", numbers: [bo] }],
    text: `${anna} (flash), "bo2", +46701234569 (flash)`,
  });
  // A number that is named twice gets one SMS.
  assert.deepEqual(reach(`"anna+flash, team+urgent"@x`), [
    `${anna} {"flash":true,"priority":"urgent"}`,
    `${bo} {"priority":"urgent"}`,
  ]);
  assert.deepEqual(reach(`"anna+at-2026-12-24T0800, team"@x`), [
    `${anna} undefined`,
    `${bo} undefined`,
  ]);
});

Deno.test("readRecipient() takes what the domain's table says, and what the address says besides", () => {
  const rows = [
    ["anna@flash.sms", `{"flash":true}`],
    ["anna@FLASH.Sms.", `{"flash":true}`],
    [`"${anna}"@flash.sms`, `{"flash":true}`],
    ["anna+urgent@flash.sms", `{"flash":true,"priority":"urgent"}`],
    ["anna@both.sms", `{"flash":true,"priority":"urgent"}`],
    ["anna@plain.sms", "undefined"],
    ["anna+flash@plain.sms", `{"flash":true}`],
    ["anna@other.sms", "undefined"],
    ["anna", "undefined"],
  ] as const;
  for (const [path, wishes] of rows) {
    assert.deepEqual(reach(path), [`${anna} ${wishes}`], path);
  }
});

Deno.test("readRecipient() refuses options that cannot be", () => {
  const known = "known are flash, urgent, bulk and at-2026-12-24T0800";
  const rows = [
    [`${anna}+nagios@x`, `553 5.1.3 "nagios" is no option: ${known}`],
    ["anna+nagios@x", `553 5.1.3 "nagios" is no option: ${known}`],
    [
      "+46123+nagios@x",
      '553 5.1.3 "+46123" is too short for a number with +46 (Sweden)',
    ],
    [
      `${anna}+4670@x`,
      `553 5.1.3 "${anna}+4670" is not a phone number: "+" can only begin one`,
    ],
    [
      "anna+at-2026-12-23T1900@x",
      '553 5.1.3 "at-2026-12-23T1900" is past: it is 2026-12-23 20:00 in Europe/Stockholm',
    ],
    [
      "anna+at-2027-12-24T0800@x",
      '553 5.1.3 "at-2027-12-24T0800" is more than 30 days ahead',
    ],
    ["+flash@x", '550 5.1.1 No contact "+flash"'],
    [`"anna, bo2+x"@x`, `553 5.1.3 "x" is no option: ${known}`],
  ] as const;
  for (const [path, expected] of rows) {
    assert.equal(answer(path), expected, path);
  }
});

Deno.test("readRecipient() says which verdicts are of this moment only", () => {
  const momentary = (path: string) => {
    const verdict = readRecipient(path, options);
    return verdict.kind === "accepted" && "momentary" in verdict;
  };
  for (
    const path of [anna, "anna", "team+flash", "postmaster", "x@flash.sms"]
  ) {
    assert.equal(momentary(path), false, path);
  }
  for (
    const path of ["guard", "anna+at-2026-12-24T0800", `"anna, guard+flash"`]
  ) assert.equal(momentary(path), true, path);
});

Deno.test("readRecipient() with names and options answers any path in one line of ASCII", () => {
  const piece = fc.constantFrom(
    ...[anna, "anna", "team", "oncall", "guard", "+flash", "+urgent", "+x"],
    ...[
      "+at-2026-12-24T0800",
      "+at-",
      "+",
      ",",
      ";",
      " ",
      '"',
      "@",
      "flash.sms",
    ],
    ...["é", "\\", "0701234569", "postmaster"],
  );
  const path = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(path, (path) => {
      const verdict = readRecipient(path, options);
      if (verdict.kind === "refused") {
        const { code, enhanced, text } = verdict.refusal;
        assert.match(
          `${code} ${enhanced} ${text}`,
          /^[45]5[03] [45]\.[0-9]\.[0-9] [ -~]{1,190}$/,
        );
        return;
      }
      assert.match(verdict.text, /^[ -~]+$/);
      const seen = new Set<PhoneNumber>();
      for (const it of [verdict.recipient, ...verdict.others ?? []]) {
        if (it.kind !== "phones") continue;
        assert.ok(it.numbers.length > 0);
        for (const number of it.numbers) {
          assert.equal(parsePhoneNumber(number), number);
          assert.ok(!seen.has(number));
          seen.add(number);
        }
      }
    }),
    { numRuns: 1000 },
  );
});
