import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryFolder } from "../../tests/support/temporary_folder.ts";
import { loadConfig } from "../config/mod.ts";
import { readRelayLogin } from "./relay_password.ts";

function loginOf(folder: string, lines: string) {
  const configPath = join(folder, "config.toml");
  Deno.writeTextFileSync(configPath, `[mail]\nrelay = "m"\n${lines}`);
  const result = loadConfig({ configPath, cwd: folder });
  assert.ok(result.kind === "ok", JSON.stringify(result));
  return readRelayLogin(result.config);
}

Deno.test("the relay's password is that of the config, or the first line of its file", () => {
  using folder = temporaryFolder();
  const { path } = folder;
  const user = 'user = "u"\n';
  const passwordFile = `${user}password_file = "pw"`;
  assert.deepEqual(loginOf(path, ""), { kind: "none" });
  const plain = loginOf(path, `${user}password = "p"`);
  assert.ok(plain.kind === "login");
  assert.equal(plain.password.reveal(), "p");
  const missing = loginOf(path, passwordFile);
  assert.ok(missing.kind === "problem");
  assert.match(missing.text, /^Cannot read .*pw, which \[mail\] password_file/);
  const file = join(path, "pw");
  Deno.writeTextFileSync(file, "\n", { mode: 0o600 });
  const empty = loginOf(path, passwordFile);
  assert.ok(empty.kind === "problem");
  assert.match(empty.text, /has no password in its first line$/);
  Deno.writeTextFileSync(file, "s3cret\r\nmore\n");
  const read = loginOf(path, passwordFile);
  assert.ok(read.kind === "login");
  assert.deepEqual([read.user, read.password.reveal(), read.exposed], [
    "u",
    "s3cret",
    undefined,
  ]);
  Deno.chmodSync(file, 0o644);
  const exposed = loginOf(path, passwordFile);
  assert.ok(exposed.kind === "login");
  assert.match(exposed.exposed ?? "", /chmod 600/);
});
