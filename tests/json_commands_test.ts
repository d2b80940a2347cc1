import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { runProgram } from "./support/program.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

const number = "+491701234567";

interface JsonRun {
  readonly code: number;
  /** What the one line on stdout holds; undefined when there is none. */
  readonly data: unknown;
  /** Likewise each line on stderr. */
  readonly told: readonly unknown[];
}

async function json(folder: string, ...args: string[]): Promise<JsonRun> {
  const { code, stdout, stderr } = await runProgram(folder, ...args, "--json");
  assert.doesNotMatch(stdout, /\n/, args.join(" "));
  const data: unknown = stdout === "" ? undefined : JSON.parse(stdout);
  const told = stderr === ""
    ? []
    : stderr.split("\n").map((line): unknown => JSON.parse(line));
  return { code, data, told };
}

function keysOf(data: unknown): readonly string[] {
  assert.ok(typeof data === "object" && data !== null);
  return Object.keys(data).sort();
}

Deno.test("commands to a running appliance answer with one line of JSON", async () => {
  await using cellpost = await Cellpost.start({
    config: { storm: { breaker: "100/10m" } },
  });
  const { folder } = cellpost;
  const sent = await json(folder, "send", number, "Pump 3\nstopped");
  assert.equal(sent.code, 0);
  const { id } = sent.data as { id: string };
  const [delivery] =
    (sent.data as { deliveries: { state: string }[] }).deliveries;
  assert.match(delivery!.state, /^(sent|delivered)$/);
  assert.deepEqual(keysOf(sent.data), ["deliveries", "id", "settled"]);
  assert.deepEqual(sent.told, [
    { note: `Sending through the running cellpost (pid ${Deno.pid})` },
  ]);
  const list = await json(folder, "queue", "list");
  assert.deepEqual(
    (list.data as { messageId: string }[]).map((it) => it.messageId),
    [id],
  );
  const show = await json(folder, "queue", "show", id);
  assert.equal((show.data as { id: string }).id, id);
  const cancel = await json(folder, "queue", "cancel", id);
  assert.equal(cancel.code, 1);
  assert.deepEqual(keysOf(cancel.data), ["changed", "unchanged"]);
  const release = await json(folder, "queue", "release");
  assert.deepEqual([release.code, release.data], [1, {
    open: false,
    gathered: 0,
  }]);
  assert.deepEqual(await json(folder, "queue", "notices"), {
    code: 0,
    data: [],
    told: [],
  });
  assert.deepEqual(await json(folder, "alarms"), {
    code: 0,
    data: [],
    told: [],
  });
  assert.deepEqual(await json(folder, "inbox"), {
    code: 0,
    data: [],
    told: [],
  });
  const modems = await json(folder, "modems");
  assert.equal((modems.data as { name: string }[])[0]!.name, "modem1");
  const ussd = await json(folder, "ussd", "modem1", "*100#");
  assert.deepEqual(keysOf(ussd.data), ["answers", "kind", "menu"]);
});

Deno.test("the deny list is JSON in each of its commands", async () => {
  await using cellpost = await Cellpost.start();
  const { folder } = cellpost;
  const added = await json(folder, "deny", "add", number);
  assert.deepEqual(added.data, [{ number, changed: true }]);
  const list = await json(folder, "deny", "list");
  assert.deepEqual(keysOf((list.data as unknown[])[0]), [
    "at",
    "madeBy",
    "number",
  ]);
  const removed = await json(folder, "deny", "remove", number);
  assert.deepEqual(removed.data, [{ number, changed: true }]);
  assert.deepEqual((await json(folder, "deny", "list")).data, []);
});

Deno.test("commands without an appliance answer with one line of JSON", async () => {
  using folder = temporaryFolder();
  const config = folder.file("config.toml");
  Deno.writeTextFileSync(config, "[[modem]]\nport = 'sim:'\n");
  const version = await json(folder.path, "version");
  assert.deepEqual(keysOf(version.data), [
    "arch",
    "build",
    "config",
    "deno",
    "os",
    "version",
  ]);
  assert.deepEqual(await json(folder.path, "check"), {
    code: 0,
    data: { ok: true, config, problems: [], warnings: [] },
    told: [],
  });
  const cert = await json(folder.path, "cert", "--name", "sms.example");
  assert.deepEqual(keysOf(cert.data), [
    "cert",
    "days",
    "fingerprint",
    "key",
    "names",
  ]);
  assert.deepEqual((await json(folder.path, "user", "list")).data, []);
  Deno.writeTextFileSync(config, "[smtp]\nlisten = 25\n");
  const wrong = await json(folder.path, "check");
  assert.equal(wrong.code, 1);
  assert.match(
    (wrong.data as { problems: string[] }).problems[0]!,
    /config\.toml:2: /,
  );
  assert.deepEqual(wrong.told, []);
});

Deno.test("what goes wrong is JSON on stderr, with the same exit code", async () => {
  using folder = temporaryFolder();
  const rows: readonly (readonly [readonly string[], number, RegExp])[] = [
    [["queue", "list", "--limit", "0"], 2, /^--limit "0" must /],
    [["queue", "list"], 1, /^No queue at /],
    [["send", number, "Hi"], 2, /^No modem configured/],
    [["queue", "show"], 2, /^missing required argument 'id'$/],
    [["queue", "list", "--sate", "sent"], 2, /^unknown option '--sate'/],
  ];
  for (const [args, code, error] of rows) {
    const run = await json(folder.path, ...args);
    assert.deepEqual([run.code, run.data], [code, undefined], args.join(" "));
    const [told, ...more] = run.told;
    assert.deepEqual(more, []);
    assert.deepEqual(keysOf(told), ["error"]);
    assert.match((told as { error: string }).error, error);
  }
});
