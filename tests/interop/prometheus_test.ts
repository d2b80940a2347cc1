/** Prometheus' own judgement: of what /metrics says, and of the alert rules. Needs Debian's prometheus, for promtool. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Cellpost } from "../support/appliance.ts";
import { runTool } from "./support/tools.ts";

const folder = new URL("../../packaging/prometheus/", import.meta.url);

Deno.test("promtool finds nothing to say about the metrics of an appliance that has sent", async () => {
  await using cellpost = await Cellpost.start();
  await cellpost.usable();
  const id = await cellpost.queue({ to: "+46701234567@sms", text: "Pump" });
  await cellpost.reaches(id, "delivered");
  const response = await fetch(`${cellpost.url}/metrics`);
  const stdin = await response.text();
  assert.match(stdin, /cellpost_sms_sent_total 1\n/);
  assert.equal(await runTool("promtool", ["check", "metrics"], { stdin }), "");
  const wrong = stdin.replaceAll("cellpost_sms_sent_total", "smsSent");
  await assert.rejects(
    runTool("promtool", ["check", "metrics"], { stdin: wrong }),
    "promtool says yes to everything",
  );
});

Deno.test("promtool takes the alert rules, and each fires when it shall", async () => {
  const rules = Deno.readTextFileSync(new URL("cellpost.rules.yml", folder));
  const test = Deno.readTextFileSync(
    new URL("cellpost.rules.test.yml", folder),
  );
  const written = await Deno.makeTempDir();
  const rulesPath = join(written, "cellpost.rules.yml");
  const testPath = join(written, "cellpost.rules.test.yml");
  try {
    await Deno.writeTextFile(rulesPath, rules);
    await Deno.writeTextFile(testPath, test);
    await runTool("promtool", ["check", "rules", rulesPath]);
    await runTool("promtool", ["test", "rules", testPath]);
    for (
      const [value, other] of [["< -105", "< -110"], ["> 1800", "> 3600"]]
        .concat([["for: 2m", "for: 20m"], ["500e6", "5e5"], [">= 5", ">= 500"]])
    ) {
      assert.ok(rules.includes(value!), value);
      await Deno.writeTextFile(rulesPath, rules.replace(value!, other!));
      await assert.rejects(
        runTool("promtool", ["test", "rules", testPath]),
        `nothing notices ${other}`,
      );
    }
  } finally {
    await Deno.remove(written, { recursive: true });
  }
});
