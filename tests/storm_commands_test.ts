import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { ManualClock } from "./support/manual_clock.ts";
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

Deno.test("queue show says that cellpost has made one SMS of several itself", async () => {
  await using cellpost = await Cellpost.start({
    clock: new ManualClock(),
    config: { storm: { window: "5m" } },
  });
  for (const text of ["Pump 1", "Pump 2", "Pump 3"]) {
    await cellpost.queue({ ...mail, text });
  }
  await cellpost.until(() =>
    cellpost.store.list({ limit: 9 }).some((it) => it.state === "merged")
  );
  const [made] = cellpost.store.list({ limit: 1 });
  const id = String(made?.messageId);
  const { stdout } = await runProgram(cellpost.folder, "queue", "show", id);
  assert.match(stdout, /^From {5}cellpost itself \(merge\)$/m);
});
