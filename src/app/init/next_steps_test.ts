import assert from "node:assert/strict";
import { temporaryFolder } from "../../../tests/support/temporary_folder.ts";
import {
  type FirstAnswers,
  firstDefaults,
  loadConfig,
  renderFirstConfig,
} from "../../config/mod.ts";
import { cautions, nextSteps, type WrittenConfig } from "./next_steps.ts";

function written(
  answers: Partial<FirstAnswers>,
  given: Partial<WrittenConfig> = {},
): WrittenConfig {
  using folder = temporaryFolder();
  const path = folder.file("config.toml");
  const text = renderFirstConfig({ ...firstDefaults, ...answers });
  Deno.writeTextFileSync(path, text);
  const result = loadConfig({ configPath: path, cwd: folder.path });
  assert.ok(result.kind === "ok");
  return {
    ...{ config: result.config, path: "/home/anna/config.toml" },
    ...{ found: true, isSystem: false, mayListen: true, shadows: undefined },
    ...given,
  };
}

Deno.test("what comes next names the file only where it would not be found", () => {
  assert.deepEqual(nextSteps(written({}), "linux").split("\n"), [
    "Next:",
    `  ${
      "cellpost serve".padEnd(61)
    }  starts it here, with its screen at http://127.0.0.1:8525/; Ctrl-C stops`,
    `  ${"cellpost doctor".padEnd(61)}  looks whether all is well`,
    "  sudo cellpost service install --config /home/anna/config.toml  has it start with this machine",
  ]);
  const elsewhere = written({}, { found: false, path: "C:\\my sms\\c.toml" });
  assert.match(
    nextSteps(elsewhere, "windows"),
    /\n {2}cellpost serve --config "C:\\my sms\\c\.toml" +starts it.*\n.*\n {2}cellpost service install --config "C:\\my sms\\c\.toml" /,
  );
  const system = written({}, { isSystem: true });
  assert.match(
    nextSteps(system, "linux"),
    /^Next:\n {2}cellpost service install {2}has it start.*\n {2}cellpost doc/,
  );
});

Deno.test("doors that stand open, lead nowhere or cannot be opened are warned of", () => {
  assert.deepEqual(cautions(written({})), []);
  const rows = [
    [written({ allow: ["0.0.0.0/0"], listen: ":2525" }), /^Everybody can send/],
    [
      written({ allow: ["::1", "10.0.0.0/8"] }),
      /^10\.0\.0\.0\/8 may send, but reaches nothing: .* set it to ":2525"/,
    ],
    [
      written({}, { shadows: "/etc/cellpost/config.toml" }),
      /^In this folder \/home\/anna\/config\.toml counts, and \/etc\/cell/,
    ],
    [
      written({ listen: ":25" }, { mayListen: false }),
      /^This user may not listen on a port below 1024: run it as a service/,
    ],
  ] as const;
  for (const [config, caution] of rows) {
    assert.match(cautions(config).join("\n"), new RegExp(caution, "m"));
  }
});
