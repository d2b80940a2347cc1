import assert from "node:assert/strict";
import { machineFiles } from "./machine_files.ts";

Deno.test({
  name:
    "a Linux machine tells of its processes, and keeps silent on what is not there",
  ignore: Deno.build.os !== "linux", // there is no /proc elsewhere
  fn() {
    using files = machineFiles();
    assert.match(files.read("/proc/self/status") ?? "", /^Name:\t/);
    assert.ok(files.list("/proc").includes(String(Deno.pid)));
    assert.equal(files.link("/proc/self"), String(Deno.pid));
    assert.equal(files.read("/proc/no such file"), undefined);
    assert.deepEqual(files.list("/proc/no such folder"), []);
    assert.equal(files.link("/proc/self/status"), undefined);
  },
});
