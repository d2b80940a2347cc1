import assert from "node:assert/strict";
import fc from "fast-check";
import { roles, Secret } from "../model/mod.ts";
import { hashOfNobody } from "./password.ts";
import { isUserName, nameKey, type User } from "./user.ts";
import { parseUsers, serialiseUsers } from "./users_file.ts";

const isNetwork = (text: string) => /^[0-9a-f.:]+(?:\/\d+)?$/.test(text);
const hash = hashOfNobody().reveal();

function user(name: string, more: Partial<User> = {}): User {
  return {
    name,
    passwordHash: new Secret(hash),
    networks: [],
    disabled: false,
    ...more,
  };
}

function problems(text: string): readonly string[] {
  const result = parseUsers(text, { isNetwork });
  assert.equal(result.kind, "invalid", text);
  return result.kind === "invalid" ? result.problems : [];
}

function plain(users: readonly User[]) {
  return users.map((it) => ({ ...it, passwordHash: it.passwordHash.reveal() }));
}

Deno.test("serialiseUsers() writes what a person can read", () => {
  assert.equal(
    serialiseUsers([
      user("anna"),
      user("PLC 7", { networks: ["10.0.0.0/8", "::1"], disabled: true }),
      user("bert", { role: "operator" }),
    ]),
    `# Who may log in. Written by "cellpost user add" and "remove".

[[user]]
name = "anna"
password = "${hash}"

[[user]]
name = "PLC 7"
password = "${hash}"
networks = [ "10.0.0.0/8", "::1" ]
disabled = true

[[user]]
name = "bert"
password = "${hash}"
role = "operator"
`,
  );
});

Deno.test("parseUsers() reads back whatever serialiseUsers() writes", () => {
  const name = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(...`ab"'\\#[]=.é `), maxLength: 64 }),
  ).filter(isUserName);
  const users = fc.uniqueArray(
    fc.record({
      name,
      passwordHash: fc.constant(new Secret(hash)),
      networks: fc.array(fc.constantFrom("10.0.0.0/8", "::1", "192.0.2.7")),
      disabled: fc.boolean(),
      role: fc.constantFrom(...roles),
    }, {
      requiredKeys: ["name", "passwordHash", "networks", "disabled"],
    }),
    { selector: (it) => nameKey(it.name), maxLength: 5 },
  );
  fc.assert(fc.property(users, (users) => {
    const result = parseUsers(serialiseUsers(users), { isNetwork });
    assert.equal(result.kind, "ok");
    if (result.kind === "ok") {
      assert.deepEqual(plain(result.users), plain(users));
    }
  }));
});

Deno.test("parseUsers() takes an empty file", () => {
  assert.deepEqual(parseUsers("", { isNetwork }), {
    kind: "ok",
    users: [],
    warnings: [],
  });
});

Deno.test("parseUsers() finds all problems in one run: what, where, what to do", () => {
  const text = `
groups = 1
[[user]]
name = "anna"
password = "secret word"
[[user]]
password = "${hash}"
networks = ["10.0.0.0/8", "hall 3"]
colour = "red"
[[user]]
name = "a\\tb"
password = "${hash}"
disabled = "yes"
networks = "10.0.0.1"
[[user]]
name = "ANNA"
password = "${hash}"
`;
  assert.deepEqual(problems(text), [
    '[[user]] #1 ("anna") password is nothing that "cellpost user add" writes: remove the user here, and add it anew by that',
    "[[user]] #2 name is missing: add it, or remove the user",
    '[[user]] #2 networks entry 2 is no network: write one such as "192.168.1.0/24", or one address',
    "[[user]] #3 name is no name: use 1 to 64 printable characters, no space at either end",
    '[[user]] #3 networks must be a list such as ["192.168.1.0/24"]',
    "[[user]] #3 disabled must be true or false",
    "groups is unknown: remove it; known: [[user]]",
    "[[user]] #2 colour is unknown: remove it; known: name, password, networks, disabled, role",
    '[[user]] #4 ("ANNA") has the name of #1, case aside: remove one of them',
  ]);
});

Deno.test("parseUsers() says where the TOML breaks, and shows no line of it", () => {
  const [problem = "", ...rest] = problems(
    `[[user]]\nname = "anna"\npassword = "${hash}\n`,
  );
  assert.deepEqual(rest, []);
  assert.match(problem, /^Line 3, column \d+: Not valid TOML: .*; mend it, or/);
  assert.ok(!problem.includes("scrypt"), problem);
});

Deno.test("parseUsers() takes any TOML without throwing, and shows no secret", () => {
  const odd = [
    "user = 1",
    'user = ["a"]',
    "user = [[]]",
    "user = []",
    "[user]\nname = 1",
    "[[user]]\nname = 1\npassword = 2",
    "[[user]]\nname = 2024-01-01\npassword = { secret = 'Geheim' }",
    "[[user]]\nname = 'a'\npassword = 'Geheim'",
    "__proto__ = 1",
  ];
  for (const text of odd) {
    const result = parseUsers(text, { isNetwork });
    if (text === "user = []") assert.equal(result.kind, "ok");
    else assert.ok(!problems(text).join("\n").includes("Geheim"), text);
  }
});

Deno.test("a role is one of three words", () => {
  const text = `[[user]]\nname = "anna"\npassword = "${hash}"\nrole = "root"`;
  assert.deepEqual(problems(text), [
    '[[user]] #1 ("anna") role must be "viewer", "operator" or "admin"',
  ]);
});
