import assert from "node:assert/strict";
import { temporaryFolder } from "../../../tests/support/temporary_folder.ts";
import { CommandError } from "../exit_code.ts";
import { writeConfig } from "./write_config.ts";

const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;

Deno.test("a config is written for its owner alone, and its folder made", () => {
  using folder = temporaryFolder();
  const path = folder.file("etc/cellpost/config.toml");
  assert.equal(writeConfig("one", { path, force: false }), undefined);
  assert.equal(Deno.readTextFileSync(path), "one");
  if (Deno.build.os !== "windows") assert.equal(modeOf(path), 0o600);
});

Deno.test("a config that is there is never overwritten unasked, and then kept", () => {
  using folder = temporaryFolder();
  const path = folder.file("config.toml");
  Deno.writeTextFileSync(path, "mine");
  assert.throws(
    () => writeConfig("one", { path, force: false }),
    (error) =>
      error instanceof CommandError && error.code === 1 &&
      error.message.startsWith(`${path} is there already, and stays`),
  );
  assert.equal(Deno.readTextFileSync(path), "mine");
  const first = writeConfig("two", { path, force: true });
  const second = writeConfig("three", { path, force: true });
  assert.deepEqual([first, second], [`${path}.bak`, `${path}.bak2`]);
  assert.deepEqual(
    [path, first, second].map((it) => Deno.readTextFileSync(it ?? "")),
    ["three", "mine", "two"],
  );
  const names = [...Deno.readDirSync(folder.path)].map((it) => it.name);
  assert.deepEqual(names.toSorted(), [
    "config.toml",
    "config.toml.bak",
    "config.toml.bak2",
  ]);
});

Deno.test("force where there is nothing to force needs no copy, and trouble is told in a line", () => {
  using folder = temporaryFolder();
  const path = folder.file("config.toml");
  assert.equal(writeConfig("one", { path, force: true }), undefined);
  const below = folder.file("config.toml/config.toml");
  assert.throws(
    () => writeConfig("two", { path: below, force: false }),
    (error) =>
      error instanceof CommandError && error.code === 3 &&
      /^Cannot write .*config\.toml: /.test(error.message),
  );
});

Deno.test({
  name: "a group may read the service's config",
  ignore: Deno.build.os === "windows", // files have no groups there
  fn() {
    using folder = temporaryFolder();
    const path = folder.file("config.toml");
    const group = Deno.gid() ?? 0;
    writeConfig("one", { path, force: false, group });
    assert.equal(modeOf(path), 0o640);
    assert.equal(Deno.statSync(path).gid, group);
  },
});

Deno.test({
  name:
    "who may read a config may read the one in its place: a service goes on",
  ignore: Deno.build.os === "windows", // files have no modes there
  fn() {
    using folder = temporaryFolder();
    const path = folder.file("config.toml");
    const replacedAt = (mode: number) => {
      Deno.writeTextFileSync(path, "mine");
      Deno.chmodSync(path, mode);
      const backup = writeConfig("new", { path, force: true });
      // Whoever could read its secrets can still; the copy is for nobody else.
      assert.equal(modeOf(backup ?? ""), 0o600);
      return modeOf(path);
    };
    assert.deepEqual(
      [0o640, 0o644, 0o600, 0o400, 0o666].map(replacedAt),
      [0o640, 0o644, 0o600, 0o600, 0o644],
    );
    const group = Deno.gid() ?? 0;
    Deno.chmodSync(path, 0o600);
    writeConfig("new", { path, force: true, group });
    assert.equal(modeOf(path), 0o640);
  },
});
