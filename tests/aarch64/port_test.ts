import assert from "node:assert/strict";
import { join } from "node:path";
import { bundle } from "../support/bundle.ts";
import { Child } from "../support/child.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";

const deno = join(import.meta.dirname ?? ".", "../../dist/aarch64/deno");

/** Tests of what differs from machine to machine: foreign calls, layouts, terminals. QEMU is slow: not all of the room. */
const inside = [
  "libc_ffi_test.ts",
  "list_test.ts",
  "open_file_limit_test.ts",
  "pty_linux_test.ts",
  "system_files_test.ts",
  "termios_linux_test.ts",
] as const;

Deno.test("serial ports do on aarch64 what they do here", async () => {
  using folder = temporaryFolder();
  const entry = folder.file("all.ts");
  const room = new URL("../../src/modem/serial/", import.meta.url).href;
  await Deno.writeTextFile(
    entry,
    inside.map((file) => `import "${room}${file}";\n`).join(""),
  );
  const file = folder.file("all.js");
  await bundle(new URL(`file://${entry}`), file);
  const offline = ["--no-config", "--no-lock", "--no-check", "--no-remote"];
  await using child = new Child([deno, "test", "-A", ...offline, file], {
    cwd: folder.path,
    env: { NO_COLOR: "1" },
  });
  const { code } = await child.status();
  // With the line that counts the tests inside, which CI adds up.
  console.log(child.output);
  assert.equal(code, 0);
  assert.match(child.output, /^ok \| (?:[3-9]\d) passed \| 0 failed/m);
});
