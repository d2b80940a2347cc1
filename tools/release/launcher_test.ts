import assert from "node:assert/strict";
import { launcherFor } from "./launcher.ts";
import { ownTarget, targets } from "./targets.ts";

Deno.test("a launcher starts the Deno beside it, with the permissions and nothing of the user's", () => {
  for (const target of targets) {
    const { name, text } = launcherFor(target, ["--allow-net", "--allow-ffi"]);
    const windows = target.archive === "zip";
    assert.equal(name, windows ? "cellpost.cmd" : "cellpost");
    assert.ok(text.includes("--no-config"), text);
    assert.ok(text.includes("--allow-net --allow-ffi"), text);
    assert.ok(text.endsWith(windows ? "\r\n" : "\n"));
    assert.equal(windows, text.includes("deno.exe"));
  }
});

Deno.test("ownTarget() knows this machine's archive", () => {
  const names = targets.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.equal(ownTarget({ os: "linux", arch: "x86_64" }), targets[0]);
  assert.equal(ownTarget({ os: "plan9", arch: "x86_64" }), undefined);
});
