import assert from "node:assert/strict";
import { quoted, type UnitOptions, unitText } from "./unit_text.ts";

const options: UnitOptions = {
  name: "cellpost",
  program: "/usr/bin/cellpost",
  configPath: "/etc/cellpost/config.toml",
  user: "cellpost",
  serialGroup: "dialout",
};

function valuesOf(text: string, key: string): readonly string[] {
  return text.split("\n").filter((line) => line.startsWith(`${key}=`))
    .map((line) => line.slice(key.length + 1));
}

Deno.test("the unit starts what it is told, as whom it is told", () => {
  const text = unitText({ ...options, name: "roof", serialGroup: "uucp" });
  assert.deepEqual(valuesOf(text, "ExecStart"), [
    "/usr/bin/cellpost serve --config /etc/cellpost/config.toml",
  ]);
  assert.deepEqual(valuesOf(text, "User"), ["cellpost"]);
  assert.deepEqual(valuesOf(text, "SupplementaryGroups"), ["uucp"]);
  assert.deepEqual(valuesOf(text, "StateDirectory"), ["roof"]);
  assert.deepEqual(valuesOf(text, "WorkingDirectory"), ["%S/roof"]);
  assert.deepEqual(valuesOf(text, "DynamicUser"), []);
});

Deno.test("folders and groups are named where they are needed", () => {
  const text = unitText({
    ...options,
    configPath: "/srv/cellpost/config.toml",
    serialGroup: undefined,
    writable: ["/srv/my queue", "/srv/other"],
  });
  assert.deepEqual(valuesOf(text, "ConfigurationDirectory"), []);
  assert.deepEqual(valuesOf(text, "SupplementaryGroups"), []);
  assert.deepEqual(valuesOf(text, "ReadWritePaths"), [
    '"/srv/my queue"',
    "/srv/other",
  ]);
});

Deno.test("a dynamic user has no name of its own", () => {
  const text = unitText({ ...options, user: "dynamic" });
  assert.deepEqual(valuesOf(text, "DynamicUser"), ["yes"]);
  assert.deepEqual(valuesOf(text, "User"), []);
});

Deno.test("what V8, a port or a PIN would not survive is not in the unit", () => {
  const text = unitText(options);
  for (
    const key of ["MemoryDenyWriteExecute", "PrivateDevices", "ProtectProc"]
  ) {
    assert.deepEqual(valuesOf(text, key), [], key);
  }
  assert.ok(Number(valuesOf(text, "TimeoutStopSec")[0]) >= 45);
  assert.deepEqual(valuesOf(text, "UMask"), ["0077"]);
  assert.ok(valuesOf(text, "DeviceAllow").every((it) => it.endsWith(" rw")));
});

Deno.test("a key that holds one value stands there once", () => {
  const several = ["After", "DeviceAllow", "SystemCallFilter"];
  const keys = unitText(options).split("\n").filter((it) => it.includes("="))
    .filter((it) => !it.startsWith("#")).map((it) => it.split("=")[0] ?? "");
  const twice = keys.filter((key, at) =>
    keys.indexOf(key) !== at && !several.includes(key)
  );
  assert.deepEqual(twice, []);
});

Deno.test("words of the command line reach the program as they are", () => {
  assert.equal(quoted("/opt/cellpost/cellpost"), "/opt/cellpost/cellpost");
  assert.equal(quoted("/opt/my post/cellpost"), '"/opt/my post/cellpost"');
  assert.equal(quoted("/opt/50%/$x"), "/opt/50%%/$$x");
  assert.equal(quoted('/opt/"a" \\b'), '"/opt/\\"a\\" \\\\b"');
});
