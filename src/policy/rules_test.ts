import assert from "node:assert/strict";
import fc from "fast-check";
import { parsePhoneNumber, type PhoneNumber } from "../model/mod.ts";
import {
  checkDomain,
  checkNumber,
  checkSender,
  createRules,
  matcherOf,
  type RuleOptions,
  standsFor,
} from "./rules.ts";

const open: RuleOptions = {
  users: ["*"],
  senders: ["*"],
  recipientDomains: ["*"],
  allowNumbers: [],
  denyNumbers: [],
};

function numberOf(text: string): PhoneNumber {
  const number = parsePhoneNumber(text);
  assert.ok(number, text);
  return number;
}

function senderText(
  options: Partial<RuleOptions>,
  reversePath: string,
  user?: string,
): string | undefined {
  const client = { address: "10.0.0.7", helo: "x", ...(user ? { user } : {}) };
  const rules = createRules({ ...open, ...options });
  return checkSender(rules, { client, reversePath })?.text;
}

function passesNumber(options: Partial<RuleOptions>, number: string): boolean {
  const rules = createRules({ ...open, ...options });
  return checkNumber(rules, numberOf(number)) === undefined;
}

Deno.test("checkSender() takes addresses, domains, all and the null sender, in any case", () => {
  const rows: readonly (readonly [string, readonly string[], boolean])[] = [
    ["a@b.c", ["*"], true],
    ["", ["*"], true],
    ["a@b.c", [], false],
    ["", [], false],
    ["a@b.c", ["a@b.c"], true],
    ["A@B.C", ["a@b.c"], true],
    ["a@b.c", ["A@B.c"], true],
    ["aa@b.c", ["a@b.c"], false],
    ["a@b.c", ["b.c"], true],
    ["a@B.C", ["@b.C"], true],
    ["a@b.c.", ["b.c"], true],
    ["a@b.c.", ["a@b.c"], true],
    ["a@x.b.c", ["b.c"], false],
    ["a@xb.c", ["@b.c"], false],
    ['"x@b.c"@evil', ["b.c", "x@b.c"], false],
    ["a@b.c", ["<>"], false],
    ["", ["<>"], true],
    ["", ["b.c"], false],
    ["root", ["root"], true],
    ["root@host", ["root"], false],
    ["jörg@b.c", ["Jo\u0308rg@b.c"], true],
    ["a@b.c", ["x.y", "a@b.c"], true],
    ["a@b.c", [" a@b.c "], true],
  ];
  for (const [path, senders, passes] of rows) {
    assert.equal(
      senderText({ senders }, path) === undefined,
      passes,
      `${path} of ${senders}`,
    );
  }
});

Deno.test("checkSender() asks only those for their user who logged in", () => {
  assert.equal(senderText({ users: [] }, "a@b.c"), undefined);
  assert.equal(senderText({ users: ["*"] }, "a@b.c", "bob"), undefined);
  assert.equal(senderText({ users: ["BOB"] }, "a@b.c", "bob"), undefined);
  assert.equal(
    senderText({ users: ["ann"] }, "a@b.c", "bob"),
    'The user "bob" is not in [policy] users: add it there, or log in as one who is',
  );
});

Deno.test("checkSender() says which option refused and what to do", () => {
  assert.equal(
    senderText({ senders: ["b.c"] }, "x@y.z"),
    'The sender "x@y.z" is not in [policy] senders: add it or its domain there, or set another sender address in the mail program',
  );
  assert.equal(
    senderText({ senders: ["b.c"] }, ""),
    'The null sender is not in [policy] senders: add "<>" there, or set a sender address in the mail program',
  );
});

Deno.test("checkDomain() takes listed domains in any case, and what has none", () => {
  const rules = createRules({
    ...open,
    recipientDomains: ["Sms.Plant", "@b.c"],
  });
  for (
    const path of [
      "+491701234567",
      "anna",
      "",
      "+491701234567@SMS.plant",
      "anna@b.c",
      "anna@b.c.",
      '"a@b"@sms.plant',
    ]
  ) {
    assert.equal(checkDomain(rules, path), undefined, path);
  }
  for (const path of ["anna@c", "anna@x.b.c", "anna@", "anna@[10.0.0.7]"]) {
    assert.equal(checkDomain(rules, path)?.code, 550, path);
  }
  assert.deepEqual(checkDomain(rules, "+491701234567@Gmail.com"), {
    code: 550,
    enhanced: "5.7.1",
    text:
      'The domain "Gmail.com" is not in [policy] recipient_domains: add it there, or write the recipient without a domain',
  });
  assert.equal(checkDomain(createRules(open), "anna@anything"), undefined);
});

Deno.test("checkNumber() lets denied prefixes win, however long the allowed ones", () => {
  const rules = { allowNumbers: ["+49"], denyNumbers: ["+49900"] };
  const rows: readonly (readonly [Partial<RuleOptions>, string, boolean])[] = [
    [{}, "+491701234567", true],
    [{}, "72404", true],
    [rules, "+491701234567", true],
    [rules, "+4990012345678", false],
    [rules, "+4670123456", false],
    [rules, "72404", false],
    [{ ...rules, allowNumbers: ["+4990012"] }, "+4990012345678", false],
    [{ denyNumbers: ["+49900"] }, "+4670123456", true],
    [{ denyNumbers: ["+49 900", "0049-137"] }, "+4913712345", false],
    [{ denyNumbers: ["+49 900"] }, "+4990012345", false],
    // A short code has no plus sign, and a prefix without one means short codes.
    [{ allowNumbers: ["724"] }, "72404", true],
    [{ allowNumbers: ["49"] }, "+491701234567", false],
    [{ denyNumbers: ["72"] }, "72404", false],
    [{ denyNumbers: ["49"] }, "+491701234567", true],
    [{ allowNumbers: ["+"] }, "+491701234567", true],
    [{ allowNumbers: ["+"] }, "72404", false],
    [{ allowNumbers: ["Germany"] }, "+491701234567", false],
  ];
  for (const [options, number, passes] of rows) {
    assert.equal(passesNumber(options, number), passes, `${number}`);
  }
});

Deno.test("checkNumber() says which option refused and what to do", () => {
  const rules = createRules({
    ...open,
    allowNumbers: ["+49"],
    denyNumbers: ["+49900"],
  });
  assert.deepEqual(checkNumber(rules, numberOf("+4990012345678")), {
    code: 550,
    enhanced: "5.7.1",
    text:
      "+4990012345678 begins with +49900, which [policy] deny_numbers refuses: take it out there, or send to another number",
  });
  assert.equal(
    checkNumber(rules, numberOf("+4670123456"))?.text,
    "+4670123456 begins with nothing that [policy] allow_numbers lists: add its prefix there, or send to another number",
  );
});

Deno.test("a refusal is one line of ASCII whatever the client says it is", () => {
  const rules = createRules({
    users: [],
    senders: [],
    recipientDomains: [],
    allowNumbers: ["+1"],
    denyNumbers: [],
  });
  const text = fc.string({ unit: "binary", minLength: 1 });
  fc.assert(fc.property(text, text, (one, other) => {
    const client = { address: "10.0.0.7", helo: one, user: other };
    const plain = { address: "10.0.0.7", helo: one };
    for (
      const refusal of [
        checkSender(rules, { client, reversePath: one }),
        checkSender(rules, { client: plain, reversePath: one }),
        checkDomain(rules, `${one}@${other}`),
      ]
    ) {
      assert.match(refusal?.text ?? "", /^[ -~]{1,250}$/);
    }
  }));
});

Deno.test("a number passes exactly if an allowed prefix and no denied one begins it", () => {
  const digits = fc.stringMatching(/^[1-9][0-9]{6,13}$/);
  const prefix = fc.stringMatching(/^\+[1-4]{0,2}$/);
  fc.assert(
    fc.property(
      digits,
      fc.array(prefix),
      fc.array(prefix),
      (digits, allowNumbers, denyNumbers) => {
        const number = `+${digits}`;
        const begins = (prefix: string) =>
          number.slice(0, prefix.length) === prefix;
        assert.equal(
          passesNumber({ allowNumbers, denyNumbers }, number),
          !denyNumbers.some(begins) &&
            (allowNumbers.length === 0 || allowNumbers.some(begins)),
        );
      },
    ),
  );
});

Deno.test("standsFor reads one entry as the list of senders does", () => {
  const stands = (entry: string, path: string) => standsFor(entry, path);
  assert.ok(stands("Zabbix@Plant.example", "zabbix@plant.example"));
  assert.ok(stands("plant.example", "root@PLANT.example."));
  assert.ok(stands("@plant.example", "root@plant.example"));
  assert.ok(stands("*", "") && stands("<>", ""));
  assert.ok(!stands("plant.example", "root@sub.plant.example"));
  assert.ok(!stands("<>", "root@plant.example") && !stands("plant", ""));
});

Deno.test("matcherOf answers as standsFor does, for its own entries and for others", () => {
  const entries = ["Zabbix@Plant.example", "@b.c", "*", "<>", ""];
  const paths = ["", "zabbix@plant.example", "root@B.C.", "b.c", "a@d"];
  const matches = matcherOf(entries);
  for (const entry of [...entries, "d", "plant.example"]) {
    for (const path of paths) {
      assert.equal(matches(entry, path), standsFor(entry, path), entry + path);
    }
  }
});
