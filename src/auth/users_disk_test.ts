import assert from "node:assert/strict";
import { Secret } from "../model/mod.ts";
import { temporaryFolder } from "../../tests/support/temporary_folder.ts";
import { hashOfNobody } from "./password.ts";
import type { User } from "./user.ts";
import { readUsers, usersOnDisk, writeUsers } from "./users_disk.ts";

const options = { isNetwork: () => true };
const anna: User = {
  name: "anna",
  passwordHash: new Secret(hashOfNobody().reveal()),
  networks: [],
  disabled: false,
};
const posixOnly = Deno.build.os === "windows"; // modes and owners are POSIX's

function names(path: string): readonly string[] {
  const result = readUsers(path, options);
  assert.equal(result.kind, "ok");
  return result.kind === "ok" ? result.users.map(({ name }) => name) : [];
}

Deno.test("writeUsers() leaves the whole file and nothing else", () => {
  using folder = temporaryFolder();
  const path = folder.file("users.toml");
  assert.deepEqual(names(path), []);
  writeUsers(path, [anna]);
  assert.deepEqual(names(path), ["anna"]);
  writeUsers(path, [anna, { ...anna, name: "bert" }]);
  assert.deepEqual(names(path), ["anna", "bert"]);
  assert.deepEqual([...Deno.readDirSync(folder.path)].map((it) => it.name), [
    "users.toml",
  ]);
});

Deno.test({
  name: "users.toml is its owner's alone, also where it was open to others",
  ignore: posixOnly,
  fn() {
    using folder = temporaryFolder();
    const path = folder.file("users.toml");
    writeUsers(path, [anna]);
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    Deno.chmodSync(path, 0o644);
    const open = readUsers(path, options);
    assert.deepEqual(open.kind === "ok" && open.warnings, [
      `${path}: Others than its owner can get at the password hashes: run: chmod 600 ${path}`,
    ]);
    writeUsers(path, [anna]);
    const closed = readUsers(path, options);
    assert.deepEqual(closed.kind === "ok" && closed.warnings, []);
  },
});

Deno.test({
  name: "users.toml keeps the owner that lets the service read it",
  // Only root can give a file to somebody else.
  ignore: posixOnly || Deno.uid() !== 0,
  fn() {
    using folder = temporaryFolder();
    const path = folder.file("users.toml");
    writeUsers(path, [anna]);
    Deno.chownSync(path, 65534, 65534);
    writeUsers(path, []);
    const { uid, gid } = Deno.statSync(path);
    assert.deepEqual([uid, gid], [65534, 65534]);
  },
});

Deno.test("a write that fails leaves the file as it was, and no draft", () => {
  using folder = temporaryFolder();
  const path = folder.file("users.toml");
  Deno.mkdirSync(path);
  assert.throws(() => writeUsers(path, [anna]));
  assert.deepEqual([...Deno.readDirSync(folder.path)].map((it) => it.name), [
    "users.toml",
  ]);
});

Deno.test("a draft that a killed run left behind is no obstacle", () => {
  using folder = temporaryFolder();
  const path = folder.file("users.toml");
  Deno.writeTextFileSync(`${path}.${Deno.pid}.draft`, "half of it");
  writeUsers(path, [anna]);
  assert.deepEqual(names(path), ["anna"]);
});

Deno.test("readUsers() puts the path in front of each problem", () => {
  using folder = temporaryFolder();
  const path = folder.file("users.toml");
  Deno.writeTextFileSync(path, "a = 1\nb = 2\n");
  assert.deepEqual(readUsers(path, options), {
    kind: "invalid",
    problems: [
      `${path}: a is unknown: remove it; known: [[user]]`,
      `${path}: b is unknown: remove it; known: [[user]]`,
    ],
  });
  Deno.writeFileSync(path, Uint8Array.of(0xff, 0xfe));
  assert.deepEqual(readUsers(path, options), {
    kind: "invalid",
    problems: [
      `${path}: The file is not UTF-8 text: save it in that encoding`,
    ],
  });
});

Deno.test({
  name: "readUsers() says what to do where it may not read",
  permissions: { read: false },
  fn() {
    assert.deepEqual(readUsers("/srv/users.toml", options), {
      kind: "invalid",
      problems: [
        "/srv/users.toml: No permission to read the file: let the user that runs cellpost read it",
      ],
    });
  },
});

Deno.test("a source's version changes with each write, and stays without", () => {
  using folder = temporaryFolder();
  const path = folder.file("users.toml");
  const source = usersOnDisk(path, options);
  const versions = [source.version()];
  for (const users of [[anna], [{ ...anna, name: "bert" }], []]) {
    writeUsers(path, users);
    versions.push(source.version());
    assert.equal(source.version(), versions.at(-1));
  }
  assert.equal(new Set(versions).size, versions.length);
});
