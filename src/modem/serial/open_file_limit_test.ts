import assert from "node:assert/strict";
import { Libc } from "./libc_ffi.ts";
import { rlimit } from "./linux_abi.ts";
import { raiseOpenFileLimit } from "./open_file_limit.ts";

Deno.test("raiseOpenFileLimit() raises the soft limit to the hard one", async () => {
  using libc = new Libc();
  const before = libc.getrlimit(rlimit.openFiles);
  assert.ok(before !== undefined && before.hard > 64n);
  const lowered = { soft: before.hard - 1n, hard: before.hard };
  assert.equal(libc.setrlimit(rlimit.openFiles, lowered), 0);
  raiseOpenFileLimit();
  raiseOpenFileLimit();
  assert.equal(libc.getrlimit(rlimit.openFiles)?.soft, before.hard);
  const limits = await Deno.readTextFile("/proc/self/limits");
  assert.match(
    limits,
    new RegExp(`^Max open files +${before.hard} +${before.hard} `, "m"),
  );
});
