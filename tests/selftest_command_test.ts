import assert from "node:assert/strict";
import { freePort } from "./support/free_port.ts";
import { addressOf, runProgram, startProgram } from "./support/program.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";
import { TerminalPerson } from "./support/terminal_person.ts";

/** Other tests may have the port of the screen. */
const noScreen = ["--web-listen", "127.0.0.1:0"];

/** A folder with a config that `cellpost init` has made. */
async function initialised(...flags: readonly string[]) {
  const folder = temporaryFolder();
  const listen = ["--listen", `127.0.0.1:${freePort()}`];
  const init = ["init", "--yes", ...listen, ...flags];
  const { code, stderr } = await runProgram(folder.path, ...init);
  assert.equal(code, 0, stderr);
  return folder;
}

Deno.test("the whole loop of a running cellpost is tested, by SMTP and back into the inbox", async () => {
  using folder = await initialised("--modem", "sim:");
  await using served = startProgram(folder.path, ["serve", ...noScreen]);
  const { port } = await addressOf(served);
  const test = await runProgram(folder.path, "selftest");
  assert.equal(test.code, 0, test.stdout + test.stderr);
  assert.match(
    test.stderr,
    /^One SMS to \+1\d{3}55501\d\d, the own number of modem1: it is simulated and costs nothing$/m,
  );
  const names = test.stdout.match(
    /(?<=^ +\S+ )(accepted|sent|delivered|received)/gm,
  );
  assert.deepEqual(
    names?.toSorted(),
    ["accepted", "delivered", "received", "sent"],
  );
  assert.match(test.stdout, new RegExp(`by SMTP at 127\\.0\\.0\\.1:${port}\n`));
  assert.match(test.stdout, /\nThe whole loop works: .* in all$/);
  const command = await runProgram(
    folder.path,
    ...["selftest", "--no-smtp", "--json"],
  );
  const view = JSON.parse(command.stdout);
  assert.equal(view.passed, true);
  assert.equal(view.modem, "modem1");
  assert.match(view.steps[0].text, /by command, as --no-smtp asks$/);
  const inbox = await runProgram(folder.path, "inbox");
  assert.equal(
    inbox.stdout.match(/Cellpost selftest [0-9a-f]{10}/g)?.length,
    2,
  );
  const none = await runProgram(folder.path, "selftest", "--modem", "roof");
  assert.equal(none.code, 1);
  assert.equal(none.stderr, 'No modem "roof": there is modem1');
  await served.stop();
});

Deno.test("a modem that serve has by --modem is tested, and the doctor does not miss it in the config", async () => {
  using folder = temporaryFolder();
  const listen = ["--smtp-listen", "127.0.0.1:0"];
  await using served = startProgram(folder.path, [
    ...["serve", "--modem", "sim:", ...listen, ...noScreen],
  ]);
  await addressOf(served);
  const test = await runProgram(folder.path, "selftest", "--no-smtp");
  assert.equal(test.code, 0, test.stdout + test.stderr);
  assert.match(test.stdout, /\nThe whole loop works: .* in all$/);
  const doctor = await runProgram(folder.path, "doctor");
  assert.doesNotMatch(doctor.stdout, /No modem is configured/);
  assert.match(doctor.stdout, /modem1 is usable, simulated/);
  await served.stop();
  const none = await runProgram(folder.path, "selftest");
  assert.equal(none.code, 2);
  assert.match(none.stderr, /^No modem configured: add/);
});

Deno.test("where no cellpost runs, the selftest runs the modem itself", async () => {
  using folder = await initialised("--modem", "sim:reports=off");
  const config = folder.file("config.toml");
  const text = Deno.readTextFileSync(config);
  Deno.writeTextFileSync(
    config,
    text.replace("#status_report = true", "status_report = false"),
  );
  const test = await runProgram(folder.path, "selftest");
  assert.equal(test.code, 0, test.stdout + test.stderr);
  assert.match(test.stdout, /delivered +skipped: not asked for/);
  assert.match(test.stdout, /by command, since no cellpost runs/);
  assert.match(test.stdout, /\nWhat was tested works: .* in all$/);
});

Deno.test("a selftest that is refused says why, and what to do", async () => {
  using folder = await initialised("--modem", "sim:");
  const config = folder.file("config.toml");
  const text = Deno.readTextFileSync(config);
  Deno.writeTextFileSync(
    config,
    text.replace("#deny_numbers = []", 'deny_numbers = ["+1"]'),
  );
  await using served = startProgram(folder.path, ["serve", ...noScreen]);
  await addressOf(served);
  const test = await runProgram(folder.path, "selftest");
  assert.equal(test.code, 1);
  assert.match(test.stderr, /deny_numbers.*; --no-smtp tests the rest/);
  await served.stop();
  const wrong = await runProgram(folder.path, "selftest", "--timeout", "soon");
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^--timeout "soon" must be a duration/);
});

Deno.test({
  name: "real money is not spent unasked",
  ignore: Deno.build.os !== "linux", // pseudo-terminals are Linux only
  async fn() {
    using folder = temporaryFolder();
    const modem = folder.file("modem0");
    await using network = startProgram(
      folder.path,
      ["simulate", "--pty", modem],
    );
    await network.line(/Simulated modem at/);
    await runProgram(folder.path, "init", "--yes", "--modem", modem);
    const silent = await runProgram(folder.path, "selftest");
    assert.equal(silent.code, 2);
    assert.match(silent.stderr, /costs what one SMS costs\. Add --yes to/);
    await using person = new TerminalPerson(folder.path, ["selftest"]);
    await person.sees("it costs what one SMS costs. Send it? [y] > ");
    await person.type("n\r");
    const words = "\nNothing is sent\n";
    assert.equal(await person.ends(words), 1, person.shown);
    await using other = new TerminalPerson(folder.path, ["selftest"]);
    await other.sees("Send it? [y] > ");
    await other.type("\r");
    await other.sees("The whole loop works: ");
    assert.equal(await other.ends(), 0, other.shown);
    const texts = network.lines.filter((it) =>
      /Cellpost selftest/.test(it.text)
    );
    assert.equal(texts.length, 1);
    await network.stop();
  },
});
