import assert from "node:assert/strict";
import { temporaryFolder } from "../../../tests/support/temporary_folder.ts";
import { CommandError } from "../exit_code.ts";
import { carryOut } from "./carry_out.ts";

const onUnix = { ignore: Deno.build.os === "windows" };

Deno.test(
  "steps are done in their order, and may be done again",
  onUnix,
  async () => {
    using folder = temporaryFolder();
    const [inner, file, copy] = ["etc", "etc/unit", "program"]
      .map((name) => folder.file(name));
    assert.ok(inner && file && copy);
    const steps = [
      { do: "folder", path: inner, mode: 0o750 },
      { do: "write", path: file, text: "[Unit]\n", mode: 0o640 },
      { do: "copy", from: file, to: copy, mode: 0o755 },
      { do: "run", program: "true", args: [], says: "Done" },
      { do: "run", program: "false", args: [], says: "", optional: true },
      { do: "say", text: "The end" },
    ] as const;
    for (const _ of ["once", "again"]) {
      assert.deepEqual(await carryOut(steps), [
        `Made the folder ${inner} (0750)`,
        `Wrote ${file} (0640)`,
        `Copied ${file} to ${copy}`,
        "Done",
        "The end",
      ]);
    }
    assert.equal(await Deno.readTextFile(copy), "[Unit]\n");
    const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;
    assert.deepEqual([inner, file, copy].map(modeOf), [0o750, 0o640, 0o755]);
    const gone = [{ do: "remove", path: inner }] as const;
    assert.deepEqual(await carryOut(gone), [`Removed ${inner}`]);
    await carryOut(gone);
    await assert.rejects(Deno.stat(inner));
  },
);

Deno.test(
  "the first step that fails ends it in its own words, after what was done",
  onUnix,
  async () => {
    using folder = temporaryFolder();
    const path = folder.file("not-there/file");
    await assert.rejects(
      carryOut([
        { do: "say", text: "Begun" },
        { do: "write", path, text: "", mode: 0o600 },
        { do: "say", text: "Never" },
      ]),
      (error) =>
        error instanceof CommandError &&
        /^Begun\nCannot write .*not-there/.test(error.message),
    );
    const fails = ["-c", "echo No such thing >&2; exit 3"];
    await assert.rejects(
      carryOut([{ do: "run", program: "sh", args: fails, says: "" }]),
      /failed with 3: No such thing/,
    );
    const none = { program: "cellpost-no-such-program", args: [], says: "" };
    await assert.rejects(
      carryOut([{ do: "run", ...none }]),
      /failed with 127: .* is not on this system/,
    );
  },
);
