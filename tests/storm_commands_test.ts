import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { runProgram } from "./support/program.ts";

const mail = { to: "+491701234567@sms", text: "Alarm" };
const storm = { breaker: "1/10m" };

Deno.test("queue list says that the breaker is open, and queue release closes it", async () => {
  await using cellpost = await Cellpost.start({ config: { storm } });
  const { folder } = cellpost;
  await cellpost.queue(mail);
  const kept = await cellpost.queue({ ...mail, text: "Door" });
  const list = await runProgram(folder, "queue", "list", "--limit", "1");
  assert.match(
    list.stderr,
    /^The breaker is open since .*: no SMS leaves until .*, or "cellpost queue release"; 1 deliveries are gathered$/,
  );
  assert.match(list.stdout, /Gathered with what else waits for this number/);
  assert.equal(cellpost.delivery(kept).state, "queued");
  assert.deepEqual(await runProgram(folder, "queue", "release"), {
    code: 0,
    stdout: "Breaker closed; 1 deliveries were gathered",
    stderr: "",
  });
  await cellpost.reaches(kept, "delivered");
  assert.deepEqual(await runProgram(folder, "queue", "release"), {
    code: 1,
    stdout: "The breaker was not open",
    stderr: "",
  });
});

Deno.test("without a running appliance, queue release is for the next one", async () => {
  await using cellpost = await Cellpost.start({ config: { storm } });
  await cellpost.queue(mail);
  const kept = await cellpost.queue({ ...mail, text: "Door" });
  await cellpost.stop();
  const { code } = await runProgram(cellpost.folder, "queue", "release");
  assert.equal(code, 0);
  await cellpost.start();
  await cellpost.reaches(kept, "delivered");
});
