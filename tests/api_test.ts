import assert from "node:assert/strict";
import { ApiClient } from "./support/api_client.ts";
import { Cellpost } from "./support/appliance.ts";
import { ManualClock } from "./support/manual_clock.ts";

const to = "+46701234567";

async function house(
  config: Readonly<Record<string, unknown>> = {},
): Promise<
  { readonly cellpost: Cellpost; readonly clock: ManualClock; api(): ApiClient }
> {
  const clock = new ManualClock();
  const cellpost = await Cellpost.start({ clock, config });
  await cellpost.usable();
  return { cellpost, clock, api: () => new ApiClient(cellpost.url) };
}

Deno.test("an SMS goes out by the API, and is found in lists, by its text, and as a whole", async () => {
  const { cellpost, api } = await house();
  await using _ = cellpost;
  const sent = await api().post("/messages", { to, text: "Pump 3 stopped" });
  assert.equal(sent.status, 202);
  const { id } = sent.body;
  assert.equal(sent.headers.get("location"), `/api/v1/messages/${id}`);
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(cellpost.texts, ["Pump 3 stopped"]);
  const list = await api().get("/deliveries?text=PUMP&state=delivered");
  assert.equal(list.body.deliveries.length, 1);
  const [{ source, preview, recipient }] = list.body.deliveries;
  assert.deepEqual([source, preview, recipient], ["api", "Pump 3 stopped", to]);
  const { body } = await api().get(`/messages/${id}`);
  assert.equal(body.message.text, "Pump 3 stopped");
  assert.equal(body.clientAddress, "127.0.0.1");
  const whats = body.deliveries[0].history.map((it: { what: string }) =>
    it.what
  );
  assert.deepEqual(whats, [
    ...["accepted", "attempt", "begun", "acknowledged", "ended"],
    ...["reported", "fate"],
  ]);
});

Deno.test("each answer is what the document says, on an appliance in which much has happened", async () => {
  const { cellpost, api } = await house({
    contacts: { anna: to },
    groups: { all: ["anna", "+46707654321"] },
  });
  await using _ = cellpost;
  const id = await cellpost.queue({ to: "+491701234567@sms", text: "Long" });
  await cellpost.reaches(id, "delivered");
  const late = Date.parse("2026-11-23T12:00:00Z");
  const waits = await api().post("/messages", {
    ...{ to: ["all"], text: "Later", priority: "bulk", flash: true },
    sendAt: late,
  });
  for (
    const path of [
      ...["/stats", "/status", "/modems", "/inbox", "/alarms", "/notices"],
      ...["/log", "/breaker", "/denied", "/deliveries", `/messages/${id}`],
      `/messages/${waits.body.id}`,
    ]
  ) {
    const { status, body } = await api().get(path);
    assert.equal(status, 200, `${path} ${JSON.stringify(body)}`);
  }
  const [first] = (await api().get("/deliveries")).body.deliveries;
  assert.deepEqual(first.wishes, {
    ...{ priority: "bulk", flash: true, sendAt: late },
  });
  const gone = await api().post(`/messages/${waits.body.id}/cancel`);
  assert.deepEqual(
    gone.body.changed.map((it: { to: string }) => it.to),
    ["cancelled", "cancelled"],
  );
  const again = await api().post(`/messages/${waits.body.id}/retry`);
  assert.equal(again.body.unchanged.length, 2);
  const denied = await api().post("/denied", { recipient: "anna" });
  assert.deepEqual(denied.body.numbers, [{ number: to, changed: true }]);
  assert.equal((await api().get("/denied")).body.denied[0].number, to);
  const refused = await api().post("/messages", { to: "anna", text: "x" });
  assert.equal(refused.status, 422);
  assert.match(refused.body.detail, /wants no SMS from here/);
  const back = await api().delete(`/denied/${encodeURIComponent(to)}`);
  assert.deepEqual(back.body.numbers, [{ number: to, changed: true }]);
  assert.equal((await api().post("/breaker/release")).status, 200);
  assert.equal((await api().post("/reload")).status, 200);
});

Deno.test("all recipients get it, or nobody, and the refusal is what an SMTP client would hear", async () => {
  const { cellpost, api } = await house({
    policy: { deny_numbers: ["+4690"] },
  });
  await using _ = cellpost;
  const rows = [
    ["nobody", /nobody/],
    ["+46901234567", /deny_numbers refuses/],
    ["postmaster", /not to the postmaster/],
  ] as const;
  for (const [other, why] of rows) {
    const { status, body } = await api()
      .post("/messages", { to: [to, other], text: "x" });
    assert.equal(status, 422, other);
    assert.match(body.detail, why);
    assert.equal(body.type, "urn:cellpost:problem:refused");
  }
  assert.equal(cellpost.store.counts().queued, 0);
});

Deno.test("what is beyond a limit is told when to come again, and counts on the same account after a restart", async () => {
  const { cellpost, clock, api } = await house({
    policy: { per_client: ["2/hour"] },
  });
  await using _ = cellpost;
  const send = () => api().post("/messages", { to, text: "x" });
  assert.equal((await send()).status, 202);
  assert.equal((await send()).status, 202);
  const refused = await send();
  assert.equal(refused.status, 429);
  assert.equal(refused.body.type, "urn:cellpost:problem:limit");
  assert.match(refused.body.detail, /per_client 2\/hour is reached/);
  const wait = Number(refused.headers.get("retry-after"));
  assert.ok(wait > 3_000 && wait <= 3_900, `${wait}`);
  await cellpost.restart();
  assert.equal((await send()).status, 429);
  const end = clock.monotonic() + wait * 1_000;
  await cellpost.until(() => clock.monotonic() >= end);
  assert.equal((await send()).status, 202);
});

Deno.test("a storm that comes by the API is kept down like one of mails", async () => {
  const { cellpost, api } = await house({
    storm: { window: "10m", first: "now" },
  });
  await using _ = cellpost;
  for (let at = 1; at <= 5; at++) {
    await api().post("/messages", { to, text: `Alarm ${at}` });
  }
  await cellpost.until(() => cellpost.texts.length === 2);
  assert.equal(cellpost.texts[0], "Alarm 1");
  assert.match(cellpost.texts[1] ?? "", /\+3 more/);
});

Deno.test("the same request with its key makes one SMS, also when the answer is lost in a crash", async () => {
  const { cellpost, api } = await house();
  await using _ = cellpost;
  const body = { to, text: "Only once" };
  const key = { "idempotency-key": '"order-17"' };
  const first = await api().post("/messages", body, key);
  await cellpost.crash();
  await cellpost.start();
  await cellpost.usable();
  const again = await api().post("/messages", body, key);
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  const both = await Promise.all([
    api().post("/messages", body, { "idempotency-key": '"order-18"' }),
    api().post("/messages", body, { "idempotency-key": '"order-18"' }),
  ]);
  assert.deepEqual(both[0].body, both[1].body);
  await cellpost.reaches(first.body.id, "delivered");
  await cellpost.reaches(both[0].body.id, "delivered");
  const list = await api().get("/deliveries");
  assert.equal(list.body.deliveries.length, 2);
  const other = await api().post("/messages", { ...body, text: "Not" }, key);
  assert.equal(other.status, 422);
  assert.equal(other.body.type, "urn:cellpost:problem:key-reused");
});

Deno.test("what was granted once is not refused by what has changed since, and a key that was refused may be used again", async () => {
  const { cellpost, clock, api } = await house();
  await using _ = cellpost;
  const key = { "idempotency-key": "a" };
  const body = { to, text: "x" };
  const first = await api().post("/messages", body, key);
  await api().post("/denied", { recipient: to });
  const again = await api().post("/messages", body, key);
  assert.deepEqual(again.body, first.body);
  const fresh = { "idempotency-key": "b" };
  assert.equal((await api().post("/messages", body, fresh)).status, 422);
  await api().delete(`/denied/${encodeURIComponent(to)}`);
  const granted = await api().post("/messages", body, fresh);
  assert.equal(granted.status, 202);
  clock.jump(clock.now() + 86_400_001);
  const next = await api().post("/messages", body, key);
  assert.equal(next.status, 202);
  assert.notEqual(next.body.id, first.body.id);
});

Deno.test("a full disk is not for good: 503, and the key is still free", async () => {
  const { cellpost, api } = await house();
  await using _ = cellpost;
  const key = { "idempotency-key": "a" };
  const body = { to, text: "x".repeat(1_000) };
  cellpost.fillDisk();
  let answer = await api().post("/messages", body);
  for (let at = 0; at < 500 && answer.status === 202; at++) {
    answer = await api().post("/messages", body);
  }
  assert.equal(answer.status, 503, JSON.stringify(answer.body));
  assert.equal(answer.body.type, "urn:cellpost:problem:unavailable");
  assert.equal((await api().post("/messages", body, key)).status, 503);
  cellpost.freeDisk();
  assert.equal((await api().post("/messages", body, key)).status, 202);
});

Deno.test("events tell what happens, and end when cellpost stops", async () => {
  const { cellpost, api } = await house();
  await using _ = cellpost;
  const response = await fetch(
    `${cellpost.url}/api/v1/events?kinds=deliveries,stats`,
  );
  let text = "";
  const read = (async () => {
    for await (
      const piece of response.body!.pipeThrough(new TextDecoderStream())
    ) text += piece;
  })();
  const { id } = (await api().post("/messages", { to, text: "x" })).body;
  await cellpost.reaches(id, "delivered");
  await cellpost.until(() => text.includes(id) && text.includes("stats"));
  assert.match(text, /^retry: 3000\n\n/);
  assert.ok(!text.includes("event: log"));
  await cellpost.stop();
  await read;
});
