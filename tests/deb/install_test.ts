/** `cellpost service install` of the executable alone, in a fresh Debian that takes itself for one that systemd manages. */
import assert from "node:assert/strict";
import { fromFileUrl } from "../interop/support/paths.ts";
import { Debian } from "./support/debian.ts";

const executable = fromFileUrl("../../../dist/cellpost");
const unit = "/etc/systemd/system/cellpost.service";

/** systemctl in a chroot enables, and does nothing about what would run. */
async function managed(debian: Debian): Promise<void> {
  await debian.must("mkdir", "-p", "/run/systemd/system");
  await Deno.copyFile(executable, debian.path("srv/cellpost"));
  await debian.must("chmod", "755", "/srv/cellpost");
}

function service(debian: Debian, ...args: readonly string[]) {
  return debian.run("/srv/cellpost", "service", ...args);
}

Deno.test("service install says what it does, does it once, and uninstall --purge undoes it", async () => {
  await using debian = await Debian.unpack();
  await managed(debian);
  const first = await service(debian, "install");
  assert.equal(first.code, 0, first.output);
  assert.deepEqual(
    first.output.split("\n").filter((it) => !/chroot/.test(it)),
    [
      "Copied /srv/cellpost to /usr/local/bin/cellpost",
      "Made the system user cellpost, in the group dialout",
      "Made the folder /etc/cellpost (0750)",
      "Wrote /etc/cellpost/config.toml (0640)",
      `Wrote ${unit} (0644)`,
      "cellpost starts with the machine",
      'cellpost is running: "cellpost service status" and "cellpost service logs" tell more',
    ],
  );
  const enabled = await debian.must("systemctl", "is-enabled", "cellpost");
  assert.equal(enabled, "enabled");
  const asUser = ["setpriv", "--reuid=cellpost", "--regid=cellpost"];
  const check = [...asUser, "--clear-groups", "cellpost", "check"];
  assert.equal((await debian.run(...check)).code, 0);

  const config = debian.path("etc/cellpost/config.toml");
  await Deno.writeTextFile(config, "# Mine\n", { append: true });
  const again = await service(debian, "install");
  assert.equal(again.code, 0, again.output);
  assert.doesNotMatch(again.output, /Copied|Made|Wrote/);
  assert.match(again.output, /^Left \/etc\/cellpost\/config\.toml as it is$/m);
  assert.match(again.output, /^Left .*cellpost\.service as it is$/m);

  const removed = await service(debian, "uninstall");
  assert.equal(removed.code, 0, removed.output);
  assert.match(removed.output, /^Removed .*cellpost\.service$/m);
  assert.match(await Deno.readTextFile(config), /^# Mine$/m);
  const purged = await service(debian, "uninstall", "--purge");
  assert.equal(purged.code, 0, purged.output);
  assert.match(purged.output, /^No service cellpost is installed$/m);
  await assert.rejects(Deno.stat(config));
  assert.notEqual((await debian.run("id", "cellpost")).code, 0);
});

Deno.test("what install cannot do it says in one line, and does nothing", async () => {
  await using debian = await Debian.unpack();
  await managed(debian);
  const nobody = ["setpriv", "--reuid=nobody", "--clear-groups"];
  const command = ["/srv/cellpost", "service"];
  const refused = async (expected: RegExp, ...words: readonly string[]) => {
    const { code, output } = await debian.run(...words);
    assert.equal(code, 1, output);
    assert.match(output, expected);
    assert.ok(!output.includes("\n"), output);
  };
  const root = /^Only root may do that: sudo cellpost service install/;
  await refused(root, ...nobody, ...command, "install");
  await refused(/sudo cellpost service stop$/, ...nobody, ...command, "stop");
  const home = ["--config", "/home/config.toml"];
  await refused(/put it to \/etc\//, ...command, "install", ...home);
  await debian.must(
    "sh",
    "-c",
    "mkdir /etc/cellpost && echo 'x = 1' >/etc/cellpost/config.toml",
  );
  await refused(/has mistakes/, ...command, "install");
  await debian.must("rmdir", "/run/systemd/system");
  await debian.must("rm", "-r", "/etc/cellpost");
  await refused(/^systemd does not run here/, ...command, "install");
  await assert.rejects(Deno.stat(debian.path(unit)));
  assert.notEqual((await debian.run("id", "cellpost")).code, 0);
});
