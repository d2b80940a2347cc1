import assert from "node:assert/strict";
import { runProgram } from "./support/program.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";
import { TerminalPerson } from "./support/terminal_person.ts";

const answered = [
  "--yes",
  ...["--country", "SE", "--modem", "sim:", "--admin", "070-174 06 05"],
];

Deno.test("init --yes writes a config that check finds good, and says what comes next", async () => {
  using folder = temporaryFolder();
  const path = folder.file("config.toml");
  const init = await runProgram(
    folder.path,
    ...["init", ...answered, "--test-sms"],
  );
  assert.equal(init.code, 0, init.stderr);
  assert.match(init.stdout, new RegExp(`^Written: ${path}\n`));
  assert.match(init.stdout, /SMS to \+46701740605 \(simulated/);
  assert.match(init.stdout, / {2}\| Cellpost works/);
  assert.match(
    init.stdout,
    /Next:\n {2}cellpost serve +starts it here, with its screen at http:/,
  );
  const check = await runProgram(folder.path, "check");
  assert.equal(check.stdout, `Config: ${path}\nNo problems, 1 modem`);
  assert.equal(check.code, 0);
  const written = Deno.readTextFileSync(path);
  assert.match(written, /\nnumbers = \[ "\+46701740605" \]\n/);
});

Deno.test("init overwrites nothing unless told to, and then keeps a copy", async () => {
  using folder = temporaryFolder();
  const path = folder.file("config.toml");
  Deno.writeTextFileSync(path, "# mine\n");
  const refused = await runProgram(folder.path, "init", ...answered);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^\S+config\.toml is there already, and stays/);
  assert.equal(Deno.readTextFileSync(path), "# mine\n");
  const forced = await runProgram(folder.path, "init", ...answered, "--force");
  assert.equal(forced.code, 0, forced.stderr);
  assert.equal(forced.stderr, `The old one is kept as ${path}.bak`);
  assert.equal(Deno.readTextFileSync(`${path}.bak`), "# mine\n");
});

Deno.test("init tells of an open door, of a door that leads nowhere, and how to find another file", async () => {
  using folder = temporaryFolder();
  const open = await runProgram(
    folder.path,
    ...["init", ...answered, "--config", "etc/open.toml"],
    ...["--allow", "0.0.0.0/0", "--listen", ":2526"],
  );
  assert.equal(open.code, 0);
  assert.match(open.stderr, /Warning: Everybody can send SMS through 0\.0/);
  assert.match(open.stdout, /cellpost serve --config \S+etc\/open\.toml +sta/);
  const nowhere = await runProgram(
    folder.path,
    ...["init", ...answered, "--config", "etc/far.toml"],
    ...["--allow", "10.0.0.7", "--allow", "10.1.0.0/16"],
    ...["--listen", "127.0.0.1:2526"],
  );
  assert.match(
    nowhere.stderr,
    /Warning: 10\.0\.0\.7, 10\.1\.0\.0\/16 may send, but reaches nothing/,
  );
});

Deno.test("init refuses a wrong flag in one line, and writes nothing", async () => {
  using folder = temporaryFolder();
  const rows = [
    [["--country", "XX"], /^--country: "XX" is no country/],
    [["--allow", "everybody"], /^--allow: "everybody" is no address/],
    [["--listen", "nowhere"], /^--listen: "nowhere" is nowhere to listen/],
    [["--modem", "ttyUSB0"], /^--modem: "ttyUSB0" is no port/],
    [["--admin", "12", "--country", "SE"], /^--admin: .*too short/],
    [["--admin", "12", "--country", "-"], /country code.*or answer the co/],
    [["--admin", ""], /^--admin: is empty/],
    [["--test-sms"], /^--test-sms goes to the number of --admin/],
    [["--test-sms", "--admin", "-"], /^--test-sms goes to/],
    [["--system", "--config", "x.toml"], /^--system and --config name two/],
  ] as const;
  for (const [flags, text] of rows) {
    const init = await runProgram(folder.path, "init", "--yes", ...flags);
    assert.equal(init.code, 2, flags.join(" "));
    assert.match(init.stderr, text);
    assert.ok(!init.stderr.includes("\n"), init.stderr);
  }
  const nobody = await runProgram(folder.path, "init");
  assert.equal(nobody.code, 2);
  assert.match(nobody.stderr, /^Nobody can be asked, .*: add --yes/);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});

const terminal = { ignore: Deno.build.os !== "linux" }; // pseudo-terminals are Linux only

Deno.test({
  ...terminal,
  name: "on a terminal five questions are asked, and a wrong answer once more",
  async fn() {
    using folder = temporaryFolder();
    await using person = new TerminalPerson(folder.path, ["init"]);
    await person.sees("1/5  Which country is this in?");
    await person.sees("] > ");
    await person.type("Narnia\r");
    await person.sees('"Narnia" is no country');
    await person.sees("] > ");
    await person.type("Swedem\x7fn\r");
    await person.sees("2/5  Who may send SMS?");
    await person.type("\r");
    await person.sees("3/5  Where to take mail?");
    await person.type("127.0.0.1:2599\r");
    await person.sees("4/5  Which modem?");
    await person.type("sim:\r");
    await person.sees("5/5  Whom to tell");
    await person.type("0701740605\r");
    await person.sees("Send a test SMS to +46701740605 now?");
    await person.sees("[y] > ");
    await person.type("\r");
    await person.sees("Written: ");
    await person.sees("| Cellpost works");
    assert.equal(await person.ends("Next:\n"), 0, person.shown);
    const written = Deno.readTextFileSync(folder.file("config.toml"));
    assert.match(written, /\nlisten = \[ "127\.0\.0\.1:2599" \]\n/);
    assert.match(written, /\ncountry = "SE"\n/);
  },
});

for (const [name, key] of [["Ctrl-C", "\x03"], ["Ctrl-D", "\x04"]] as const) {
  Deno.test({
    ...terminal,
    name: `${name} at a question gives up, and nothing is written`,
    async fn() {
      using folder = temporaryFolder();
      await using person = new TerminalPerson(folder.path, [
        ...["init", "--country", "SE"],
      ]);
      await person.sees("2/5  Who may send SMS?");
      await person.sees("] > ");
      await person.type(key);
      const words = "\nGiven up: nothing is written\n";
      assert.equal(await person.ends(words), 1, person.shown);
      assert.deepEqual([...Deno.readDirSync(folder.path)], []);
    },
  });
}
