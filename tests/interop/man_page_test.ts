/** The man page, read by the programs that readers have. */
import assert from "node:assert/strict";
import { allCommands } from "../../src/app/command_tree.ts";
import { wholeCommandLine } from "../support/command_line.ts";
import { fromFileUrl } from "./support/paths.ts";
import { runTool } from "./support/tools.ts";

const page = fromFileUrl("../../../packaging/cellpost.1");

Deno.test("groff has no warning for the man page", async () => {
  assert.equal(
    await runTool("groff", ["-man", "-ww", "-Tutf8", "-z", page]),
    "",
  );
  assert.equal(
    await runTool("groff", ["-man", "-ww", "-Tascii", "-z", page]),
    "",
  );
});

Deno.test("man shows every command with its options", async () => {
  const env = { LC_ALL: "C.UTF-8", MANWIDTH: "100", MANPAGER: "cat" };
  const args = ["--warnings=w", "-P", "cat", "-l", page];
  const shown = await runTool("man", args, { env });
  assert.doesNotMatch(
    shown,
    /^(?:man|troff|grotty|tbl|preconv):|<standard input>:/m,
  );
  // Bold is a letter, a backspace, and the letter again.
  // deno-lint-ignore no-control-regex -- it is meant
  const text = shown.replaceAll(/.\u0008/g, "");
  for (const { path, commands, options } of allCommands(wholeCommandLine())) {
    if (commands.length > 0) continue;
    assert.ok(text.includes(`cellpost ${path.join(" ")}`), path.join(" "));
    for (const { flags, long } of options) {
      if (long !== "--help") assert.ok(text.includes(flags), flags);
    }
  }
});
