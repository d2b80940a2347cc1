import assert from "node:assert/strict";
import { readTokens, TokenBook, tokensOnDisk } from "../src/auth/mod.ts";
import { systemClock } from "../src/model/mod.ts";
import { runProgram } from "./support/program.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

Deno.test("token add prints a token once, of which only a hash stays; list shows it, remove ends it", async () => {
  using folder = temporaryFolder();
  const path = folder.file("tokens.toml");
  const add = await runProgram(
    folder.path,
    ...["token", "add", "zabbix", "--role", "operator"],
  );
  assert.equal(add.code, 0, add.stderr);
  assert.match(add.stdout, /^cp_[A-Za-z0-9_-]{43}$/);
  assert.match(add.stderr, /Token "zabbix" may do what its role operator may/);
  assert.ok(!Deno.readTextFileSync(path).includes(add.stdout.slice(3)));
  const book = () =>
    new TokenBook(tokensOnDisk(path), { clock: systemClock, onEvent() {} });
  assert.equal(book().find(add.stdout)?.role, "operator");
  const list = await runProgram(folder.path, "token", "list", "--json");
  const [{ since, ...rest }] = JSON.parse(list.stdout);
  assert.deepEqual(rest, { name: "zabbix", role: "operator" });
  assert.match(since, /^\d{4}-\d\d-\d\d$/);
  const again = await runProgram(
    folder.path,
    ...["token", "add", "ZABBIX", "--role", "viewer"],
  );
  assert.equal(again.code, 1);
  assert.match(again.stderr, /^Token "zabbix" is there already/);
  const remove = await runProgram(folder.path, "token", "remove", "Zabbix");
  assert.equal(remove.code, 0, remove.stderr);
  assert.equal(book().find(add.stdout), undefined);
  const gone = await runProgram(folder.path, "token", "remove", "zabbix");
  assert.equal(gone.code, 1);
  assert.match(gone.stderr, /^No token "zabbix" in .*: "cellpost token list"/);
});

Deno.test("token add refuses a role and a name that are none, and a broken file is left alone", async () => {
  using folder = temporaryFolder();
  const add = (...args: readonly string[]) =>
    runProgram(folder.path, "token", "add", ...args);
  assert.equal((await add("zabbix")).code, 2);
  const root = await add("zabbix", "--role", "root");
  assert.equal(root.code, 2);
  assert.match(root.stderr, /^--role "root" is none: write viewer, operator/);
  assert.equal((await add(" x", "--role", "viewer")).code, 2);
  const path = folder.file("tokens.toml");
  assert.deepEqual(readTokens(path), { kind: "ok", tokens: [], warnings: [] });
  Deno.writeTextFileSync(path, "[[token");
  assert.equal((await add("zabbix", "--role", "viewer")).code, 1);
  const check = await runProgram(folder.path, "check");
  assert.equal(check.code, 1);
  assert.match(
    check.stderr,
    /tokens\.toml: Line 1, column \d+: Not valid TOML/,
  );
  assert.equal(Deno.readTextFileSync(path), "[[token");
});
