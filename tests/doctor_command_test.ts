import assert from "node:assert/strict";
import { freePort } from "./support/free_port.ts";
import { addressOf, runProgram, startProgram } from "./support/program.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

interface Told {
  readonly area: string;
  readonly level: string;
  readonly text: string;
  readonly advice?: string;
}

/** What the doctor finds in a folder. */
async function doctor(folder: string, ...flags: readonly string[]) {
  const { code, stdout } = await runProgram(
    folder,
    ...["doctor", "--json", ...flags],
  );
  const view: { readonly worst: string; readonly findings: readonly Told[] } =
    JSON.parse(stdout);
  const of = (area: string) => view.findings.filter((it) => it.area === area);
  return { code, ...view, of };
}

/** A config with a simulated modem, on ports that nobody has; `change` edits it as a person would. */
async function initialised() {
  const folder = temporaryFolder();
  const listen = ["--listen", `127.0.0.1:${freePort()}`];
  await runProgram(folder.path, "init", "--yes", "--modem", "sim:", ...listen);
  const config = folder.file("config.toml");
  const change = (from: string | RegExp, to: string) => {
    const text = Deno.readTextFileSync(config);
    const changed = text.replace(from, to);
    assert.notEqual(changed, text, String(from));
    Deno.writeTextFileSync(config, changed);
  };
  change(/^#listen = .*8525.*$/m, `listen = ["127.0.0.1:${freePort()}"]`);
  return { folder, change };
}

Deno.test("the doctor finds nothing critical before, while and after cellpost runs, and leaves nothing behind", async () => {
  const { folder } = await initialised();
  using _ = folder;
  const before = await doctor(folder.path);
  assert.equal(before.code, 0, Deno.inspect(before.findings));
  assert.match(before.of("SMTP")[0]?.text ?? "", /^127\.0\.0\.1:\d+ is free$/);
  assert.match(
    before.of("Queue")[0]?.text ?? "",
    /is made when cellpost start/,
  );
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  assert.deepEqual(names, ["config.toml"]);
  await using served = startProgram(folder.path, ["serve"]);
  await addressOf(served);
  const during = await doctor(folder.path);
  assert.equal(during.code, 0, Deno.inspect(during.findings));
  const told = during.findings.map(({ text }) => text).join("\n");
  assert.match(told, new RegExp(`A cellpost runs \\(pid ${served.pid}\\)`));
  assert.match(told, /^It greets who connects to 127\.0\.0\.1:\d+$/m);
  assert.match(told, /^modem1 is usable, simulated/m);
  assert.match(told, /cellpost\.db is whole/);
  assert.equal(during.of("SMTP").length, 2);
  await served.stop();
  const after = await doctor(folder.path);
  assert.equal(after.code, 0, Deno.inspect(after.findings));
  const people = await runProgram(folder.path, "doctor");
  assert.equal(people.code, 0);
  assert.match(people.stdout, / SMTP +127\.0\.0\.1:\d+ is free\n/);
  assert.match(people.stdout, /\n\d+ (?:is a hint|are hints)$/);
});

Deno.test("a broken config, a held port, a missing folder, a relay that is not there: each with what to do", async () => {
  const { folder, change } = await initialised();
  using _ = folder;
  using rival = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = rival.addr;
  change(/^listen = \[ .*$/m, `listen = ["127.0.0.1:${port}"]`);
  change('#path = "cellpost.db"', 'path = "nowhere/cellpost.db"');
  change('#relay = ""', `relay = "127.0.0.1:${freePort()}"`);
  const ill = await doctor(folder.path);
  assert.equal(ill.code, 1);
  assert.equal(ill.worst, "critical");
  const [held] = ill.of("SMTP");
  assert.equal(held?.level, "critical");
  if (Deno.build.os === "linux") {
    assert.match(
      held?.text ?? "",
      new RegExp(
        `^127\\.0\\.0\\.1:${port} is held by .* \\(pid ${Deno.pid}\\)$`,
      ),
    );
  }
  assert.match(held?.advice ?? "", /^stop that program, or set \[smtp\] lis/);
  assert.match(ill.of("Queue")[0]?.text ?? "", /^There is no folder for .*db$/);
  const [relay] = ill.of("Relay");
  assert.equal(relay?.level, "warning");
  assert.match(relay?.text ?? "", /cannot be reached/);
  change('country = ""', 'country = "XX"');
  const broken = await doctor(folder.path);
  assert.equal(broken.code, 1);
  assert.match(broken.of("Config")[0]?.text ?? "", /config\.toml:\d+: .*"XX"/);
  assert.equal(broken.of("Clock").length > 0, true, "the rest is looked at");
});

Deno.test("where there is no config, the doctor says how to make one", async () => {
  using folder = temporaryFolder();
  const { code, of } = await doctor(folder.path);
  assert.equal(code, 1);
  assert.equal(of("Config")[0]?.advice, '"cellpost init" makes one');
  assert.match(of("Modems")[0]?.text ?? "", /^No modem is configured/);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});
