import assert from "node:assert/strict";
import { ApiBench } from "../../../tests/support/api_bench.ts";
import { FakeDesk } from "../../../tests/support/fake_desk.ts";
import type { Operations, SendAnswer } from "../../desk/mod.ts";

const body = { to: "+46701234567", text: "Pump 3" };

function bench(answer: SendAnswer = { kind: "queued", id: "A" }) {
  const asked: Parameters<Operations["send"]>[] = [];
  const fake = new FakeDesk({
    send: (...given) => {
      asked.push(given);
      return Promise.resolve(answer);
    },
    retry: ({ id }) =>
      Promise.resolve(
        id === "A" ? { changed: [], unchanged: [] } : undefined,
      ),
  });
  const api = new ApiBench(fake.desk);
  const send = (
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ) => api.ask("/messages", { method: "POST", body, headers });
  return { api, asked, send };
}

Deno.test("what is sent reaches the desk with all that was wished, on the account of its sender", async () => {
  const { asked, send } = bench();
  const answer = await send({
    ...{ to: ["anna", "+46701234567"], text: "Pump 3", priority: "urgent" },
    ...{ flash: true, sendAt: "2026-11-23T09:00:00Z" },
  });
  assert.equal(answer.status, 202);
  assert.equal(answer.headers.get("location"), "/api/v1/messages/A");
  assert.deepEqual(await answer.json(), { id: "A" });
  assert.deepEqual(asked, [[
    {
      ...{ recipient: ["anna", "+46701234567"], text: "Pump 3" },
      ...{ priority: "urgent", flash: true },
      sendAt: Date.UTC(2026, 10, 23, 9),
    },
    { user: "root", address: "192.0.2.7" },
  ]]);
});

Deno.test("a key goes along, with a fingerprint of what is sent", async () => {
  const { asked, send } = bench();
  await send(body, { "idempotency-key": '"k1"' });
  await send({ text: body.text, to: body.to }, { "idempotency-key": "k1" });
  await send({ ...body, text: "Pump 4" }, { "idempotency-key": "k1" });
  const [first, second, third] = asked.map(([, context]) => context?.once);
  assert.equal(first?.key, "k1");
  assert.deepEqual(second, first);
  assert.notEqual(third?.fingerprint, first?.fingerprint);
  const wrong = await send(body, { "idempotency-key": '"' });
  assert.equal(wrong.status, 400);
  assert.equal(asked.length, 3);
});

Deno.test("each way of being refused has its status", async () => {
  const kind = "refused";
  const rows: readonly (readonly [SendAnswer, number, string])[] = [
    [{ kind, text: "No" }, 422, "refused"],
    [{ kind, text: "Other", why: "keyReused" }, 422, "key-reused"],
    [{ kind, text: "Full", why: "unavailable" }, 503, "unavailable"],
    [{ kind, text: "Many", why: "limit", retryAfterMs: 1_001 }, 429, "limit"],
  ];
  for (const [refusal, status, type] of rows) {
    const answer = await bench(refusal).send(body);
    const problem = await answer.json();
    assert.equal(answer.status, status);
    assert.equal(problem.type, `urn:cellpost:problem:${type}`);
    assert.equal(problem.detail, refusal.kind === kind && refusal.text);
    const wait = answer.headers.get("retry-after");
    assert.equal(wait, status === 429 ? "2" : null);
  }
});

Deno.test("a body that is no message is refused before anything is sent", async () => {
  const { asked, send } = bench();
  const rows = [
    {},
    { to: "+46701234567" },
    { ...body, to: [] },
    { ...body, to: "" },
    { ...body, to: [5] },
    { ...body, text: "" },
    { ...body, priority: "high" },
    { ...body, flash: "yes" },
    { ...body, sendAt: "tomorrow" },
    { ...body, sendAt: 1.5 },
    { ...body, sendAt: "2026-11-27T00:00:00+05" },
    { ...body, sendAt: "2026-02-30T00:00:00Z" },
    { ...body, recipient: "x" },
  ];
  for (const row of rows) {
    const answer = await send(row);
    assert.equal(answer.status, 422, JSON.stringify(row));
    assert.ok((await answer.json()).errors.length > 0);
  }
  assert.equal(asked.length, 0);
});

Deno.test("a list that is far too long is refused before each of its entries is looked at", async () => {
  const { asked, send } = bench();
  const answer = await send({ ...body, to: Array(1_001).fill(5) });
  assert.equal(answer.status, 422);
  const { errors } = await answer.json();
  assert.deepEqual(errors, [
    { detail: "Holds 1001 entries: at most 1000", pointer: "#/to" },
  ]);
  assert.equal(asked.length, 0);
});

Deno.test("a message that is not there cannot be retried", async () => {
  const { api } = bench();
  const post = { method: "POST" };
  assert.equal((await api.ask("/messages/A/retry", post)).status, 200);
  assert.equal((await api.ask("/messages/B/retry", post)).status, 404);
});
