/** The Debian package in a fresh Debian: what it leaves, how its service lives, and that it goes again. */
import assert from "node:assert/strict";
import { fromFileUrl } from "../interop/support/paths.ts";
import { freePort } from "../support/free_port.ts";
import { NotifyReader } from "../support/notify_socket.ts";
import { sendMail } from "../support/smtp_client.ts";
import { Debian } from "./support/debian.ts";

const dist = fromFileUrl("../../../dist/");
const unitPath = "lib/systemd/system/cellpost.service";

async function packageFile(): Promise<string> {
  for await (const { name } of Deno.readDir(dist)) {
    if (/^cellpost_.*\.deb$/.test(name)) return `${dist}${name}`;
  }
  throw new Error("No package: deno task deb makes one");
}

async function installed(debian: Debian): Promise<void> {
  await Deno.copyFile(await packageFile(), debian.path("tmp/cellpost.deb"));
  await debian.must("dpkg", "-i", "/tmp/cellpost.deb");
}

/** A config as an administrator writes it into the one that the package brought. */
async function edit(
  debian: Debian,
  changes: Readonly<Record<string, string>>,
): Promise<void> {
  const path = debian.path("etc/cellpost/config.toml");
  let text = await Deno.readTextFile(path);
  for (const [line, other] of Object.entries(changes)) {
    assert.ok(text.includes(`\n${line}\n`), line);
    text = text.replace(`\n${line}\n`, `\n${other}\n`);
  }
  await Deno.writeTextFile(path, text);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Below 1024, where only who has the capability may listen. */
function privilegedPort(): number {
  for (let port = 1023; port > 512; port--) {
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error("No port below 1024 is free");
}

Deno.test("lintian has nothing against the package", async () => {
  const { stdout, stderr } = await new Deno.Command("lintian", {
    args: ["--no-cfg", "--allow-root", await packageFile()],
  }).output();
  const said = new TextDecoder().decode(stdout) +
    new TextDecoder().decode(stderr);
  // Where the tree has no manual, the package has none.
  const manual = await isThere(fromFileUrl("../../../packaging/cellpost.1"));
  const missing = "W: cellpost: no-manual-page [usr/bin/cellpost]";
  assert.equal(said.trim(), manual ? "" : missing);
});

Deno.test("the package leaves user, config and an enabled unit, and a purge takes all but the user", async () => {
  await using debian = await Debian.unpack();
  await installed(debian);
  const groups = await debian.must("id", "-nG", "cellpost");
  assert.deepEqual(groups.split(" "), ["cellpost", "dialout"]);
  const stat = ["stat", "--format", "%U:%G %a %n"];
  assert.equal(
    await debian.must(...stat, "/etc/cellpost", "/etc/cellpost/config.toml"),
    "root:cellpost 750 /etc/cellpost\nroot:cellpost 640 /etc/cellpost/config.toml",
  );
  const enabled = await debian.must("systemctl", "is-enabled", "cellpost");
  assert.equal(enabled, "enabled");
  const as = (user: string) => ["setpriv", `--reuid=${user}`, "--clear-groups"];
  const check = ["cellpost", "check"];
  const own = [...as("cellpost"), "--regid=cellpost", ...check];
  assert.equal((await debian.run(...own)).code, 0);
  const other = [...as("nobody"), "--regid=nogroup", ...check];
  assert.match((await debian.run(...other)).output, /No permission/);
  await debian.must("dpkg", "--verify", "cellpost");
  // Installed over itself, it keeps what the administrator has written.
  await edit(debian, { 'port = "auto"': 'port = "sim:"' });
  await debian.must("dpkg", "-i", "/tmp/cellpost.deb");
  const config = debian.path("etc/cellpost/config.toml");
  assert.match(await Deno.readTextFile(config), /^port = "sim:"$/m);

  await debian.must("dpkg", "-r", "cellpost");
  assert.match(await Deno.readTextFile(config), /^port = "sim:"$/m);
  await assert.rejects(Deno.stat(debian.path("usr/bin/cellpost")));
  await debian.must("mkdir", "/var/lib/cellpost");
  await debian.must("dpkg", "-P", "cellpost");
  const left = "find / -xdev -path /proc -prune -o -name '*cellpost*' -print";
  assert.equal(
    await debian.must("sh", "-c", `${left} | grep -v ^/tmp/ || true`),
    "",
  );
  assert.equal((await debian.run("dpkg", "-s", "cellpost")).code, 1);
});

Deno.test("the package's service runs as its unit says: mail to SMS, commands, a stop with an SMS in flight, a start", async () => {
  await using debian = await Debian.unpack();
  await installed(debian);
  const port = privilegedPort();
  await edit(debian, {
    'port = "auto"': 'port = "sim:latency=2s"',
    '#listen = ["127.0.0.1:2525"]': `listen = ["127.0.0.1:${port}"]`,
    '#listen = ["127.0.0.1:8525"]': `listen = ["127.0.0.1:${freePort()}"]`,
  });
  const name = "/run/notify";
  await using systemd = new NotifyReader(debian.path(name));
  await Deno.chmod(debian.path(name), 0o777);
  const env = { NOTIFY_SOCKET: name, WATCHDOG_USEC: "1000000" };
  const address = { hostname: "127.0.0.1", port };
  const mail = { to: "+4917012345678@sms" };

  await using served = await debian.startUnit(unitPath, env);
  let at = await systemd.message(/^READY=1$/);
  const first = await sendMail(address, { ...mail, text: "One mail" });
  await served.line(/^ {2}\| One mail$/);
  at = await systemd.message(/^WATCHDOG=1$/, at);
  const shown = await debian.must("cellpost", "queue", "show", first.id);
  assert.match(shown, /^To \+4917012345678 +(sent|delivered)/m);
  // Another user is told so, and learns nothing.
  const other = ["setpriv", "--reuid=nobody", "--clear-groups", "cellpost"];
  assert.notEqual((await debian.run(...other, "queue", "list")).code, 0);
  await sendMail(address, { ...mail, text: "In flight" });
  await sendMail(address, { ...mail, text: "Left for later" });
  const sending = ["cellpost", "queue", "list", "--state", "sending"];
  while (!/ sending /.test((await debian.run(...sending)).output));
  served.signal("SIGTERM");
  const stopping = await systemd.message(/^STOPPING=1$/, at);
  assert.equal((await served.status()).code, 0, served.output);
  assert.doesNotMatch(served.output, /uncertain/);

  await using again = await debian.startUnit(unitPath, env);
  await systemd.message(/^READY=1$/, stopping);
  await again.line(/^ {2}\| Left for later$/);
  await again.stop();
  const all = `${served.output}\n${again.output}`;
  for (const text of ["One mail", "In flight", "Left for later"]) {
    assert.equal(all.split(`  | ${text}`).length - 1, 1, text);
  }
});
