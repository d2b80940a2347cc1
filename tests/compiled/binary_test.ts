import assert from "node:assert/strict";
import { join } from "node:path";
import { Child } from "../support/child.ts";
import { sendMail } from "../support/smtp_client.ts";

// What only the executable can show: everything is inside it, and its permissions are enough.
const binary = join(import.meta.dirname ?? ".", "../../dist/cellpost");

function start(folder: string, ...args: readonly string[]): Child {
  return new Child([binary, ...args], { cwd: folder });
}

async function run(folder: string, ...args: readonly string[]) {
  await using child = start(folder, ...args);
  const { code } = await child.status();
  return { code, output: child.output };
}

async function serve(folder: string, ...args: readonly string[]) {
  const listen = [
    "--smtp-listen",
    "127.0.0.1:0",
    "--web-listen",
    "127.0.0.1:0",
  ];
  const child = start(folder, "serve", ...listen, ...args);
  const [, port] = await child.line(/SMTP +127\.0\.0\.1:(\d+)/);
  return { child, address: { hostname: "127.0.0.1", port: Number(port) } };
}

async function inFolder(play: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await play(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the executable turns a mail into an SMS and takes commands meanwhile", async () => {
  await inFolder(async (folder) => {
    const { child, address } = await serve(folder, "--modem", "sim:");
    await using served = child;
    const html = "Content-Type: text/html; charset=iso-8859-15\n\n" +
      "<p>Pumpe <b>3</b> steht</p>";
    const sent = await sendMail(address, {
      to: "+4917012345678@sms",
      raw: `Subject: =?utf-8?B?QWxhcm0=?=\n${html}`,
    });
    assert.equal(sent.reply.code, 250);
    await served.line(/SMS to \+4917012345678 \(simulated/);
    await served.line(/\| Pumpe 3 steht/);
    await served.line(new RegExp(`${sent.id} to .* delivered .*simulated`));
    const shown = await run(folder, "queue", "show", sent.id);
    assert.equal(shown.code, 0);
    assert.match(shown.output, /Subject +Alarm/);
    const modems = await run(folder, "modems");
    assert.match(modems.output, /modem1 +usable \(simulated\)/);
    const second = await run(folder, "serve", "--modem", "sim:");
    assert.equal(second.code, 3);
    assert.match(second.output, new RegExp(`pid ${served.pid}`));
    await served.stop();
  });
});

Deno.test("the executable drives a modem on a serial port through its own foreign calls", async () => {
  await inFolder(async (folder) => {
    const modem = join(folder, "modem0");
    await using network = start(folder, "simulate", "--pty", modem);
    await network.line(/Simulated modem at/);
    const { child, address } = await serve(folder, "--modem", modem);
    await using served = child;
    const text = "Größe: " + "x".repeat(400);
    await sendMail(address, { to: "+4917012345678", text });
    await network.line(/SMS to \+4917012345678 .*3 segments/);
    await network.line(/\| Größe: x{400}$/);
    const modems = await run(folder, "modems");
    assert.match(modems.output, /IMEI \d{15}/);
    await served.stop();
    await network.stop();
  });
});

Deno.test("the executable says whose a port is that its user may not open", async () => {
  await inFolder(async (folder) => {
    const modem = join(folder, "modem0");
    await using network = start(folder, "simulate", "--pty", modem);
    await network.line(/Simulated modem at/);
    await Deno.chmod(folder, 0o755);
    await Deno.chmod(await Deno.realPath(modem), 0o000);
    // Root may open everything, so it asks as somebody else.
    const nobody = ["setpriv", "--reuid=65534", "--regid=65534"];
    const asUser = Deno.uid() === 0 ? [...nobody, "--clear-groups"] : [];
    const readable = asUser.length === 0 ? binary : await copyFor(folder);
    await using child = new Child(
      [...asUser, readable, "modems", "--modem", modem],
      { cwd: folder },
    );
    const { code } = await child.status();
    assert.equal(code, 0, child.output);
    assert.match(
      child.output,
      /modem1 +no permission .*\n +No permission .*group/,
    );
    await network.stop();
  });
});

/** The executable where every user may read it: the project's own folder may be closed to others. */
async function copyFor(folder: string): Promise<string> {
  const copy = join(folder, "cellpost");
  await Deno.copyFile(binary, copy);
  await Deno.chmod(copy, 0o755);
  return copy;
}

Deno.test("the executable goes on with what a kill -9 left behind", async () => {
  await inFolder(async (folder) => {
    const dead = join(folder, "not-there");
    const first = await serve(folder, "--modem", dead);
    const sent = await sendMail(first.address, {
      to: "+4917012345678",
      text: "Kept",
    });
    assert.notEqual(sent.id, "");
    await first.child.kill();
    const second = await serve(folder, "--modem", "sim:");
    await using served = second.child;
    await served.line(/\| Kept/);
    await served.stop();
  });
});

Deno.test("the executable manages users and makes a certificate", async () => {
  await inFolder(async (folder) => {
    const password = join(folder, "password.txt");
    await Deno.writeTextFile(password, "correct horse\n");
    const shell = ["sh", "-c", 'exec "$@" <"$0"', password];
    const add = [binary, "user", "add", "anna", "--network", "10.0.0.0/8"];
    await using adding = new Child([...shell, ...add], { cwd: folder });
    assert.equal((await adding.status()).code, 0, adding.output);
    const list = await run(folder, "user", "list");
    assert.equal(list.output, "anna  from 10.0.0.0/8");
    const removed = await run(folder, "user", "remove", "anna");
    assert.equal(removed.code, 0, removed.output);
    const cert = await run(folder, "cert");
    assert.equal(cert.code, 0, cert.output);
    assert.match(cert.output, /A certificate for .*localhost, .*127\.0\.0\.1/);
    assert.match(cert.output, /\ntls_cert = "/);
  });
});

Deno.test("the executable tells a user's mistakes in one line", async () => {
  await inFolder(async (folder) => {
    const none = await run(folder);
    assert.equal(none.code, 2);
    assert.equal(
      none.output,
      'No config yet: "cellpost init" makes one, or try --modem sim:',
    );
    await Deno.writeTextFile(
      join(folder, "config.toml"),
      '[smtp]\nlisten = "nowhere"\nmax_sise = "1MB"\n',
    );
    const check = await run(folder, "check");
    assert.equal(check.code, 1);
    assert.match(check.output, /config\.toml:2: .*listen/);
    assert.match(check.output, /config\.toml:3: .*did you mean.*max_size/);
    for (const command of ["--help", "help queue", "queue list --help"]) {
      const help = await run(folder, ...command.split(" "));
      assert.equal(help.code, 0, help.output);
      assert.match(help.output, /Examples?:/);
    }
    const unknown = await run(folder, "queue", "lst");
    assert.equal(unknown.code, 2);
    assert.match(unknown.output, /^error: unknown command 'lst'/);
    const version = await run(folder, "version");
    assert.equal(version.code, 0);
    assert.match(version.output, /^cellpost \d+\.\d+\.\d+ /);
  });
});
