import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../model/mod.ts";
import { anna, Ground, start } from "./law_suite.ts";
import { openStore } from "./sqlite_store.ts";

Deno.test("changes into the wanted states are kept until they are digested, also over a restart", async () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "queue.db");
  const news = new Set(["failed", "delivered", "sent"] as const);
  const open = () => openStore(path, { clock: systemClock, news });
  const store = await open();
  const ground = groundOf(store);
  const [first, second] = [await ground.accept(), await ground.accept()];
  await ground.sendWhole(start);
  const claim = await ground.claim(start);
  const reason = "Unknown number";
  await store.settle(claim, { to: "failed", reason }, start + 5);
  await store.close();
  const again = await open();
  const kept = again.outbox.news(9);
  assert.deepEqual(
    kept.map((it) => [it.messageId, it.from, it.to, it.reason, it.at]),
    [
      [first.id, "sending", "sent", "", start],
      [second.id, "sending", "failed", reason, start + 5],
    ],
  );
  const notice = {
    key: "report:2",
    kind: "report",
    channel: "mail",
    createdAt: start,
    expiresAt: start + 1,
    from: "",
    to: ["plc@plant.example"],
    body: "",
  } as const;
  await again.outbox.digest(kept.map((it) => it.id), [notice]);
  assert.deepEqual(again.outbox.news(9), []);
  assert.equal(again.outbox.list(9).length, 1);
  await again.close();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("no two news ever have the same id, since reports are named by it", async () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "queue.db");
  const news = new Set(["failed"] as const);
  const open = () => openStore(path, { clock: systemClock, news });
  const ids: (number | undefined)[] = [];
  for (let it = 0; it < 2; it++) {
    const store = await open();
    const ground = groundOf(store);
    await ground.accept();
    const claim = await ground.claim(start);
    await store.settle(claim, { to: "failed", reason: "" }, start);
    ids.push(...store.outbox.news(9).map(({ id }) => id));
    await store.outbox.digest([ids.at(-1) ?? 0], []);
    await store.close();
  }
  assert.deepEqual(ids, [1, 2]);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("what a sender is still to be told of is not cleared before", async () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "queue.db");
  const store = await openStore(path, {
    clock: systemClock,
    successNews: { everybody: true, reportTimeoutMs: 1_000 },
  });
  const ground = groundOf(store);
  const [mail] = [await ground.accept(), await ground.accept()];
  await ground.sendWhole(start);
  const step = { after: 0, limit: 9, textBefore: start + 1 };
  const clear = (before: number) => store.archive.clear({ ...step, before });
  assert.equal((await clear(start + 1_000)).messages, 0);
  assert.equal((await clear(start + 1_001)).messages, 1);
  assert.equal(store.show(mail.id), undefined);
  await store.close();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("success is news where it was asked for, and sent only once no report can come any more", async () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "queue.db");
  const store = await openStore(path, {
    clock: systemClock,
    successNews: { everybody: false, reportTimeoutMs: 100 },
  });
  const ground = groundOf(store);
  const asked = (notify: readonly ("success" | "failure")[]) => ({
    notifications: new Map([[anna, { notify }]]),
    recipients: [anna],
  });
  await ground.accept();
  await ground.accept(asked(["failure"]));
  const wanted = await ground.accept(asked(["success", "failure"]));
  for (let sent = 0; sent < 3; sent++) await ground.sendWhole(start);
  const { outbox } = store;
  const [news, ...others] = outbox.news(9);
  assert.deepEqual(others, []);
  assert.deepEqual([news?.messageId, news?.to], [wanted.id, "sent"]);
  const awaits = ground.show(wanted).message.statusReport ? 100 : 0;
  assert.equal(outbox.nextNewsAt(), start + awaits);
  await store.close();
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a store that was not asked for news keeps none", async () => {
  const folder = Deno.makeTempDirSync();
  const path = join(folder, "queue.db");
  const store = await openStore(path, { clock: systemClock });
  const ground = groundOf(store);
  await ground.accept();
  await ground.sendWhole(start);
  assert.deepEqual(store.outbox.news(9), []);
  await store.close();
  Deno.removeSync(folder, { recursive: true });
});

function groundOf(store: Awaited<ReturnType<typeof openStore>>): Ground {
  return new Ground({
    store,
    crash: () => Promise.reject(new Error("Not here")),
    end: () => store.close(),
  });
}

Deno.test("what is kept may be changed while the store is open, and what was kept stays", async () => {
  const folder = Deno.makeTempDirSync();
  const store = await openStore(join(folder, "queue.db"), {
    clock: systemClock,
  });
  const ground = groundOf(store);
  const sendOne = async () => {
    await ground.accept();
    await ground.sendWhole(start);
  };
  const kept = () => store.outbox.news(9).map(({ to }) => to);
  await sendOne();
  assert.deepEqual(kept(), []);
  await store.follow({ news: new Set(["sent"]) });
  await sendOne();
  assert.deepEqual(kept(), ["sent"]);
  await store.follow({
    successNews: { everybody: true, reportTimeoutMs: 1_000 },
    replies: { correspondents: true, fresh: true },
  });
  await sendOne();
  assert.deepEqual(kept(), ["sent", "sent"]);
  await store.follow({});
  await sendOne();
  assert.deepEqual(kept(), ["sent", "sent"]);
  await store.close();
  await Deno.remove(folder, { recursive: true });
});
