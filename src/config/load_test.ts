import assert from "node:assert/strict";
import { join } from "node:path";
import { Secret } from "../model/mod.ts";
import {
  configCandidates,
  environmentVariable,
  loadConfig,
  type LoadOptions,
  takeEnvironmentVariable,
} from "./load.ts";
import { renderProblems } from "./problem.ts";

/** Runs a test in a fresh folder with these files. */
async function inFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
  run: (folder: string) => void,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string"
        ? new TextEncoder().encode(content)
        : content;
      await Deno.writeFile(join(folder, name), bytes);
    }
    run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function loaded(options: LoadOptions) {
  const result = loadConfig(options);
  if (result.kind === "ok") return result;
  assert.fail(renderProblems(result.problems, result.path ?? "?"));
}

function refusal(options: LoadOptions): string {
  const result = loadConfig(options);
  assert.equal(result.kind, "invalid");
  return result.kind === "invalid" ? renderProblems(result.problems, "c") : "";
}

Deno.test("configCandidates() lists the places in order", () => {
  assert.deepEqual(configCandidates({ cwd: "/home/op", os: "linux" }), [
    "/home/op/config.toml",
    "/etc/cellpost/config.toml",
  ]);
  const env = (name: string) => name === "ProgramData" ? "D:\\Data" : undefined;
  assert.deepEqual(configCandidates({ cwd: "C:\\op", os: "windows", env }), [
    "C:\\op\\config.toml",
    "D:\\Data\\cellpost\\config.toml",
  ]);
  assert.deepEqual(
    configCandidates({ cwd: "C:\\op", os: "windows", env: () => undefined })[1],
    "C:\\ProgramData\\cellpost\\config.toml",
  );
});

Deno.test("configCandidates() looks nowhere else when a file is named", () => {
  const at = (configPath: string) =>
    configCandidates({ cwd: "/home/op", os: "linux", configPath });
  assert.deepEqual(at("a/b.toml"), ["/home/op/a/b.toml"]);
  assert.deepEqual(at("/srv/b.toml"), ["/srv/b.toml"]);
  assert.deepEqual(
    configCandidates({
      cwd: "C:\\op",
      os: "windows",
      configPath: "D:\\b.toml",
    }),
    ["D:\\b.toml"],
  );
});

Deno.test("without any file the defaults hold, below the working folder", () => {
  const { config, path } = loaded({
    cwd: "X:\\nowhere",
    os: "windows",
    env: () => "X:\\nowhere either",
  });
  assert.equal(path, undefined);
  assert.equal(config.queue.path, "X:\\nowhere\\cellpost.db");
  assert.deepEqual(config.modems, []);
  assert.equal(config.smtp.hostname, undefined);
  assert.equal("country" in config.message, false);
});

Deno.test("the working folder's file is found, and its paths count from its folder", async () => {
  const text = '[queue]\npath = "data/q.db"\n';
  await inFolder({ "config.toml": text }, (folder) => {
    const { config, path } = loaded({ cwd: folder });
    assert.equal(path, join(folder, "config.toml"));
    assert.equal(config.queue.path, join(folder, "data", "q.db"));
    const named = loaded({ cwd: "/", configPath: join(folder, "config.toml") });
    assert.equal(named.config.queue.path, join(folder, "data", "q.db"));
  });
});

Deno.test("a database named on the command line counts from the working folder", async () => {
  await inFolder({ "config.toml": "" }, (folder) => {
    const { config } = loaded({
      cwd: "/srv",
      configPath: join(folder, "config.toml"),
      overrides: { queuePath: "q.db" },
    });
    assert.equal(config.queue.path, "/srv/q.db");
  });
});

Deno.test("an absolute database path stays", async () => {
  const text = '[queue]\npath = "/var/lib/cellpost/cellpost.db"\n';
  await inFolder({ "config.toml": text }, (cwd) => {
    const { config } = loaded({ cwd });
    assert.equal(config.queue.path, "/var/lib/cellpost/cellpost.db");
  });
});

Deno.test("a named file that is missing, a folder or not text is a problem, not a default", async () => {
  const bytes = new Uint8Array([0xff, 0xfe, 0x5b, 0x00]);
  await inFolder({ "utf16.toml": bytes }, (cwd) => {
    assert.equal(
      refusal({ cwd, configPath: "none.toml" }),
      "c: There is no such file; check --config",
    );
    assert.match(
      refusal({ cwd, configPath: "." }),
      /^c: The file cannot be read: .*directory/i,
    );
    assert.match(
      refusal({ cwd, configPath: "utf16.toml" }),
      /^c: The file is not UTF-8 text/,
    );
  });
});

Deno.test({
  name:
    "a file that may not be read is a problem, even where it was only looked for",
  permissions: { read: false },
  fn() {
    assert.match(
      refusal({ cwd: "/srv", os: "linux" }),
      /^c: No permission to read the file/,
    );
  },
});

Deno.test("a byte order mark and CRLF, as Windows editors write them, do no harm", async () => {
  const text = '\ufeff[message]\r\ncountry = "in"\r\n';
  await inFolder({ "config.toml": text }, (cwd) => {
    assert.equal(loaded({ cwd }).config.message.country, "IN");
  });
});

Deno.test("modems have a name each, a baud rate, and a PIN that does not print", async () => {
  const text = `
[[modem]]
port = "/dev/ttyUSB0"
pin = "4711"
smsc = "+491710760000"
[[modem]]
name = "Modem3"
port = "COM4"
baud = 9600
[[modem]]
port = "sim:latency=3s&fail=0.01"
`;
  await inFolder({ "config.toml": text }, (cwd) => {
    const { modems } = loaded({ cwd }).config;
    assert.deepEqual(modems, [
      {
        name: "modem1",
        port: "/dev/ttyUSB0",
        baud: 115_200,
        pin: new Secret("4711"),
        smsc: "+491710760000",
      },
      { name: "Modem3", port: "COM4", baud: 9600 },
      // modem3 is taken, for names differ by more than their case.
      { name: "modem4", port: "sim:latency=3s&fail=0.01", baud: 115_200 },
    ]);
    assert.equal(modems[0]!.pin?.reveal(), "4711");
    assert.doesNotMatch(JSON.stringify(modems) + Deno.inspect(modems), /4711/);
  });
});

Deno.test("a config is frozen through and through", async () => {
  const text = `[[modem]]
port = "sim:"
pin = "1234"
[contacts]
anna = "+46701234567"
[groups]
oncall = ["anna"]
[domains."flash.sms"]
flash = true
[policy]
total = ["5/day"]
`;
  await inFolder({ "config.toml": text }, (cwd) => {
    const pending: unknown[] = [loaded({ cwd }).config];
    for (
      let value = pending.pop();
      value !== undefined;
      value = pending.pop()
    ) {
      if (typeof value !== "object" || value === null) continue;
      assert.ok(Object.isFrozen(value), Deno.inspect(value));
      pending.push(
        ...(value instanceof Map ? value.values() : Object.values(value)),
      );
    }
  });
});

Deno.test("environmentVariable() reads this process's own", () => {
  assert.equal(environmentVariable("CELLPOST_SURELY_UNSET"), undefined);
  assert.equal(environmentVariable("PATH"), Deno.env.get("PATH"));
});

Deno.test("takeEnvironmentVariable() leaves nothing to children", () => {
  const name = "CELLPOST_TAKEN_IN_A_TEST";
  assert.equal(takeEnvironmentVariable(name), undefined);
  Deno.env.set(name, "once");
  assert.equal(takeEnvironmentVariable(name), "once");
  assert.equal(Deno.env.get(name), undefined);
});
