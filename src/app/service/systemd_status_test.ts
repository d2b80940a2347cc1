import assert from "node:assert/strict";
import { statusText } from "./status_text.ts";
import { readStatus } from "./systemd_status.ts";

Deno.test("what systemctl shows is read, and told in a line", () => {
  const shown = (
    [load, active, sub, file, pid, result, text]: readonly string[],
  ) =>
    `MainPID=${pid}\nResult=${result}\nStatusText=${text}\nLoadState=${load}\nActiveState=${active}\nSubState=${sub}\nUnitFileState=${file}\n`;
  const table: readonly (readonly [readonly string[], string])[] = [
    [
      ["loaded", "active", "running", "enabled", "7", "success", "queued 2"],
      "cellpost: running, pid 7, starts with the machine, queued 2",
    ],
    [
      ["loaded", "reloading", "reload", "enabled", "7", "success", ""],
      "cellpost: running, pid 7, starts with the machine",
    ],
    [
      ["loaded", "inactive", "dead", "disabled", "0", "success", ""],
      "cellpost: stopped, does not start with the machine",
    ],
    [
      ["loaded", "failed", "failed", "enabled", "0", "exit-code", ""],
      "cellpost: failed, starts with the machine, exit-code",
    ],
    [
      ["loaded", "activating", "auto-restart", "enabled", "0", "watchdog", ""],
      "cellpost: starting, starts with the machine, ended (watchdog), starts again",
    ],
    [
      ["loaded", "deactivating", "stop-sigterm", "enabled", "9", "", ""],
      "cellpost: stopping, pid 9, starts with the machine",
    ],
    [
      ["not-found", "inactive", "dead", "", "0", "success", ""],
      'cellpost is not installed as a service: "cellpost service install" does that',
    ],
  ];
  for (const [values, text] of table) {
    assert.equal(statusText("cellpost", readStatus(shown(values))), text);
  }
});

Deno.test("an equals sign in a value stays there", () => {
  const { detail } = readStatus("LoadState=loaded\nStatusText=a=b\n");
  assert.equal(detail, "a=b");
});
