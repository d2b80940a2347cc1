import assert from "node:assert/strict";
import { join } from "node:path";
import { Cellpost } from "./support/appliance.ts";
import { change, edit } from "./support/reload_story.ts";

Deno.test("a contact that is added reaches its number, and one that goes is unknown", async () => {
  await using cellpost = await Cellpost.start({
    config: { contacts: { anna: "+46701234567" } },
  });
  assert.equal((await cellpost.send({ to: "lars@sms", text: "a" })).id, "");
  const view = await change(cellpost, {
    contacts: { lars: "+46702345678", anna: undefined },
  });
  assert.deepEqual(view, {
    kind: "applied",
    live: [
      { path: "[contacts] anna", from: '"+46701234567"', to: "not set" },
      { path: "[contacts] lars", from: "not set", to: '"+46702345678"' },
    ],
    restart: [],
  });
  await cellpost.queue({ to: "lars@sms", text: "Pump 3 stopped" });
  await cellpost.until(() => cellpost.received.length === 1);
  assert.equal(cellpost.received[0]?.recipient, "+46702345678");
  assert.equal((await cellpost.send({ to: "anna@sms", text: "a" })).id, "");
});

Deno.test("a policy that is tightened refuses the next RCPT", async () => {
  await using cellpost = await Cellpost.start();
  await cellpost.queue({ to: "+4670123456@sms", text: "a" });
  await change(cellpost, { policy: { deny_numbers: ["+46"] } });
  const { reply } = await cellpost.send({ to: "+4670123456@sms", text: "b" });
  assert.equal(reply.code, 550);
});

Deno.test("a file with a mistake changes nothing, and all mistakes are told as the check tells them", async () => {
  await using cellpost = await Cellpost.start();
  const path = join(cellpost.folder, "config.toml");
  const before = Deno.readTextFileSync(path);
  cellpost.write(
    "config.toml",
    `[policy]\ndeny_numbers = ["+46"]\nsender = 1\n[log]\nlevel = "loud"\n[[modem]]\nport = "sim:"\n`,
  );
  const view = await cellpost.reload();
  assert.deepEqual(view, {
    kind: "kept",
    problems: [
      `${path}:3: [policy] sender does not belong here, but below [[route]]`,
      `${path}:5: [log] level is "loud"; it must be "debug", "info", "warning" or "error"`,
    ],
  });
  await cellpost.queue({ to: "+4670123456@sms", text: "a" });
  await cellpost.says(/^Config not taken, all stays as it was: .*:3: .*1 more/);
  cellpost.write("config.toml", before);
  const again = await cellpost.reload();
  assert.deepEqual(again, { kind: "applied", live: [], restart: [] });
  await cellpost.says(/^Config read anew: nothing has changed$/);
});

Deno.test("what needs a restart is told until it is done, and nothing else waits for it", async () => {
  await using cellpost = await Cellpost.start();
  const restart = [{
    path: "[queue] path",
    from: '"cellpost.db"',
    to: '"other.db"',
  }];
  const first = await change(cellpost, {
    queue: { path: "other.db" },
    policy: { deny_numbers: ["+46"] },
  });
  assert.deepEqual(first.restart, restart);
  assert.deepEqual(first.live.map(({ path }) => path), [
    "[policy] deny_numbers",
  ]);
  const second = await change(cellpost, {});
  assert.deepEqual(second, { kind: "applied", live: [], restart });
  const { reply } = await cellpost.send({ to: "+4670123456@sms", text: "b" });
  assert.equal(reply.code, 550);
});

Deno.test("an address that cannot be listened on changes nothing, not even what is right", async () => {
  await using cellpost = await Cellpost.start();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  edit(cellpost, {
    smtp: { listen: ["127.0.0.1:0", `127.0.0.1:${port}`] },
    policy: { deny_numbers: ["+46"] },
    contacts: { lars: "+46702345678" },
  });
  const view = await cellpost.reload();
  assert.deepEqual(view, {
    kind: "kept",
    problems: [
      `Another program listens on 127.0.0.1:${port} already: stop it, or choose another port in [smtp] listen`,
    ],
  });
  await cellpost.queue({ to: "+4670123456@sms", text: "a" });
  assert.equal((await cellpost.send({ to: "lars@sms", text: "a" })).id, "");
});

Deno.test("limits that are the same go on counting, and others count what was accepted before", async () => {
  await using cellpost = await Cellpost.start({
    config: { policy: { per_recipient: ["2/hour"] } },
  });
  const send = async (text: string) =>
    (await cellpost.send({ to: "+4670123456@sms", text })).reply.code;
  assert.equal(await send("one"), 250);
  await change(cellpost, { smtp: { max_size: "5MB" } });
  assert.equal(await send("two"), 250);
  assert.equal(await send("three"), 450);
  await change(cellpost, { policy: { per_recipient: ["3/hour"] } });
  assert.equal(await send("three"), 250);
  assert.equal(await send("four"), 450);
  await change(cellpost, { policy: { per_recipient: undefined } });
  assert.equal(await send("four"), 250);
});

Deno.test("a second wish while one is under way is served once, and one in a stop not at all", async () => {
  await using cellpost = await Cellpost.start();
  edit(cellpost, { policy: { deny_numbers: ["+46"] } });
  const views = await Promise.all([1, 2, 3, 4].map(() => cellpost.reload()));
  const told = cellpost.events.filter(({ room }) => room === "config");
  assert.equal(told.length, 2);
  assert.deepEqual(
    views.map((it) => it.kind === "applied" && it.live.length),
    [1, 0, 0, 0],
  );
});
