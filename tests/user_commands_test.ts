import assert from "node:assert/strict";
import { createVerifier, usersOnDisk } from "../src/auth/mod.ts";
import { Secret, systemClock } from "../src/model/mod.ts";
import {
  openPty,
  openSerialPorts,
  type SerialPort,
} from "../src/modem/serial/mod.ts";
import { Child } from "./support/child.ts";
import { programCommand, runProgram } from "./support/program.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

/** Runs a command whose stdin is this text. */
async function runWithInput(
  folder: string,
  input: string,
  ...args: readonly string[]
) {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, input);
    const shell = ["sh", "-c", 'exec "$@" <"$0"', file];
    await using child = new Child([...shell, ...programCommand(args)], {
      cwd: folder,
    });
    const { code } = await child.status();
    const on = (stream: "stdout" | "stderr") =>
      child.lines.filter(({ from, text }) =>
        from === stream && !text.startsWith("Only root can read ")
      ).map(({ text }) => text).join("\n");
    return { code, stdout: on("stdout"), stderr: on("stderr") };
  } finally {
    await Deno.remove(file);
  }
}

/** Whether a running appliance would let these words in. */
async function letsIn(path: string, user: string, password: string) {
  using verifier = createVerifier({
    clock: systemClock,
    users: usersOnDisk(path, { isNetwork: () => true }),
    inNetworks: () => true,
    onEvent: () => {},
  });
  // A refusal waits a second, which nobody need.
  const login = verifier.login({ user, password: new Secret(password) }, {
    client: { address: "127.0.0.1" },
  });
  verifier[Symbol.dispose]();
  return (await login).kind === "accepted";
}

Deno.test("user add, list and remove manage users.toml beside the config", async () => {
  using folder = temporaryFolder();
  Deno.mkdirSync(folder.file("etc"));
  Deno.writeTextFileSync(folder.file("etc/my.toml"), "[smtp]\nbroken = 1\n");
  const at = ["--config", "etc/my.toml"];
  const path = folder.file("etc/users.toml");
  const add = await runWithInput(
    folder.path,
    "correct horse\n",
    ...["user", "add", "Zabbix", "--network", "10.0.0.0/8", ...at],
  );
  assert.deepEqual(add, {
    code: 0,
    stdout: `User "Zabbix" may log in from 10.0.0.0/8: added to ${path}`,
    stderr: "",
  });
  if (Deno.build.os !== "windows") {
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  }
  assert.ok(!Deno.readTextFileSync(path).includes("correct horse"));
  assert.equal(await letsIn(path, "zabbix", "correct horse"), true);
  assert.equal(await letsIn(path, "zabbix", "wrong horse"), false);
  await runWithInput(folder.path, "another1", "user", "add", "plc", ...at);
  const list = await runProgram(folder.path, "user", "list", ...at);
  assert.equal(list.code, 0);
  assert.equal(list.stdout, "Zabbix  from 10.0.0.0/8\nplc");
  const remove = await runProgram(
    folder.path,
    ...["user", "remove", "ZABBIX", ...at],
  );
  assert.equal(remove.stdout, `User "Zabbix" removed from ${path}`);
  assert.equal(await letsIn(path, "zabbix", "correct horse"), false);
  assert.equal(await letsIn(path, "plc", "another1"), true);
  const again = await runProgram(
    folder.path,
    ...["user", "remove", "zabbix", ...at],
  );
  assert.equal(again.code, 1);
  assert.match(again.stderr, /^No user "zabbix" in .*: "cellpost user list"/);
});

Deno.test("a user who is there already is changed by --replace only, and keeps the networks", async () => {
  using folder = temporaryFolder();
  const path = folder.file("users.toml");
  const add = (input: string, ...args: readonly string[]) =>
    runWithInput(folder.path, input, "user", "add", ...args);
  await add("correct horse", "anna", "--network", "10.0.0.0/8");
  const before = Deno.readTextFileSync(path);
  const refused = await add("battery staple", "ANNA");
  assert.equal(refused.code, 1);
  assert.equal(
    refused.stderr,
    'User "anna" is there already: --replace gives a new password',
  );
  const short = await add("staple", "anna", "--replace");
  assert.equal(short.code, 1);
  assert.match(short.stderr, /^The password has 6 of at least 8 characters/);
  assert.equal(Deno.readTextFileSync(path), before);
  const replaced = await add("battery staple", "ANNA", "--replace");
  assert.equal(
    replaced.stdout,
    `User "anna" may log in from 10.0.0.0/8 by the new password: changed in ${path}`,
  );
  assert.equal(await letsIn(path, "anna", "correct horse"), false);
  assert.equal(await letsIn(path, "anna", "battery staple"), true);
});

Deno.test("user commands tell all that is wrong with users.toml, and leave it alone", async () => {
  using folder = temporaryFolder();
  const path = folder.file("users.toml");
  const text = '[[user]]\nname = "anna"\npassword = "plain words"\n';
  Deno.writeTextFileSync(path, text, { mode: 0o600 });
  const add = await runWithInput(
    folder.path,
    "correct horse",
    ...["user", "add", "bert"],
  );
  assert.equal(add.code, 1);
  assert.equal(
    add.stderr,
    `${path}: [[user]] #1 ("anna") password is nothing that "cellpost user add" writes: remove the user here, and add it anew by that`,
  );
  assert.equal(Deno.readTextFileSync(path), text);
  const missing = await runProgram(
    folder.path,
    ...["user", "list", "--config", "no.toml"],
  );
  assert.equal(missing.code, 1);
  assert.match(
    missing.stderr,
    /no\.toml: There is no such file; check --config/,
  );
});

/** All that a terminal shows, and a wait for words on it. */
class Terminal {
  readonly #port: SerialPort;
  text = "";

  constructor(port: SerialPort) {
    this.#port = port;
  }

  async shows(words: string): Promise<void> {
    while (!this.text.includes(words)) {
      const read = await this.#port.read();
      assert.equal(read.kind, "data");
      if (read.kind === "data") {
        this.text += new TextDecoder().decode(read.bytes);
      }
    }
  }

  type(text: string): Promise<void> {
    return this.#port.write(new TextEncoder().encode(text));
  }
}

Deno.test({
  name: "on a terminal the password is asked for twice and not shown",
  ignore: Deno.build.os !== "linux", // pseudo-terminals are Linux only
  async fn() {
    using folder = temporaryFolder();
    const ports = openSerialPorts(systemClock);
    try {
      const { port, slavePath } = openPty(ports);
      // A terminal as a person has it, which shows what is typed unless told not to.
      const shell = 'stty sane <"$0" && exec "$@" <"$0" 2>"$0"';
      const command = programCommand(["user", "add", "anna"]);
      const terminal = new Terminal(port);
      await using child = new Child(
        ["sh", "-c", shell, slavePath, ...command],
        {
          cwd: folder.path,
        },
      );
      await terminal.shows("Password for anna: ");
      await terminal.type("correct horse\r");
      await terminal.shows("The same again: ");
      await terminal.type("correct horse\r");
      const { code } = await child.status();
      assert.equal(code, 0, child.output);
      assert.ok(!terminal.text.includes("horse"), terminal.text);
      const path = folder.file("users.toml");
      assert.equal(await letsIn(path, "anna", "correct horse"), true);
      port.close();
    } finally {
      await ports.close();
    }
  },
});

Deno.test("user add gives a role to a new user and another one to an old, whose password stays", async () => {
  using folder = temporaryFolder();
  const path = folder.file("users.toml");
  const add = (input: string, ...args: readonly string[]) =>
    runWithInput(folder.path, input, "user", "add", ...args);
  const made = await add("correct horse", "anna", "--role", "operator");
  assert.equal(
    made.stdout,
    `User "anna" may log in as operator: added to ${path}`,
  );
  const list = () => runProgram(folder.path, "user", "list");
  assert.equal((await list()).stdout, "anna  operator");
  const changed = await add("", "ANNA", "--role", "admin");
  assert.equal(changed.stdout, `User "anna" is admin now: changed in ${path}`);
  assert.equal(await letsIn(path, "anna", "correct horse"), true);
  await add("battery staple", "anna", "--replace");
  assert.equal((await list()).stdout, "anna  admin", "A new password keeps it");
  const none = await add("", "anna", "--role", "none");
  assert.match(none.stdout, /^User "anna" may not see the screen any more/);
  assert.equal((await list()).stdout, "anna");
  assert.equal(await letsIn(path, "anna", "battery staple"), true);
  const wrong = await add("", "anna", "--role", "root");
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^--role "root" is none: write viewer, operator/);
});
