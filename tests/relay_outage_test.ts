import assert from "node:assert/strict";
import {
  mailTo,
  refuse,
  relay,
  startReporting,
} from "./support/report_story.ts";

Deno.test("while the relay is down nothing is lost, little is tried, and the SMS go on", async () => {
  const { cellpost, smarthost, clock } = await startReporting({
    faults: [refuse],
  });
  await using _ = cellpost;
  smarthost.verdict = "down";
  const ids: string[] = [];
  for (let sent = 0; sent < 20; sent++) ids.push(await mailTo(cellpost));
  for (const id of ids) await cellpost.reaches(id, "failed");
  await cellpost.says(/The mail relay takes nothing, so notices wait/);
  const since = clock.monotonic();
  await cellpost.until(() => clock.monotonic() - since > 3_600_000);
  assert.ok(smarthost.tries < 30, `${smarthost.tries} tries`);
  smarthost.verdict = "take";
  const back = clock.monotonic();
  await cellpost.until(() => smarthost.taken.length === 20);
  assert.ok(clock.monotonic() - back <= 5 * 60_000 + 1_000);
  assert.ok(cellpost.lines.includes("The mail relay takes notices again"));
  const reports = await smarthost.reports;
  assert.deepEqual(
    reports.map((it) => it.mail["X-Cellpost-Id"]).toSorted(),
    ids.toSorted(),
  );
});

Deno.test("what the relay puts off is tried again, and what it refuses is told in the log", async () => {
  const { cellpost, smarthost } = await startReporting({ faults: [refuse] });
  await using _ = cellpost;
  smarthost.verdict = "later";
  await mailTo(cellpost);
  await cellpost.says(/waits until .*: 451 4\.7\.1 Greylisted$/);
  smarthost.verdict = "refuse";
  await cellpost.says(/failed: 550 5\.1\.1 No such mailbox$/);
  const [notice] = cellpost.store.outbox.list(9);
  assert.deepEqual([notice?.state, notice?.attempts], ["failed", 2]);
});

Deno.test("killed between the failure and its report, the report is written at the next start, once", async () => {
  const { cellpost, smarthost } = await startReporting({ faults: [refuse] });
  await using _ = cellpost;
  const id = await mailTo(cellpost);
  await cellpost.until(() => cellpost.delivery(id).state === "failed");
  assert.equal(cellpost.store.outbox.list(9).length, 0);
  await cellpost.crash();
  await cellpost.start();
  await cellpost.until(() => smarthost.taken.length > 0);
  await cellpost.restart();
  await cellpost.usable();
  const reports = await smarthost.reports;
  assert.deepEqual(reports.map((it) => it.mail["X-Cellpost-Id"]), [id]);
});

Deno.test("killed while a report is with the relay, it is mailed twice at worst, as the same mail", async () => {
  const { cellpost, smarthost } = await startReporting({ faults: [refuse] });
  await using _ = cellpost;
  let crashed: Promise<void> | undefined;
  smarthost.onTaken = () => {
    crashed ??= cellpost.crash();
  };
  await mailTo(cellpost);
  await cellpost.until(() => smarthost.taken.length === 1);
  await crashed;
  await cellpost.start();
  await cellpost.until(() => smarthost.taken.length === 2);
  const [first, second] = smarthost.taken;
  assert.equal(first?.body, second?.body);
  await cellpost.until(() =>
    cellpost.store.outbox.list(9).every((it) => it.state === "done")
  );
});

Deno.test("while the disk is full the report waits, and that is told seldom", async () => {
  const { cellpost, smarthost, clock } = await startReporting({
    faults: [refuse],
  });
  await using _ = cellpost;
  const ids: string[] = [];
  // More than fits into what the database has left of its pages.
  for (let sent = 0; sent < 30; sent++) ids.push(await mailTo(cellpost));
  for (const id of ids) await cellpost.reaches(id, "failed");
  cellpost.fillDisk();
  const since = clock.monotonic();
  await cellpost.says(/disk/);
  await cellpost.until(() => clock.monotonic() - since > 5 * 60_000);
  const told = cellpost.lines.filter((it) => /disk/.test(it)).length;
  assert.ok(told > 1 && told <= 7, String(told));
  assert.equal(smarthost.tries, 0);
  cellpost.freeDisk();
  await cellpost.until(() => smarthost.taken.length === 30);
});

Deno.test("a wall clock that is set back by a day holds up no report", async () => {
  const { cellpost, smarthost, clock } = await startReporting({
    faults: [refuse],
  });
  await using _ = cellpost;
  smarthost.verdict = "later";
  await mailTo(cellpost);
  await cellpost.says(/Greylisted$/);
  clock.jump(clock.now() - 86_400_000);
  smarthost.verdict = "take";
  const since = clock.monotonic();
  await cellpost.until(() => smarthost.taken.length === 1);
  assert.ok(clock.monotonic() - since <= 150_000);
  await mailTo(cellpost);
  await cellpost.until(() => smarthost.taken.length === 2);
  assert.ok(clock.monotonic() - since <= 400_000);
});

Deno.test("a sender has no more reports than are allowed, and the last one says so", async () => {
  const { cellpost, smarthost, clock } = await startReporting({
    faults: [refuse],
    config: { mail: { ...relay, reports_per_sender: ["3/hour"] } },
  });
  await using _ = cellpost;
  for (let sent = 0; sent < 6; sent++) {
    const id = await mailTo(cellpost);
    await cellpost.reaches(id, "failed");
  }
  const other = await mailTo(cellpost, { from: "MAIL FROM:<b@plant.example>" });
  await cellpost.reaches(other, "failed");
  await cellpost.until(() =>
    smarthost.taken.some((it) => it.to[0] === "b@plant.example")
  );
  const reports = await smarthost.reports;
  const mine = reports.filter((it) => it.to === "plc@plant.example");
  assert.deepEqual(
    mine.map((it) => /as many reports as the gateway sends/.test(it.text)),
    [false, false, true],
  );
  const withheld = cellpost.lines.filter((it) => /it has had 3\/hour/.test(it));
  assert.equal(withheld.length, 3);
  const since = clock.monotonic();
  await cellpost.until(() => clock.monotonic() - since > 3_600_000);
  await mailTo(cellpost);
  await cellpost.until(() => smarthost.taken.length === 5);
});
