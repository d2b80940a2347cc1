import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePhoneNumber } from "../model/mod.ts";
import { readRecipient, type RecipientOptions } from "./recipient.ts";

const germany: RecipientOptions = {
  country: "DE",
  bareDigits: "international",
  shortCodes: false,
};
const nowhere: RecipientOptions = {
  bareDigits: "international",
  shortCodes: false,
};

/** What the 250 reply would name, or the whole refusal. */
function answer(path: string, options: RecipientOptions = germany): string {
  const verdict = readRecipient(path, options);
  if (verdict.kind === "accepted") return verdict.text;
  const { code, enhanced, text } = verdict.refusal;
  return `${code} ${enhanced} ${text}`;
}

function check(
  table: readonly (readonly [string, string])[],
  options?: RecipientOptions,
): void {
  for (const [path, expected] of table) {
    assert.equal(answer(path, options), expected, path);
  }
}

Deno.test("readRecipient() takes a number with its country code in every form", () => {
  check([
    ["+919812345678@x.y", "+919812345678"],
    ["+919812345678", "+919812345678"],
    ["00919812345678@x.y", "+919812345678"],
    ["00 91 98123 45678", "+919812345678"],
    ["p919812345678@x.y", "+919812345678"],
    ["P919812345678@x.y", "+919812345678"],
    ["tel:+491701234567@x", "+491701234567"],
    ["TEL:+49-170-1234567@x", "+491701234567"],
    ["sms:+491701234567@x", "+491701234567"],
    ["smsto:+491701234567", "+491701234567"],
    ["SMS=+491701234567@gw", "+491701234567"],
    ["sms=+49-170-1234567@gw", "+491701234567"],
    ["+491701234567/TYPE=PLMN@gw", "+491701234567"],
    ["+491701234567/type=plmn@gw", "+491701234567"],
    ["+80012345678", "+80012345678"],
    ["+2901234", "+2901234"],
    // A range that no metadata knows is possible all the same.
    ["+14155550000@x", "+14155550000"],
  ], nowhere);
});

Deno.test("readRecipient() takes the separators that people write", () => {
  check([
    ["+49 170 1234567@x", "+491701234567"],
    ["+49.170.1234567@x", "+491701234567"],
    ["+49-170-1234567@x", "+491701234567"],
    ["+49 (0)170 1234567@x", "+491701234567"],
    ["(+49) 170 1234567@x", "+491701234567"],
    ["0170/1234567@x", "+491701234567"],
    ["+49\u00a0170\u20131234567@x", "+491701234567"],
    ['"+49 (170) 123-45.67"@x', "+491701234567"],
    ['"\\+49 170 1234567"@x', "+491701234567"],
    ["\\+491701234567@x", "+491701234567"],
    ["  +491701234567  ", "+491701234567"],
    ['" +491701234567 "@"odd@domain"', "+491701234567"],
    ["+491701234567@[127.0.0.1]", "+491701234567"],
  ]);
});

Deno.test("readRecipient() gives national numbers the configured country", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["DE", "0170 1234567@x", "+491701234567"],
    ["DE", "1701234567", "+491701234567"],
    ["de", "01701234567", "+491701234567"],
    ["DE", "0170 1234567/TYPE=PLMN@gw", "+491701234567"],
    ["US", "(415) 555-2671@x", "+14155552671"],
    ["US", "1 415 555 2671", "+14155552671"],
    ["IT", "3331234567", "+393331234567"],
    ["IT", "0612345678", "+390612345678"],
    ["GB", "07911 123456", "+447911123456"],
    ["SE", "070-123 45 67", "+46701234567"],
    ["IN", "98123 45678", "+919812345678"],
    ["IN", "098123 45678", "+919812345678"],
    ["DK", "20 12 34 56", "+4520123456"],
    // Neither reading is valid: the national one, as it is possible.
    ["DE", "123456789", "+49123456789"],
  ];
  for (const [country, path, expected] of rows) {
    assert.equal(
      answer(path, { ...germany, country }),
      expected,
      `${path} in ${country}`,
    );
  }
});

Deno.test("readRecipient() reads bare digits as whichever reading is valid", () => {
  const path = "919812345678@x.y";
  for (const bareDigits of ["national", "international", "refuse"] as const) {
    // SE: the national reading is possible, not valid. US: too long. IN: both mean the same.
    for (const country of ["SE", "US", "IN"]) {
      assert.equal(
        answer(path, { country, bareDigits, shortCodes: false }),
        "+919812345678",
        `${country} ${bareDigits}`,
      );
    }
  }
  // DE: both are valid, for landline numbers there may be that long. So the option decides.
  const options = { country: "DE", shortCodes: false };
  assert.equal(
    answer(path, { ...options, bareDigits: "national" }),
    "+49919812345678",
  );
  assert.equal(
    answer(path, { ...options, bareDigits: "international" }),
    "+919812345678",
  );
  assert.equal(
    answer(path, { ...options, bareDigits: "refuse" }),
    '553 5.1.3 "919812345678" can mean +49919812345678 or +919812345678: write the one meant, with its +',
  );
});

Deno.test("readRecipient() asks for a country where a number needs one", () => {
  const why =
    "has no country code: write it with + and the country code, or set [message] country";
  check([
    ["0170 1234567@x", `553 5.1.3 "0170 1234567" ${why}`],
    ["919812345678@x", `553 5.1.3 "919812345678" ${why}`],
    ["72404@x", `553 5.1.3 "72404" ${why}`],
  ], nowhere);
  assert.equal(
    answer("0170 1234567", { ...germany, country: "XX" }),
    `553 5.1.3 "0170 1234567" ${why}`,
  );
});

Deno.test("readRecipient() takes short codes when allowed, after valid national numbers", () => {
  const options = { ...germany, shortCodes: true };
  check([
    ["72404@x", "72404"],
    ["112", "112"],
    ["tel:72404", "72404"],
    ["12345678", "12345678"],
    ["20123456", "+4920123456"],
    ["p72404@x", '553 5.1.3 "p72404" is too short for a number with +7'],
    [
      "12",
      '553 5.1.3 "12" is too short for a national number (Germany); with a country code, begin it with +',
    ],
  ], options);
  assert.equal(
    answer("20123456", { ...options, country: "DK" }),
    "+4520123456",
  );
  assert.equal(
    answer("20123456", { ...nowhere, shortCodes: true }),
    "20123456",
  );
  assert.equal(
    answer("112"),
    '553 5.1.3 "112" is too short for a national number (Germany); for short codes, set [message] short_codes',
  );
});

Deno.test("readRecipient() takes several numbers in one local part, each once", () => {
  check([
    ['"+49 (170) 123-45.67; 0170 1234568"@x', "+491701234567, +491701234568"],
    ['"+491701234567,+491701234567;0170 1234567"@x', "+491701234567"],
    ["+491701234567,+491701234568@x", "+491701234567, +491701234568"],
    ['"+491701234567;"@x', "+491701234567"],
    [
      '"+491701234567;+49123"@x',
      '553 5.1.3 "+49123" is too short for a number with +49 (Germany)',
    ],
    ['"+491701234567, anna"@x', '550 5.1.1 No contact "anna"'],
  ]);
  assert.deepEqual(readRecipient('"+491701234567,+491701234568"@x', germany), {
    kind: "accepted",
    recipient: { kind: "phones", numbers: ["+491701234567", "+491701234568"] },
    text: "+491701234567, +491701234568",
  });
});

Deno.test("readRecipient() says what is wrong with a number's length", () => {
  const german = "for a number with +49 (Germany)";
  const wrong: readonly (readonly [string, string])[] = [
    ["+49123", `is too short ${german}`],
    ["+4912345678901234567", `is too long ${german}`],
    ["+49170123456789012", `is too long ${german}`],
    ["+6512345", "is too short for a number with +65 (Singapore)"],
    ["+1415555", "is too short for a number with +1"],
    ["+87012345", "is too short for a number of this kind"],
    ["+999123456", "does not begin with a known country code"],
    ["+0491701234567", "does not begin with a known country code"],
    ["00", "is too short for a phone number"],
    [
      "1234567890123456",
      "is too long for a national number (Germany); with a country code, begin it with +",
    ],
  ];
  check(
    wrong.map(([path, why]) => [`${path}@x`, `553 5.1.3 "${path}" ${why}`]),
  );
});

Deno.test("readRecipient() says what is no number at all", () => {
  const strange: readonly (readonly [string, string])[] = [
    ["room12", "room"],
    ["1-800-FLOWERS", "FLOWERS"],
    ["+491701234567/TYPE=IPV4", "TYPE=IPV"],
    ["+491701234567/T33S=5", "T"],
    ["'+491701234567'", "'"],
    ["+491701234567@a", "@a"],
  ];
  check(strange.map(([path, part]) => {
    const why = `is not a phone number: "${part}" cannot be dialled`;
    return [`${path}@x`, `553 5.1.3 "${path}" ${why}`];
  }));
  const answers: readonly (readonly [string, RegExp])[] = [
    ["+49+170@x", /^553 5\.1\.3 "\+49\+170" .* "\+" can only begin one$/],
    ["++491701234567", /^553 .* "\+" can only begin one$/],
    ["tel:+491701234567;ext=5@x", /^553 5\.1\.3 "ext=5" .* "ext=" cannot be/],
    ['"+491701234567', /^553 5\.1\.3 "\\"\+491701234567" /],
    ["+49\r\n170", /^553 5\.1\.3 "\+49\\u\{d\}\\u\{a\}170" is not/],
  ];
  for (const [path, expected] of answers) assert.match(answer(path), expected);
});

Deno.test("readRecipient() takes what has no digit for a name", () => {
  check([
    ["anna@x", '550 5.1.1 No contact "anna"'],
    ['"Anna Berg"@x', '550 5.1.1 No contact "Anna Berg"'],
    ["jörg", '550 5.1.1 No contact "j\\u{f6}rg"'],
    ["anna.berg@host7.example", '550 5.1.1 No contact "anna.berg"'],
    ["+@x", '550 5.1.1 No contact "+"'],
    ["@x", '550 5.1.1 No contact ""'],
    ["", '550 5.1.1 No contact ""'],
    ['";;"@x', '550 5.1.1 No contact ""'],
  ]);
});

Deno.test("readRecipient() takes postmaster in any case, with or without domain", () => {
  for (
    const path of [
      "postmaster",
      "Postmaster",
      "POSTMASTER@x.y",
      '"postmaster"@x',
    ]
  ) {
    assert.deepEqual(readRecipient(path, nowhere), {
      kind: "accepted",
      recipient: { kind: "postmaster" },
      text: "postmaster",
    });
  }
});

const country = fc.constantFrom(
  undefined,
  "DE",
  "SE",
  "US",
  "IN",
  "GB",
  "IT",
  "XX",
);
const options: fc.Arbitrary<RecipientOptions> = fc.record({
  country,
  bareDigits: fc.constantFrom("national", "international", "refuse"),
  shortCodes: fc.boolean(),
});
const dialled = fc.string({
  unit: fc.constantFrom(...'0123456789+ -.();,p/@"\\'),
});

Deno.test("readRecipient() answers any path, in one line of ASCII and with canonical numbers", () => {
  const anyPath = fc.oneof(
    fc.string({ unit: "binary" }),
    dialled,
    fc.string({ minLength: 200, maxLength: 400 }),
  );
  fc.assert(
    fc.property(anyPath, options, (path, options) => {
      const verdict = readRecipient(path, options);
      if (verdict.kind === "refused") {
        const { code, enhanced, text } = verdict.refusal;
        assert.match(
          `${code} ${enhanced} ${text}`,
          /^55[03] 5\.1\.[13] [ -~]{1,190}$/,
        );
      } else if (verdict.recipient.kind === "phones") {
        assert.ok(verdict.recipient.numbers.length > 0);
        for (const number of verdict.recipient.numbers) {
          assert.equal(parsePhoneNumber(number), number);
        }
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("readRecipient() reads its own result as the same number", () => {
  // A trunk zero behind the country code is dropped, so a run of them would lose one at each reading.
  const national = fc.stringMatching(/^[1-9][0-9]{5,12}$/);
  fc.assert(fc.property(national, options, (national, options) => {
    const number = answer(`+49${national}`, options);
    fc.pre(number.startsWith("+"));
    assert.equal(answer(`${number}@any.domain`, options), number);
    assert.equal(answer(`00${number.slice(1)}`, options), number);
  }));
});

Deno.test("readRecipient() names countries in ASCII", () => {
  const options = { bareDigits: "refuse", shortCodes: false } as const;
  const texts = { "+9012": "(Turkiye)", "+22512": "(Cote d'Ivoire)" };
  for (const [path, name] of Object.entries(texts)) {
    const verdict = readRecipient(path, options);
    assert.ok(verdict.kind === "refused");
    assert.ok(verdict.refusal.text.includes(name), verdict.refusal.text);
  }
});
