import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "smol-toml";
import { renderProblems } from "./problem.ts";
import { defaults, type Document } from "./schema.ts";
import { allSections, headOf, keysIn } from "./sections.ts";
import { validate } from "./validate.ts";
import type { Overrides } from "./overrides.ts";

/** All problems of a text, as an operator sees them. */
function problemsOf(text: string, overrides: Overrides = {}): string[] {
  const result = validate(text, overrides);
  if (result.kind === "ok") return [];
  return renderProblems(result.problems, "c").split("\n");
}

function listenersOf({ smtp }: Document): readonly unknown[] {
  return [...smtp.listen, ...smtp.listener];
}

/** The keys that a section must have, with a good value. */
const requiredIn: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  modem: { port: '"sim:"' },
  "smtp.listener": { address: '":25"' },
  schedule: { group: '"oncall"', members: '["+46701234567"]' },
  quiet: { from: '"22:00"', to: '"07:00"' },
  sender: { address: '"a.example"' },
  escalation: { to: '["+46701234567"]' },
  pool: { name: '"austria"', modems: '["modem1"]' },
  route: { pool: '"*"' },
};

// What is wrong with files is in tests/configs; here are the cases that have no file, or too many.

Deno.test("validate() blames a flag for what a flag says", () => {
  const text = '[smtp]\nlisten = 7\n[[modem]]\nport = "nonsense"\n';
  assert.deepEqual(
    problemsOf(text, {
      smtpListen: ["25", "x"],
      modems: ["ttyS0", "COM3", "COM3"],
      logLevel: "loud",
    }),
    [
      '--smtp-listen is "x"; it must be an address and a port, such as "127.0.0.1:2525", "[::1]:2525", or ":25" for all interfaces',
      '--modem is "ttyS0"; it must be a port such as "/dev/serial/by-id/usb-…" or "COM3", "imei:…", "iccid:…", "auto", "tcp://host:4001", or "sim:" for a simulated modem',
      '--log-level is "loud"; it must be "debug", "info", "warning" or "error"',
      '--modem is "COM3", which [[modem]] #2 has already; each modem needs a port of its own',
    ],
  );
});

Deno.test("validate() takes good flags in the place of broken values", () => {
  const text = '[smtp]\nlisten = 7\n[[modem]]\nport = "nonsense"\n';
  const overrides = { smtpListen: ["2525"], modems: ["sim:", "sim:"] };
  assert.deepEqual(problemsOf(text, overrides), []);
});

Deno.test("validate() is not fooled by names that every object has", () => {
  const problems = problemsOf(
    "[smtp]\n__proto__ = 1\nconstructor = 2\n[toString]\nx = 1\n",
  );
  assert.equal(problems.length, 3);
  for (const problem of problems) {
    assert.match(problem, /is unknown; known are/);
  }
});

/** A section's head as the file has it and as a problem names it, with its keys and what they need around them. */
const keyed = allSections().filter(({ section }) => section.kind !== "names")
  .map(({ section, path }) => ({
    head: headOf({ section, path }),
    name: `${headOf({ section, path })}${section.kind === "list" ? " #1" : ""}`,
    keys: keysIn(section),
    required: requiredIn[path.join(".")] ?? {},
  }));

Deno.test("validate() reports each of many broken keys once, whatever is wrong with the others", () => {
  // No option but quirks, balance and modems is a table with a key, so every chosen key is broken in its own way.
  const broken = keyed.flatMap((section) =>
    section.keys.map((key) => ({ section, key }))
  );
  fc.assert(fc.property(fc.subarray(broken), (chosen) => {
    const text = keyed.map((section) => {
      const keys = chosen.filter((it) => it.section === section);
      const { head, required } = section;
      const lines = keys.map(({ key }) =>
        `${key} = ${
          /^(?:quirks|balance|modems)$/.test(key) ? "7" : "{ wrong = true }"
        }`
      );
      const rest = Object.entries(required)
        .filter(([key]) => !keys.some((it) => it.key === key))
        .map(([key, value]) => `${key} = ${value}`);
      return keys.length === 0 ? "" : [head, ...lines, ...rest].join("\n");
    }).join("\n");
    const problems = problemsOf(text);
    for (const { section: { name }, key } of chosen) {
      const said = problems.filter((it) => it.includes(` ${name} ${key} is `));
      assert.equal(said.length, 1, `${name} ${key}\n${problems.join("\n")}`);
    }
    assert.equal(problems.length, chosen.length, problems.join("\n"));
  }));
});

Deno.test("validate() misses every key that is required", () => {
  for (const { head, name, required } of keyed) {
    const keys = Object.keys(required);
    const problems = problemsOf(keys.length === 0 ? "" : head);
    assert.equal(problems.length, keys.length, head);
    for (const key of keys) {
      const said = problems.filter((it) =>
        it.startsWith(`c:1: ${name} ${key} is missing; it must `)
      );
      assert.equal(said.length, 1, key);
    }
  }
});

Deno.test("validate() suggests every key when one of its letters is doubled", () => {
  for (const { head, keys, required } of keyed) {
    const lines = Object.entries(required).map(([key, it]) => `${key} = ${it}`);
    for (const key of keys) {
      const typo = key + key.at(-1);
      const text = [head, ...lines, `${typo} = 1`].join("\n");
      assert.deepEqual(
        problemsOf(text).map((it) => it.split("; ")[1]),
        [`did you mean ${key}?`],
      );
    }
  }
});

Deno.test("validate() never throws, and never accepts a document that it cannot read", () => {
  const line = fc.oneof(
    fc.constantFrom("[smtp]", "[[modem]]", "[modem]", "port = 'sim:'", "= 1"),
    fc.constantFrom("listen = [", "]", '"', "max_line = 2000", "pin = '1234'"),
    fc.constantFrom("[[smtp.listener]]", "[contacts]", "[groups]", "[domains]"),
    fc.constantFrom("address = ':25'", "a = ['a', '']", "b = '123'", "a.b = 1"),
    fc.constantFrom("[[schedule]]", "group = 'a'", "members = ['a']", "[smtp]"),
    fc.string(),
  );
  fc.assert(fc.property(fc.array(line), (lines) => {
    const result = validate(lines.join("\n"), {});
    if (result.kind === "invalid") assert.ok(result.problems.length > 0);
    else assert.ok(listenersOf(result.document).length > 0);
  }));
});

Deno.test("validate() drops the file's listeners where --smtp-listen names one, even broken ones", () => {
  const text = '[[smtp.listener]]\naddress = 7\ntls = "starttls"\n';
  assert.equal(problemsOf(text).length, 2);
  const result = validate(text, { smtpListen: ["2525"] });
  assert.ok(result.kind === "ok");
  assert.deepEqual(listenersOf(result.document), [
    { hostname: "127.0.0.1", port: 2525 },
  ]);
});

Deno.test("validate() asks other rooms about what is theirs, and gives their answers a line", () => {
  const text = `[[modem]]
port = "sim:wrong"
[contacts]
anna = ["0701 234", "+46701234567"]
[groups]
oncall = [
  "anna",
  "0702",
]
[[schedule]]
group = "oncall"
members = ["0703"]
[message]
country = "SE"
strip_patterns = ["(", "a"]
`;
  const asked: unknown[] = [];
  const result = validate(text, {}, {
    number(number, { country }) {
      asked.push(number, country);
      return number.startsWith("+") ? undefined : `has ${number}`;
    },
    pattern: (it) => it === "(" ? "is no pattern" : undefined,
    port: (it) => it === "sim:wrong" ? "is wrong" : undefined,
  });
  assert.ok(result.kind === "invalid");
  assert.deepEqual(renderProblems(result.problems, "c").split("\n"), [
    "c:2: [[modem]] #1 port is wrong",
    "c:4: [contacts] anna has 0701234",
    "c:8: [groups] oncall, entry 2, has 0702",
    "c:12: [[schedule]] #1 members, entry 1, has 0703",
    "c:15: [message] strip_patterns, entry 1, is no pattern",
  ]);
  assert.deepEqual(asked, [
    ...["0701234", "SE", "+46701234567", "SE", "0702", "SE", "0703", "SE"],
  ]);
});

Deno.test("the defaults are themselves a valid document", () => {
  assert.deepEqual(problemsOf(stringify(defaults)), []);
});
