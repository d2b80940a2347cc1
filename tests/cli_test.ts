import assert from "node:assert/strict";
import { addressOf, runProgram, startProgram } from "./support/program.ts";
import { sendMail } from "./support/smtp_client.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

const listen = ["--smtp-listen", "127.0.0.1:0", "--web-listen", "127.0.0.1:0"];

Deno.test("check tells all that is wrong with a config in one run, and ends with 1", async () => {
  using folder = temporaryFolder();
  const sample = new URL("./configs/many_problems/", import.meta.url);
  const path = folder.file("config.toml");
  Deno.copyFileSync(new URL("config.toml", sample), path);
  const expected = Deno.readTextFileSync(new URL("expected.txt", sample));
  const { code, stdout, stderr } = await runProgram(folder.path, "check");
  assert.equal(code, 1);
  assert.equal(stdout, `Config: ${path}`);
  assert.equal(
    stderr,
    expected.trimEnd().replaceAll(/^config\.toml/gm, path),
  );
});

Deno.test("check is content with a good config, and says which it was", async () => {
  using folder = temporaryFolder();
  const path = folder.file("my.toml");
  Deno.writeTextFileSync(path, '[[modem]]\nport = "sim:"\n');
  assert.deepEqual(
    await runProgram(folder.path, "check", "--config", "my.toml"),
    {
      code: 0,
      stdout: `Config: ${path}\nNo problems, 1 modem`,
      stderr: "",
    },
  );
});

Deno.test("check warns about an open door, and is content all the same", async () => {
  using folder = temporaryFolder();
  Deno.writeTextFileSync(
    folder.file("config.toml"),
    '[smtp]\nlisten = [":25"]\nallow = ["0.0.0.0/0"]\n',
  );
  const { code, stdout, stderr } = await runProgram(folder.path, "check");
  assert.equal(code, 0);
  assert.equal(stderr, "");
  const [, verdict, ...warnings] = stdout.split("\n");
  assert.equal(verdict, "No problems, 0 modems");
  assert.equal(warnings.length, 2, stdout);
  assert.match(
    warnings[0]!,
    /^Warning: Everybody can send SMS through 0\.0\.0\.0:25: /,
  );
  assert.match(warnings[1]!, /^Warning: Nothing limits what one client /);
});

Deno.test("check reads the numbers of the phone book and simulated ports, and says where they are wrong", async () => {
  using folder = temporaryFolder();
  Deno.writeTextFileSync(
    folder.file("config.toml"),
    `[[modem]]
port = "sim:speed=1"

[contacts]
anna = "0701-23 45 67"
`,
  );
  const { code, stderr } = await runProgram(folder.path, "check");
  assert.equal(code, 1);
  const [port, contact, ...more] = stderr.split("\n");
  assert.deepEqual(more, []);
  assert.match(
    port!,
    /config\.toml:2: \[\[modem]] #1 port is wrong: Option "speed" /,
  );
  assert.match(
    contact!,
    /config\.toml:5: \[contacts] anna has a wrong number: .*\[message] country/,
  );
});

Deno.test("commands refuse to work with a broken config or none where one is named", async () => {
  using folder = temporaryFolder();
  Deno.writeTextFileSync(folder.file("config.toml"), "[smtp]\nlisten = 25\n");
  for (
    const args of [["serve"], ["send", "+491701234567", "Hi"], [
      "queue",
      "list",
    ]]
  ) {
    const { code, stdout, stderr } = await runProgram(folder.path, ...args);
    assert.equal(code, 1, args.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, /config\.toml:2: \[smtp\] listen /);
    assert.doesNotMatch(stderr, /^ +at /m);
  }
  const missing = await runProgram(folder.path, "serve", "--config", "no.toml");
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /no\.toml: There is no such file/);
});

Deno.test("serve without a modem says what to do, and ends with 2", async () => {
  using folder = temporaryFolder();
  assert.deepEqual(await runProgram(folder.path, "serve"), {
    code: 2,
    stdout: "",
    stderr: 'No config yet: "cellpost init" makes one, or try --modem sim:',
  });
  Deno.writeTextFileSync(folder.file("config.toml"), "");
  const empty = await runProgram(folder.path, "serve");
  assert.match(empty.stderr, /^No modem configured: add \[\[modem\]\] to/);
});

Deno.test("a second serve is refused with the pid of the first, and ends with 3", async () => {
  using folder = temporaryFolder();
  const args = ["serve", "--modem", "sim:", ...listen];
  await using first = startProgram(folder.path, args);
  await addressOf(first);
  const second = await runProgram(folder.path, ...args);
  assert.equal(second.code, 3);
  assert.equal(
    second.stderr,
    `Another cellpost (pid ${first.pid}) has the queue ${
      folder.file("cellpost.db")
    }: stop it first, or give this one another [queue] path`,
  );
  // Nothing of the first was disturbed.
  const sent = await runProgram(folder.path, "send", "+491701234567", "Hi");
  assert.equal(sent.code, 0, sent.stderr);
});

Deno.test("an address that is taken is told in one line, and ends with 3", async () => {
  using folder = temporaryFolder();
  using rival = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const taken = `127.0.0.1:${rival.addr.port}`;
  const args = [
    "serve",
    "--modem",
    "sim:",
    "--smtp-listen",
    taken,
    "--web-listen",
    "127.0.0.1:0",
  ];
  const { code, stderr } = await runProgram(folder.path, ...args);
  assert.equal(code, 3);
  assert.match(
    stderr,
    new RegExp(`^Another program listens on ${taken} already: stop it`, "m"),
  );
  assert.doesNotMatch(stderr, /^ +at /m);
});

Deno.test("a queue that cannot be opened is told in one line, and ends with 3", async () => {
  using folder = temporaryFolder();
  Deno.writeTextFileSync(folder.file("cellpost.db"), "no database ".repeat(99));
  const args = ["serve", "--modem", "sim:", ...listen];
  const { code, stderr } = await runProgram(folder.path, ...args);
  assert.equal(code, 3);
  assert.match(stderr, /^Cannot open the queue ".*cellpost\.db"\. [^\n]*$/);
});

Deno.test("banner, counters and every fate say that a modem is simulated", async () => {
  using folder = temporaryFolder();
  await using serve = startProgram(folder.path, ["--modem", "sim:", ...listen]);
  const address = await addressOf(serve);
  const { id } = await sendMail(address, {
    to: "+491701234567@sms",
    text: "Pump 3\nstopped",
  });
  await serve.line(new RegExp(`${id} to .* delivered`));
  await serve.stop();
  assert.match(serve.output, /^ {2}Modems {2}modem1 at sim: \(simulated\)$/m);
  assert.match(serve.output, /^The modem is simulated: no SMS leaves/m);
  const fates = serve.lines.map(({ text }) => text)
    .filter((text) =>
      / (sent|delivered|uncertain|queued again) by /.test(text)
    );
  assert.equal(fates.length, 2);
  for (const fate of fates) assert.match(fate, /\(simulated\)/);
  const arrived = serve.lines.filter(({ from }) => from === "stdout")
    .map(({ text }) => text);
  assert.deepEqual(arrived, [
    "SMS to +491701234567 (simulated by modem1, 1 segment)",
    "  | Pump 3",
    "  | stopped",
  ]);
});

Deno.test("what is no command, and what is no option, ends with 2 in one line", async () => {
  using folder = temporaryFolder();
  const mistakes: readonly (readonly [readonly string[], RegExp])[] = [
    [["bogus"], /^Command "bogus" is unknown: "cellpost --help" lists them$/],
    [["queue", "bogus"], /^error: unknown command 'bogus'/],
    [["serve", "--modems", "sim:"], /unknown option '--modems'[^]*--modem/],
    [["send", "+491701234567"], /missing required argument 'text'/],
    [["queue", "list", "--state", "lost"], /^State "lost" is unknown: use one/],
    [["queue", "list", "--limit", "0"], /^--limit "0" must be a whole number/],
    [["send", "--timeout", "5", "+49170", "x"], /^--timeout "5" must be a dur/],
    [
      ["user", "add", "a\tb"],
      /^Name "a\\tb" cannot be used: it must have 1 to 64/,
    ],
    [["user", "add", "a", "--network", "hall"], /^--network "hall" is no netw/],
    [["user", "add", "anna"], /^No password on stdin: give it as one line/],
    [["cert", "--days", "0"], /^--days "0" must be a whole number from 1/],
    [["cert", "--name", "a b"], /^--name "a b" is no host: write a name such/],
    [["queue", "list", "--sender", ""], /^--sender "" must be an address/],
    [["send", "+491701234567", " "], /^The text is empty/],
    [["simulate"], /required option '--pty <path>' not specified/],
  ];
  await Promise.all(mistakes.map(async ([args, words]) => {
    const { code, stdout, stderr } = await runProgram(folder.path, ...args);
    assert.equal(code, 2, args.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, words);
  }));
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});

Deno.test("the help of each command has an example", async () => {
  using folder = temporaryFolder();
  const commands = [
    [],
    ["serve"],
    ["check"],
    ["send"],
    ["modems"],
    ["queue"],
    ["queue", "list"],
    ["queue", "show"],
    ["queue", "retry"],
    ["queue", "cancel"],
    ["queue", "export"],
    ["queue", "release"],
    ["queue", "notices"],
    ["ussd"],
    ["inbox"],
    ["alarms"],
    ["deny"],
    ["user"],
    ["user", "add"],
    ["user", "remove"],
    ["user", "list"],
    ["cert"],
    ["simulate"],
    ["version"],
  ];
  await Promise.all(commands.map(async (command) => {
    const name = ["cellpost", ...command].join(" ");
    const help = await runProgram(folder.path, ...command, "--help");
    assert.equal(help.code, 0, name);
    assert.match(help.stdout, /^Usage: cellpost/);
    assert.match(help.stdout, new RegExp(`\nExamples?:\n  ${name}`));
  }));
});

Deno.test("version tells its own, the runtime's, and which config would be used", async () => {
  using folder = temporaryFolder();
  const without = await runProgram(folder.path, "version");
  assert.equal(without.code, 0);
  assert.match(
    without.stdout,
    /^cellpost \d+\.\d+\.\d+ \(from source, Deno [\d.]+, \w+ \w+\)\nConfig: none \(looked for /,
  );
  assert.ok(without.stdout.includes(folder.file("config.toml")));
  Deno.writeTextFileSync(folder.file("config.toml"), "");
  const { stdout } = await runProgram(folder.path, "version");
  assert.ok(stdout.endsWith(`\nConfig: ${folder.file("config.toml")}`));
});
