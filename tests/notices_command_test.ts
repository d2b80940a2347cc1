import assert from "node:assert/strict";
import { runProgram } from "./support/program.ts";
import { mailTo, refuse, startReporting } from "./support/report_story.ts";

Deno.test("queue notices lists what waits and what has failed, and says nothing of secrets", async () => {
  const { cellpost, smarthost } = await startReporting({ faults: [refuse] });
  const { folder } = cellpost;
  await using _ = cellpost;
  smarthost.verdict = "later";
  const id = await mailTo(cellpost);
  await cellpost.says(/Greylisted$/);
  await cellpost.store.outbox.post([{
    key: "alarm/1",
    kind: "alarm",
    channel: "webhook",
    createdAt: cellpost.clock.now() + 1,
    expiresAt: cellpost.clock.now() + 2,
    from: "",
    to: ["https://hooks.example/T0KEN"],
    body: "{}",
  }]);
  await cellpost.stop();
  const { code, stdout, stderr } = await runProgram(folder, "queue", "notices");
  assert.equal(code, 0, stderr);
  const [alarm = "", report = ""] = stdout.split("\n");
  assert.match(alarm, /alarm +waiting +hooks\.example +alarm\/1$/);
  assert.ok(!stdout.includes("T0KEN"));
  assert.match(report, /report +waiting +plc@plant\.example/);
  assert.ok(report.includes(`${id} report`));
  assert.match(report, /tried once, again at .* 451 4\.7\.1 Greylisted$/);
  const wrong = await runProgram(folder, "queue", "notices", "--limit", "0");
  assert.equal(wrong.code, 2);
});
