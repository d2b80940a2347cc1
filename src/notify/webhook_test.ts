import assert from "node:assert/strict";
import type { WaitingNotice } from "./notice.ts";
import { hostOf, resultOfStatus, webhookChannel } from "./webhook.ts";

const never = new AbortController().signal;
const notice: WaitingNotice = {
  id: 1,
  key: "alarm/1",
  kind: "alarm",
  channel: "webhook",
  createdAt: 0,
  expiresAt: 1,
  attempts: 0,
  from: "",
  to: ["https://hooks.example/T0KEN"],
  body: '{"event":"modemDown"}',
};

Deno.test("a webhook is a POST of JSON that says which one it is", async () => {
  const calls: (readonly [string, RequestInit])[] = [];
  const channel = webhookChannel((url, init) => {
    calls.push([url, init]);
    return Promise.resolve(new Response("thanks"));
  });
  assert.deepEqual(await channel.deliver(notice, never), { kind: "done" });
  const [[url, init] = ["", {}], ...others] = calls;
  assert.deepEqual(others, []);
  assert.equal(url, notice.to[0]);
  assert.equal(init.method, "POST");
  assert.equal(init.body, notice.body);
  const headers = new Headers(init.headers);
  assert.equal(headers.get("content-type"), "application/json");
  assert.equal(headers.get("idempotency-key"), "alarm/1");
  assert.equal(init.redirect, "manual");
});

Deno.test("what the server says of itself is tried again, what it says of the call is not", () => {
  const kinds = (codes: readonly number[]) =>
    new Set(codes.map((it) => resultOfStatus(it, "h").kind));
  assert.deepEqual(kinds([200, 201, 204]), new Set(["done"]));
  assert.deepEqual(kinds([408, 425, 429, 500, 502, 503]), new Set(["later"]));
  assert.deepEqual(kinds([301, 302, 307, 308]), new Set(["refused"]));
  assert.deepEqual(kinds([400, 401, 403, 404, 410]), new Set(["refused"]));
});

Deno.test("a webhook that cannot be reached is tried again, and its secret stays one", async () => {
  const channel = webhookChannel((url) =>
    Promise.reject(new TypeError(`error sending request for url (${url})`))
  );
  const result = await channel.deliver(notice, never);
  assert.deepEqual(result, {
    kind: "later",
    reason:
      "hooks.example cannot be reached (error sending request for url (hooks.example))",
  });
  assert.equal(channel.target(notice), "hooks.example");
  assert.equal(hostOf("nonsense"), "an unreadable URL");
});

Deno.test("no secret is told in whatever form an error has the URL, and the reason behind it is", async () => {
  for (
    const url of [
      "https://Hooks.Example/T0KEN",
      "https://hooks.example?token=T0KEN",
      "https://anna:T0KEN@hooks.example/in",
      "https://hooks.example/a b/(T0KEN)",
    ]
  ) {
    const read = new URL(url);
    const inner = new Error(`error sending request for url (${read.href}): no`);
    const channel = webhookChannel(() =>
      Promise.reject(new TypeError("fetch failed", { cause: inner }))
    );
    const result = await channel.deliver({ ...notice, to: [url] }, never);
    assert.deepEqual(result, {
      kind: "later",
      reason:
        "hooks.example cannot be reached (error sending request for url (hooks.example): no)",
    });
  }
});

Deno.test("a webhook that does not answer in time is tried again", async () => {
  const channel = webhookChannel((_, { signal }) =>
    new Promise((_, reject) =>
      signal?.addEventListener("abort", () => reject(signal.reason))
    )
  );
  const ending = new AbortController();
  const result = channel.deliver(notice, ending.signal);
  ending.abort();
  assert.deepEqual(await result, {
    kind: "later",
    reason: "hooks.example took too long",
  });
});
