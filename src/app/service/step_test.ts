import assert from "node:assert/strict";
import { done, planned, type Step } from "./step.ts";

Deno.test("a step is told before and after it was done", () => {
  const table:
    readonly (readonly [Step, string | undefined, string | undefined])[] = [
      [
        { do: "copy", from: "/tmp/a", to: "/usr/local/bin/a", mode: 0o755 },
        "copy /tmp/a to /usr/local/bin/a (0755)",
        "Copied /tmp/a to /usr/local/bin/a",
      ],
      [
        { do: "write", path: "/etc/a", text: "", mode: 0o640 },
        "write /etc/a (0640)",
        "Wrote /etc/a (0640)",
      ],
      [
        { do: "folder", path: "/etc/a", mode: 0o750 },
        "make the folder /etc/a (0750)",
        "Made the folder /etc/a (0750)",
      ],
      [
        { do: "remove", path: "/etc/a" },
        "remove /etc/a",
        "Removed /etc/a",
      ],
      [
        { do: "run", program: "systemctl", args: ["start", "a"], says: "" },
        "run systemctl start a",
        undefined,
      ],
      [{ do: "say", text: "Left it" }, undefined, "Left it"],
    ];
  for (const [step, before, after] of table) {
    assert.equal(planned(step), before);
    assert.equal(done(step), after);
  }
});
