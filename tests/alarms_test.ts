import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import {
  admin,
  bothUsable,
  mail,
  pass,
  posted,
  states,
  told,
  twoModems,
} from "./support/alarm_story.ts";

Deno.test("a modem that is pulled out is told by the other one, once, again after the interval, and then that it is back", async () => {
  const { roof, options } = twoModems({ remind_every: "1h" });
  await using cellpost = await Cellpost.start(options);
  await bothUsable(cellpost);
  roof.unplug();
  await pass(cellpost, 4);
  assert.deepEqual(told(cellpost), []);
  await pass(cellpost, 2);
  assert.equal(told(cellpost).length, 1);
  assert.match(told(cellpost)[0]!, /^Modem modem1 is unplugged: /);
  await pass(cellpost, 50);
  assert.equal(told(cellpost).length, 1);
  await pass(cellpost, 10);
  assert.match(told(cellpost)[1]!, /^For 65 minutes by now: Modem modem1 is/);
  roof.plug();
  await cellpost.usable("modem1");
  await pass(cellpost, 3);
  assert.match(
    told(cellpost)[2]!,
    /^Modem modem1 is back after (66|67) minutes$/,
  );
  await pass(cellpost, 70);
  assert.equal(told(cellpost).length, 3);
  assert.deepEqual(states(cellpost, "modem:modem1"), [
    "raised",
    "reminder",
    "cleared",
  ]);
  assert.deepEqual(
    cellpost.lines.filter((it) => /^(Alarm|All clear): /.test(it)).length,
    3,
  );
});

Deno.test("mail and webhook of an alarm go out, one thread and one shape", async () => {
  const { roof, options, smarthost } = twoModems();
  await using cellpost = await Cellpost.start(options);
  await bothUsable(cellpost);
  const at = cellpost.clock.now();
  roof.unplug();
  await pass(cellpost, 6);
  roof.plug();
  await cellpost.usable("modem1");
  await pass(cellpost, 3);
  const notices = cellpost.store.outbox.list(10).toReversed();
  assert.ok(notices.every((it) => it.state === "done"));
  assert.deepEqual(notices.map((it) => [it.kind, it.channel, it.to]), [
    ["alarm", "mail", ["ops@plant.example"]],
    ["alarm", "webhook", ["https://hooks.example/1"]],
    ["alarm", "mail", ["ops@plant.example"]],
    ["alarm", "webhook", ["https://hooks.example/1"]],
  ]);
  const [raised, cleared] = smarthost.taken;
  assert.ok(raised && cleared);
  // Whom nobody answers, and no machine.
  assert.equal(raised.from, "");
  assert.match(raised.body, /\r\nAuto-Submitted: auto-generated\r\n/);
  assert.match(
    raised.body,
    /\r\nSubject: \[cellpost gw\.example\] Modem modem1 is unplugged/,
  );
  const [, id] = /\r\nMessage-ID: (\S+)\r\n/.exec(raised.body) ?? [];
  assert.ok(id);
  assert.ok(cleared.body.includes(`\r\nIn-Reply-To: ${id}\r\n`));
  const [first, second] = posted(cellpost);
  const { text, version, ...known } = first!;
  assert.match(String(text), /^Modem modem1 is unplugged/);
  assert.match(String(version), /^cellpost [0-9]/);
  assert.deepEqual(known, {
    format: 1,
    alarm: "modem:modem1",
    condition: "modem",
    state: "raised",
    since: new Date(at).toISOString(),
    at: new Date(notices[0]!.createdAt).toISOString(),
    host: "gw.example",
  });
  assert.equal(second!["state"], "cleared");
});

Deno.test("without any modem only mail and webhook are told at first, and one SMS tells the whole story", async () => {
  const { roof, cellar, options } = twoModems({ remind_every: "10m" });
  await using cellpost = await Cellpost.start(options);
  await bothUsable(cellpost);
  for (const modem of [roof, cellar]) modem.unplug();
  await cellpost.until(() => cellpost.status("modem2").state === "unplugged");
  for (const text of ["One", "Two", "Three"]) {
    await cellpost.queue({ ...mail, text });
  }
  await pass(cellpost, 28);
  assert.equal(cellpost.store.counts().queued, 3, "no SMS of an alarm waits");
  for (const alarm of ["modem:modem1", "modem:modem2", "modems"]) {
    assert.equal(states(cellpost, alarm).length, 3, alarm);
  }
  assert.match(
    String(posted(cellpost).find((it) => it["alarm"] === "modems")?.["text"]),
    /^No modem works, nothing is sent: modem1 is unplugged, modem2 is unplugged; 3 SMS wait$/,
  );
  roof.plug();
  await cellpost.usable("modem1");
  await pass(cellpost, 3);
  const [late, ...others] = told(cellpost).toSorted();
  assert.match(
    late!,
    /^A modem works again after [0-9]+ minutes; 3 SMS waited$/,
  );
  assert.match(
    others.join("\n"),
    /^Modem modem1 is back after [0-9]+ minutes; 3 SMS/m,
  );
  // Of the one that is still out an SMS can be sent now.
  assert.match(
    others.join("\n"),
    /^For [0-9]+ minutes by now: Modem modem2 is/m,
  );
});

Deno.test("a restart and a crash loop tell nothing twice, and forget nothing", async () => {
  const { roof, options } = twoModems();
  await using cellpost = await Cellpost.start(options);
  await bothUsable(cellpost);
  roof.unplug();
  await pass(cellpost, 6);
  assert.equal(told(cellpost).length, 1);
  for (let round = 0; round < 5; round++) {
    await cellpost.crash();
    await cellpost.start();
    await cellpost.usable("modem2");
    await pass(cellpost, 4);
  }
  await cellpost.restart();
  await pass(cellpost, 20);
  assert.equal(told(cellpost).length, 1);
  roof.plug();
  await cellpost.usable("modem1");
  await pass(cellpost, 3);
  assert.match(told(cellpost)[1]!, /^Modem modem1 is back after/);
  assert.deepEqual(states(cellpost, "modem:modem1"), ["raised", "cleared"]);
});

Deno.test("what is out of order since before a crash is told in time", async () => {
  const { roof, options } = twoModems();
  await using cellpost = await Cellpost.start(options);
  await bothUsable(cellpost);
  roof.unplug();
  for (let round = 0; round < 4; round++) {
    await pass(cellpost, 2);
    await cellpost.crash();
    await cellpost.start();
  }
  await cellpost.usable("modem2");
  await pass(cellpost, 1);
  assert.equal(told(cellpost).length, 1);
});

Deno.test("a modem that comes and goes for hours is told a handful of times", async () => {
  const { roof, options } = twoModems();
  await using cellpost = await Cellpost.start(options);
  await bothUsable(cellpost);
  for (let round = 0; round < 15; round++) {
    roof.unplug();
    await pass(cellpost, 7);
    roof.plug();
    await cellpost.usable("modem1");
    await pass(cellpost, 5);
  }
  const count = told(cellpost).length;
  assert.ok(count >= 3 && count <= 12, `${count}`);
});

Deno.test("a SIM that is taken out is told as what it is", async () => {
  const { roof, options } = twoModems();
  await using cellpost = await Cellpost.start(options);
  await bothUsable(cellpost);
  roof.takeCard();
  await pass(cellpost, 3);
  assert.match(told(cellpost)[0]!, /^Modem modem1 cannot use its SIM: /);
  assert.equal(posted(cellpost)[0]!["condition"], "sim");
  roof.putCard();
  await cellpost.usable("modem1");
  await pass(cellpost, 3);
  assert.match(told(cellpost)[1]!, /^Modem modem1 is back after/);
});

Deno.test("a wall clock that is set raises nothing, and delays nothing", async () => {
  const { clock, roof, options } = twoModems();
  await using cellpost = await Cellpost.start(options);
  await bothUsable(cellpost);
  roof.unplug();
  await pass(cellpost, 2);
  clock.jump(clock.now() + 86_400_000 * 365);
  await pass(cellpost, 2);
  assert.deepEqual(told(cellpost), []);
  clock.jump(clock.now() - 86_400_000 * 700);
  await pass(cellpost, 2);
  assert.equal(told(cellpost).length, 1);
  roof.plug();
  await cellpost.usable("modem1");
  await pass(cellpost, 3);
  assert.match(told(cellpost)[1]!, /^Modem modem1 is back after [67] minutes$/);
});

Deno.test("who is on call gets the alarm, and a section without anybody watches nothing", async () => {
  const { roof, options } = twoModems({ numbers: ["oncall"] });
  const schedule = [{
    group: "oncall",
    from: "00:00",
    to: "24:00",
    members: [admin],
  }];
  await using cellpost = await Cellpost.start({
    ...options,
    config: { ...options.config, schedule },
  });
  await bothUsable(cellpost);
  roof.unplug();
  await pass(cellpost, 6);
  assert.equal(told(cellpost).length, 1);
  const { roof: other, options: silent } = twoModems();
  await using quiet = await Cellpost.start({
    ...silent,
    config: { admin: {} },
  });
  await bothUsable(quiet);
  other.unplug();
  await pass(quiet, 60);
  assert.deepEqual(quiet.lines.filter((it) => it.includes("Alarm")), []);
  assert.deepEqual(quiet.store.alarms.all(), []);
});
