import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { runProgram, startProgram } from "./support/program.ts";
import { systemClock } from "../src/model/mod.ts";
import { lockQueue } from "../src/queue/mod.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

const mail = { to: "+491701234567@sms", text: "Pump 3 stopped" };

// ── with a running appliance ───────────────────────────────────────────────

Deno.test("send goes through the running appliance and follows its message", async () => {
  await using cellpost = await Cellpost.start();
  const { code, stdout, stderr } = await runProgram(
    cellpost.folder,
    ...["send", "0049 170 1234567", "Grüße vom Kessel"],
  );
  assert.equal(code, 0, stderr);
  assert.equal(
    stderr,
    `Sending through the running cellpost (pid ${Deno.pid})`,
  );
  assert.match(
    stdout,
    /^(\w{16}) queued\n(?:\1 to \+491701234567 sent by modem1 \(simulated\)\n?)?(?:\1 to \+491701234567 delivered by modem1 \(simulated\): [^\n]+)?$/,
  );
  assert.deepEqual(cellpost.texts, ["Grüße vom Kessel"]);
});

Deno.test("send tells of a refusal and of a failure, and ends with 1", async () => {
  const modem = new FakeModem({
    clock: systemClock,
    faults: [{ at: "pdu", instead: "\r\n+CMS ERROR: 1\r\n" }],
  });
  await using cellpost = await Cellpost.start({ modems: [modem] });
  const refused = await runProgram(cellpost.folder, "send", "anna", "Hi");
  assert.equal(refused.code, 1);
  assert.equal(refused.stdout, "");
  assert.match(refused.stderr, /\nNo contact "anna"$/);
  const to = "+491701234567";
  const failed = await runProgram(cellpost.folder, "send", to, "Hi");
  assert.equal(failed.code, 1);
  assert.match(
    failed.stdout,
    /failed by modem1: \+CMS ERROR 1 \(unassigned number\)$/,
  );
});

Deno.test("queue list, cancel and show reach the running appliance", async () => {
  const modem = new FakeModem({ clock: systemClock });
  modem.unplug();
  await using cellpost = await Cellpost.start({ modems: [modem] });
  const { folder } = cellpost;
  const kept = await cellpost.queue(mail);
  const dropped = await cellpost.queue({ ...mail, text: "Never mind" });
  const list = await runProgram(folder, "queue", "list", "--state", "queued");
  assert.equal(list.code, 0, list.stderr);
  assert.deepEqual(
    list.stdout.split("\n").map((line) => line.split(/\s+/)[0]).sort(),
    [dropped, kept].sort(),
  );
  const cancel = await runProgram(folder, "queue", "cancel", dropped);
  assert.deepEqual(cancel, {
    code: 0,
    stdout: "+491701234567 now cancelled",
    stderr: "",
  });
  assert.equal(cellpost.delivery(dropped).state, "cancelled");
  const again = await runProgram(folder, "queue", "cancel", dropped);
  assert.deepEqual(again, {
    code: 1,
    stdout: "+491701234567 stays cancelled",
    stderr: "",
  });
  modem.plug();
  await cellpost.reaches(kept, "delivered");
  assert.deepEqual(modem.received, [mail.text]);
  const show = await runProgram(folder, "queue", "show", kept.toLowerCase());
  assert.equal(show.code, 0);
  assert.match(show.stdout, new RegExp(`^Message  ${kept}, accepted `));
  assert.match(show.stdout, /^ {2}\| Pump 3 stopped$/m);
  assert.match(show.stdout, /^To \+491701234567 {2}delivered, /m);
});

Deno.test("queue retry sends at once what waits for its next try", async () => {
  const modem = new FakeModem({
    clock: systemClock,
    faults: [{ at: "pdu", instead: "\r\n+CMS ERROR: 27\r\n" }],
  });
  await using cellpost = await Cellpost.start({
    modems: [modem],
    config: { delivery: { retry_first: "1h", retry_max: "2h" } },
  });
  const id = await cellpost.queue(mail);
  await cellpost.says(/ queued again by modem1/);
  const retry = await runProgram(cellpost.folder, "queue", "retry", id);
  assert.deepEqual(retry, {
    code: 0,
    stdout: "+491701234567 now queued",
    stderr: "",
  });
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [mail.text]);
});

Deno.test("a command's change is in the appliance's log like any other", async () => {
  const modem = new FakeModem({ clock: systemClock });
  modem.unplug();
  await using cellpost = await Cellpost.start({ modems: [modem] });
  const id = await cellpost.queue(mail);
  const { code } = await runProgram(cellpost.folder, "queue", "cancel", id);
  assert.equal(code, 0);
  const fates = cellpost.lines.filter((line) => line.startsWith(`${id} to `));
  assert.deepEqual(fates, [
    `${id} to +491701234567 cancelled: Cancelled by the operator`,
  ]);
});

Deno.test("modems shows the running appliance's own as they stand", async () => {
  await using cellpost = await Cellpost.start({
    modems: ["sim:signal=-71", "/dev/cellpost-no-such-port"],
  });
  await cellpost.usable("modem1");
  await cellpost.says(/^modem2 unplugged/);
  const { code, stdout, stderr } = await runProgram(cellpost.folder, "modems");
  assert.equal(code, 0, stderr);
  assert.match(
    stdout,
    /^modem1 +usable \(simulated\) +Simulated +-71 dBm\n {2}Port sim:signal=-71, cellpost simulator$/m,
  );
  assert.match(stdout, /^ {2}IMEI \d{15}, SIM \d+, number \+1\d{3}55501\d\d$/m);
  assert.match(stdout, /^ {2}home, SMSC \+\d+, storage SM 0\/20$/m);
  assert.match(
    stdout,
    /^modem2 +unplugged +- +-\n {2}.*tried again.*\n {2}Port \/dev\/cellpost-no-such-port$/m,
  );
  const json = await runProgram(cellpost.folder, "modems", "--json");
  const [first, second] = JSON.parse(json.stdout);
  assert.deepEqual([first.name, first.state], ["modem1", "usable"]);
  assert.deepEqual(first.sim.storage, { memory: "SM", used: 0, total: 20 });
  assert.equal(second.state, "unplugged");
});

// ── without one ────────────────────────────────────────────────────────────

Deno.test("send without a running appliance sends by itself", async () => {
  using folder = temporaryFolder();
  const { code, stdout, stderr } = await runProgram(
    folder.path,
    ...["send", "--modem", "sim:", "+491701234567", "Only a try"],
  );
  assert.equal(code, 0, stderr);
  assert.match(
    stdout,
    /^SMS to \+491701234567 \(simulated by modem1, 1 segment\)\n {2}\| Only a try$/m,
  );
  assert.match(stdout, /to \+491701234567 (?:sent|delivered) by modem1/);
  const list = await runProgram(folder.path, "queue", "list");
  assert.match(
    list.stdout,
    /^\w{16} {2}\S+ \S+ {2}\+491701234567 +(sent|delivered) /,
  );
});

Deno.test("send gives up following when its time is over, and the message stays", async () => {
  using folder = temporaryFolder();
  const { code, stdout, stderr } = await runProgram(
    folder.path,
    ...["send", "--modem", "/dev/cellpost-no-such-port", "--timeout", "200ms"],
    ...["+491701234567", "Later"],
  );
  assert.equal(code, 1);
  const id = /^(\w{16}) queued$/m.exec(stdout)?.[1] ?? "";
  const [trouble, ending] = stderr.split("\n");
  assert.match(trouble ?? "", /^modem1 unplugged: No port "\/dev\/cellpost-no/);
  assert.equal(
    ending,
    `${id} is still on its way: "cellpost queue show ${id}" tells`,
  );
  const show = await runProgram(folder.path, "queue", "show", id);
  assert.match(show.stdout, /^To \+491701234567 {2}queued, 1 segment/m);
});

Deno.test("send without any modem says what to do, and queues nothing", async () => {
  using folder = temporaryFolder();
  const sent = await runProgram(folder.path, "send", "+491701234567", "Hi");
  assert.equal(sent.code, 2);
  assert.match(sent.stderr, /^No modem configured: add \[\[modem\]\]/);
  const list = await runProgram(folder.path, "queue", "list");
  assert.equal(list.stdout, "");
});

Deno.test("queue commands work on a queue that nobody has open", async () => {
  const modem = new FakeModem({
    clock: systemClock,
    faults: [{ at: "pdu", instead: "\r\n+CMS ERROR: 1\r\n" }],
  });
  await using cellpost = await Cellpost.start({ modems: [modem] });
  const failed = await cellpost.queue(mail);
  await cellpost.reaches(failed, "failed");
  modem.unplug();
  await cellpost.says(/^modem1 unplugged/);
  const waiting = await cellpost.queue({ ...mail, text: "Still here" });
  await cellpost.stop();
  const { folder } = cellpost;
  const cancelled = await runProgram(folder, "queue", "cancel", waiting);
  assert.equal(cancelled.stdout, "+491701234567 now cancelled");
  const retried = await runProgram(folder, "queue", "retry", failed);
  assert.equal(retried.code, 0, retried.stderr);
  const [, again] = /^\+491701234567 queued anew as (\w{16})$/
    .exec(retried.stdout) ?? [];
  assert.ok(again, retried.stdout);
  modem.plug();
  await cellpost.start();
  await cellpost.reaches(again, "delivered");
  assert.deepEqual(modem.received, [mail.text]);
});

Deno.test("queue commands say so when there is no queue", async () => {
  using folder = temporaryFolder();
  const none = await runProgram(folder.path, "queue", "list");
  assert.equal(none.code, 1);
  assert.match(none.stderr, /^No queue at .*cellpost\.db yet: /);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});

Deno.test("queue commands say so when there is no such message", async () => {
  await using cellpost = await Cellpost.start();
  for (const id of ["0000000000000000", "no-id"]) {
    for (const act of ["show", "retry", "cancel"]) {
      const unknown = await runProgram(cellpost.folder, "queue", act, id);
      assert.equal(unknown.code, 1, act);
      const words = `^No message "${id}": ids are in`;
      assert.match(unknown.stderr, new RegExp(words), act);
    }
  }
});

Deno.test("modems without a running appliance asks each port, and needs no queue", async () => {
  using folder = temporaryFolder();
  const { code, stdout, stderr } = await runProgram(
    folder.path,
    ...["modems", "--modem", "sim:pin=1234", "--modem", "/dev/null"],
  );
  assert.equal(code, 0, stderr);
  assert.match(
    stdout,
    /^modem1 +not ready \(simulated\) +- +-\n {2}The SIM asks for its PIN: set pin in its \[\[modem\]\]$/m,
  );
  assert.match(stdout, /^modem2 +no use +- +-\n {2}.*\/dev\/null/m);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});

Deno.test("modems leaves the queue to a cellpost that starts while ports are asked", async () => {
  using folder = temporaryFolder();
  await runProgram(folder.path, "send", "--modem", "sim:", mail.to, "Hello");
  const [queue] = [...Deno.readDirSync(folder.path)]
    .filter(({ name }) => name.endsWith(".db"));
  assert.ok(queue);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = `tcp://127.0.0.1:${listener.addr.port}`;
  await using asking = startProgram(folder.path, ["modems", "--modem", port]);
  // It knocks there now, and nobody answers.
  using wire = await listener.accept();
  const lock = lockQueue(`${folder.path}/${queue.name}`);
  assert.ok(!("heldBy" in lock), "The queue is held");
  lock.release();
  wire.close();
  assert.equal((await asking.status()).code, 0);
  assert.match(asking.output, /^modem1 +no answer/m);
  assert.match(asking.output, /The other end closed the connection/);
});
