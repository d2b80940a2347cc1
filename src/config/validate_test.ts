import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "smol-toml";
import { renderProblems } from "./problem.ts";
import { defaults, keysOf } from "./schema.ts";
import { validate } from "./validate.ts";
import type { Overrides } from "./overrides.ts";

/** All problems of a text, as an operator sees them. */
function problemsOf(text: string, overrides: Overrides = {}): string[] {
  const result = validate(text, overrides);
  if (result.kind === "ok") return [];
  return renderProblems(result.problems, "c").split("\n");
}

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
      '--modem is "ttyS0"; it must be a port such as "/dev/serial/by-id/usb-…", "COM3", or "sim:" for a simulated modem',
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

Deno.test("validate() reports each of many broken keys once, whatever is wrong with the others", () => {
  // No option is a table with a key, so every chosen key is broken in its own way.
  const broken = Object.entries(keysOf).flatMap(([section, keys]) =>
    keys.map((key) => [section, key] as const)
  );
  fc.assert(fc.property(fc.subarray(broken), (chosen) => {
    const document: Record<string, Record<string, unknown>> = {};
    for (const [section, key] of chosen) {
      (document[section] ??= {})[key] = { wrong: true };
    }
    const { modem, ...others } = document;
    const text = stringify({ ...others, ...(modem && { modem: [modem] }) });
    const problems = problemsOf(text);
    for (const [section, key] of chosen) {
      const name = section === "modem" ? `[[modem]] #1` : `[${section}]`;
      const said = problems.filter((it) => it.includes(` ${name} ${key} is `));
      assert.equal(said.length, 1, `${name} ${key}\n${problems.join("\n")}`);
    }
    const portMissing = modem !== undefined && modem.port === undefined;
    assert.equal(problems.length, chosen.length + (portMissing ? 1 : 0));
  }));
});

Deno.test("validate() suggests every key when one of its letters is doubled", () => {
  for (const [section, keys] of Object.entries(keysOf)) {
    const header = section === "modem"
      ? '[[modem]]\nport="sim:"'
      : `[${section}]`;
    for (const key of keys) {
      const typo = key + key.at(-1);
      assert.deepEqual(
        problemsOf(`${header}\n${typo} = 1\n`).map((it) => it.split("; ")[1]),
        [`did you mean ${key}?`],
      );
    }
  }
});

Deno.test("validate() never throws, and never accepts a document that it cannot read", () => {
  const line = fc.oneof(
    fc.constantFrom("[smtp]", "[[modem]]", "[modem]", "port = 'sim:'", "= 1"),
    fc.constantFrom("listen = [", "]", '"', "max_line = 2000", "pin = '1234'"),
    fc.string(),
  );
  fc.assert(fc.property(fc.array(line), (lines) => {
    const result = validate(lines.join("\n"), {});
    if (result.kind === "invalid") assert.ok(result.problems.length > 0);
    else assert.ok(result.document.smtp.listen.length > 0);
  }));
});

Deno.test("the defaults are themselves a valid document", () => {
  assert.deepEqual(problemsOf(stringify(defaults)), []);
});
