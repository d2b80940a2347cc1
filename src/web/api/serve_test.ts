import assert from "node:assert/strict";
import { ApiBench, type ApiRequest } from "../../../tests/support/api_bench.ts";
import { FakeDesk } from "../../../tests/support/fake_desk.ts";
import type { Operations } from "../../desk/mod.ts";
import { DeskError } from "../../desk/mod.ts";

function bench(operations: Partial<Operations> = {}): ApiBench {
  return new ApiBench(new FakeDesk(operations).desk);
}

interface Wrong extends ApiRequest {
  readonly path: string;
  readonly status: number;
  readonly detail: RegExp;
  readonly type?: string;
  readonly allow?: string;
}

const viewer = { name: "eve", role: "viewer", readsText: true } as const;
const json = { "content-type": "application/json" };

const wrong: readonly Wrong[] = [
  { path: "/nothing", status: 404, detail: /no \/api\/v1\/nothing/ },
  { path: "/", status: 404, detail: /no/ },
  {
    path: "/modems",
    method: "PUT",
    status: 405,
    detail: /use GET or HEAD/,
    allow: "GET, HEAD",
  },
  {
    path: "/denied",
    method: "PATCH",
    raw: "x",
    status: 405,
    detail: /PATCH/,
    allow: "GET, POST, HEAD",
  },
  { path: "/modems", viewer: undefined, status: 401, detail: /Log in/ },
  {
    path: "/reload",
    method: "POST",
    viewer: { ...viewer, role: "operator" },
    status: 403,
    detail: /needs the role admin, and this user is operator/,
  },
  {
    path: "/denied",
    method: "POST",
    viewer,
    body: { recipient: "+4670" },
    status: 403,
    detail: /needs the role operator/,
  },
  {
    path: "/modems?anew=1",
    status: 400,
    type: "urn:cellpost:problem:invalid",
    detail: /^anew: "anew" is not known here/,
  },
  { path: "/inbox?limit=x", status: 400, detail: /limit: Must be a whole/ },
  { path: "/inbox?limit=0", status: 400, detail: /limit: Must be at least 1/ },
  { path: "/inbox?limit=1001", status: 400, detail: /at most 1000/ },
  { path: "/inbox?limit=1&limit=2", status: 400, detail: /twice/ },
  { path: "/deliveries?state=lost", status: 400, detail: /^state: / },
  { path: "/deliveries?recipient=a", status: 400, detail: /digits/ },
  { path: "/events?kinds=stats,all", status: 400, detail: /"all" is not one/ },
  {
    path: "/denied",
    method: "POST",
    raw: '{"recipient":"x"}',
    status: 415,
    detail: /text\/plain/,
  },
  {
    path: "/denied",
    method: "POST",
    raw: "{",
    headers: json,
    status: 400,
    detail: /no JSON/,
  },
  {
    path: "/denied",
    method: "POST",
    raw: new Uint8Array([0x22, 0xff, 0x22]),
    headers: json,
    status: 400,
    detail: /UTF-8/,
  },
  {
    path: "/denied",
    method: "POST",
    raw: `"${"x".repeat(1_000_000)}"`,
    headers: json,
    status: 413,
    detail: /at most 1000000 bytes/,
  },
  {
    path: "/denied",
    method: "POST",
    body: {},
    status: 422,
    detail: /^#\/recipient: "recipient" is missing$/,
  },
  {
    path: "/denied",
    method: "POST",
    body: { recipient: 5, "a/b": 1 },
    status: 422,
    detail: /^#\/recipient: .*, and 1 more$/,
  },
  {
    path: "/breaker/release",
    method: "POST",
    body: [],
    status: 422,
    detail: /must be an object/,
  },
  { path: "/messages/x", status: 404, detail: /No message has the id "x"/ },
];

for (const { path, status, detail, type, allow, ...request } of wrong) {
  const name = `${request.method ?? "GET"} ${path.slice(0, 40)}`;
  Deno.test(`${name} is problem JSON with status ${status}: ${detail}`, async () => {
    const answer = await bench().ask(path, request);
    const body = await answer.json();
    assert.equal(answer.status, status, JSON.stringify(body));
    assert.equal(
      answer.headers.get("content-type"),
      "application/problem+json",
    );
    assert.match(body.detail, detail);
    assert.equal(body.status, status);
    assert.equal(typeof body.title, "string");
    assert.equal(body.instance, `/api/v1${path.replace(/\?.*/, "")}`);
    if (type !== undefined) assert.equal(body.type, type);
    assert.equal(answer.headers.get("allow"), allow ?? null);
  });
}

Deno.test("each field that is wrong is named by a JSON pointer", async () => {
  const answer = await bench().ask("/denied", {
    method: "POST",
    body: { recipient: "", "a/b~c": 1 },
  });
  const { errors } = await answer.json();
  assert.deepEqual(
    errors.map((it: { readonly pointer: string }) => it.pointer),
    ["#/recipient", "#/a~1b~0c"],
  );
});

Deno.test("what an operation throws is a problem whose status says whether to come again", async () => {
  const rows = [
    [new DeskError("refused", "Its text has been cleared"), 409],
    [new DeskError("unavailable", "The disk is full"), 503],
    [new Error("Oh"), 500],
  ] as const;
  for (const [error, status] of rows) {
    const answer = await bench({ breaker: () => Promise.reject(error) })
      .ask("/breaker");
    assert.equal(answer.status, status);
    assert.equal((await answer.json()).detail, error.message);
  }
});

Deno.test("an answer holds what the document describes, and nothing else", async () => {
  const modem = {
    ...{ name: "roof", port: "/dev/x", simulated: false, state: "usable" },
    ...{ detail: "", sent: 1, errors: 0 },
    identity: {
      ...{ manufacturer: "m", model: "n", imei: "1", iccid: "2" },
      imsi: "nobody is to know",
    },
  };
  const answer = await bench({ modems: () => Promise.resolve([modem]) })
    .ask("/modems");
  assert.equal(answer.status, 200);
  const { imsi: _, ...identity } = modem.identity;
  assert.deepEqual(await answer.json(), { modems: [{ ...modem, identity }] });
});

Deno.test("HEAD answers as GET does, without a body", async () => {
  const answer = await bench().ask("/modems", { method: "HEAD" });
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), "");
});

Deno.test("a viewer who may not read texts finds none, and cannot search for them", async () => {
  const listed = {
    ...{ deliveryId: 1, messageId: "A", recipient: "+467", reason: "" },
    ...{ state: "sent" as const, attempts: 1, possibleDuplicate: false },
    ...{ segmentCount: 1, acceptedAt: 1, updatedAt: 1, expiresAt: 1 },
    ...{ reversePath: "a@b.c", source: "smtp" as const },
    ...{ subject: "Secret", preview: "Secret" },
  };
  const message = {
    ...{ id: "A", acceptedAt: 1, source: "smtp" as const },
    ...{ reversePath: "", clientAddress: "", subject: "Secret" },
    ...{ message: { text: "Secret" }, deliveries: [] },
  };
  const sms = {
    ...{ kind: "sms" as const, receivedAt: 1, modem: "m", from: "+46" },
    ...{ text: "Secret", segmentCount: 1, missing: 0, pdus: ["Secret"] },
  };
  const mail = {
    ...{ kind: "postmaster" as const, receivedAt: 1, from: "a@b.c" },
    ...{ subject: "Secret", text: "Secret" },
  };
  const api = bench({
    list: () => Promise.resolve([listed]),
    show: () => Promise.resolve(message),
    inbox: () => Promise.resolve([sms, mail]),
  });
  const blind = { ...viewer, readsText: false };
  for (const path of ["/deliveries", "/messages/A", "/inbox"]) {
    const open = await (await api.ask(path)).text();
    assert.match(open, /Secret/);
    const text = await (await api.ask(path, { viewer: blind })).text();
    assert.ok(!text.includes("Secret"), text);
    assert.match(text, /\+46|a@b.c|"A"/);
  }
  const search = await api.ask("/deliveries?text=Secret", { viewer: blind });
  assert.equal(search.status, 403);
});

Deno.test("a list tells where its next page begins, and the last page does not", async () => {
  const asked: unknown[] = [];
  const row = (deliveryId: number) => ({
    ...{ deliveryId, messageId: "A", recipient: "+467", reason: "" },
    ...{ state: "sent" as const, attempts: 1, possibleDuplicate: false },
    ...{ segmentCount: 1, acceptedAt: 1, updatedAt: 1, expiresAt: 1 },
    ...{ reversePath: "", source: "api" as const, subject: "", preview: "" },
  });
  const api = bench({
    list: (request) => {
      asked.push(request);
      return Promise.resolve(
        request.before === undefined ? [row(9), row(8)] : [row(7)],
      );
    },
  });
  const first = await (await api.ask("/deliveries?limit=2&recipient=%2B467"))
    .json();
  assert.equal(first.next, 8);
  const last = await (await api.ask("/deliveries?limit=2&before=8")).json();
  assert.equal(last.next, undefined);
  assert.deepEqual(asked, [
    { limit: 2, recipient: "467" },
    { limit: 2, before: 8 },
  ]);
});

Deno.test("/healthz and /readyz answer without login, plain and short", async () => {
  const api = bench();
  const health = await api.ask("/healthz", { viewer: undefined });
  assert.deepEqual([health.status, await health.text()], [200, "ok\n"]);
  const ready = await api.ask("/readyz", { viewer: undefined });
  assert.deepEqual([ready.status, await ready.text()], [200, "ready\n"]);
});
