import assert from "node:assert/strict";
import { Browser } from "../../tests/support/browser.ts";
import { type HouseUser, WebHouse } from "../../tests/support/web_house.ts";
import type { Desk } from "../desk/mod.ts";

const desk: Partial<Desk> = {
  modems: () => Promise.resolve([]),
  release: () => Promise.resolve({ open: false, gathered: 0 }),
};
const users: Readonly<Record<string, HouseUser>> = {
  vera: { role: "viewer", password: "v" },
  olga: { role: "operator", password: "o" },
  anna: { role: "admin", password: "a" },
};

/** Sends a request with a Host header of its own, which `fetch` does not let one do. */
async function raw(
  { server }: WebHouse,
  head: readonly string[],
): Promise<number> {
  const [address] = server.addresses;
  using socket = await Deno.connect({
    hostname: "127.0.0.1",
    port: address!.port,
  });
  const text = [...head, "connection: close", "", ""].join("\r\n");
  await socket.write(new TextEncoder().encode(text));
  const answer = await new Response(socket.readable).text();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

Deno.test("a name that was pointed at this machine opens nothing, nor does a proxy", async () => {
  await using house = new WebHouse(desk);
  const get = (host: string, ...more: readonly string[]) =>
    raw(house, ["GET /api/v1/modems HTTP/1.1", `host: ${host}`, ...more]);
  for (const host of ["127.0.0.1", "LOCALHOST:8525", "[::1]:1", "127.1.2.3"]) {
    assert.equal(await get(host), 200, host);
  }
  for (
    const host of [
      ...["evil.example", "127.0.0.1.evil.example", "localhost.evil.example"],
      ...["10.0.0.1", "[fd00::1]", "", "x127.0.0.example"],
    ]
  ) {
    assert.equal(await get(host), 403, host);
  }
  assert.equal(await get("127.0.0.1", "x-forwarded-for: 192.0.2.7"), 403);
  assert.equal(await get("127.0.0.1", "forwarded: for=192.0.2.7"), 403);
});

Deno.test("a page of another site cannot command cellpost, also on this machine, and also without a login", async () => {
  await using house = new WebHouse(desk);
  const browser = new Browser(house.url);
  const release = (headers: Record<string, string>) =>
    browser.change("/api/v1/breaker/release", { headers });
  assert.equal((await release({})).status, 200);
  assert.equal((await release({ origin: house.url })).status, 200);
  for (
    const origin of ["http://127.0.0.1:1", "https://evil.example", "null"]
  ) {
    assert.equal((await release({ origin })).status, 403, origin);
  }
  assert.equal((await release({ "sec-fetch-site": "same-site" })).status, 403);
  const bare = await browser.told("/api/v1/breaker/release", {
    method: "POST",
  });
  assert.equal(bare.status, 403);
  assert.match(bare.text, /X-CSRF-Token is missing or old/);
  assert.equal((await release({ "x-csrf-token": "guess" })).status, 403);
  const program = (headers: Record<string, string>) =>
    browser.status("/api/v1/breaker/release", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
    });
  assert.equal(await program({}), 200, "curl says no Origin");
  assert.equal(await program({ origin: house.url }), 403);
  assert.equal(await program({ "sec-fetch-site": "same-origin" }), 403);
  assert.equal(await program({ "content-type": "text/plain" }), 403);
  assert.deepEqual(
    house.events.map((it) => it.kind === "turnedAway" ? it.why : it.kind),
    ["acted", "acted", "another site", "acted"],
    "Turned away from another site is told once a minute",
  );
});

Deno.test("a role may do what it may, by session and by token alike", async () => {
  await using house = new WebHouse(desk, { users });
  const may = {
    vera: [200, 403, 403],
    olga: [200, 200, 403],
    anna: [200, 200, 404],
  };
  for (const [name, statuses] of Object.entries(may)) {
    const { role, password } = users[name]!;
    const browser = new Browser(house.url);
    assert.equal((await browser.logIn(name, password)).status, 303);
    assert.deepEqual([
      await browser.status("/api/v1/modems"),
      (await browser.change("/api/v1/breaker/release")).status,
      (await browser.change("/api/v1/nothing")).status,
    ], statuses);
    house.tokens.set(`cp_${name}`, { name: `${name}'s`, role });
    const program = new Browser(house.url);
    const headers = { authorization: `Bearer cp_${name}` };
    const post = { method: "POST", headers };
    assert.deepEqual([
      await program.status("/api/v1/modems", { headers }),
      await program.status("/api/v1/breaker/release", post),
      await program.status("/api/v1/nothing", post),
    ], statuses);
  }
});

Deno.test("who has no login is led to it, and a program is told what it lacks", async () => {
  await using house = new WebHouse(desk, { users });
  const browser = new Browser(house.url);
  const page = await browser.ask("/");
  await page.body?.cancel();
  assert.equal(page.status, 303);
  assert.equal(page.headers.get("location"), "/login");
  const link = await browser.told("/", {
    headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
  });
  assert.equal(link.status, 200);
  assert.match(link.text, /http-equiv="refresh" content="0; url=\/login"/);
  const api = await browser.ask("/api/v1/modems");
  assert.equal(api.status, 401);
  assert.equal(api.headers.get("content-type"), "application/problem+json");
  assert.equal(api.headers.get("www-authenticate"), "Bearer");
  assert.match(await api.text(), /send an API token as Authorization: Bearer/);
  assert.equal(await browser.status("/healthz"), 200);
  assert.equal(
    await browser.status("/api/v1/modems", {
      headers: { authorization: "Bearer cp_guess" },
    }),
    401,
  );
});

Deno.test("what was done is told with who did it, and what was only looked at is not", async () => {
  await using house = new WebHouse(desk, { users });
  const browser = new Browser(house.url);
  await browser.logIn("olga", "o");
  await browser.status("/api/v1/modems");
  await browser.change("/api/v1/breaker/release");
  await browser.change("/api/v1/nothing");
  await browser.change("/logout");
  const address = "127.0.0.1";
  assert.deepEqual(house.events, [
    { kind: "loggedIn", name: "olga", role: "operator", address },
    {
      kind: "acted",
      manner: "session",
      name: "olga",
      address,
      method: "POST",
      path: "/api/v1/breaker/release",
    },
    { kind: "loggedOut", name: "olga", address },
  ]);
});

Deno.test("a bug is told to the log, and no more than that to a stranger", async () => {
  const error = new Error("Secret of the house");
  await using house = new WebHouse({ status: () => Promise.reject(error) });
  const { status, text } = await new Browser(house.url).told("/readyz");
  assert.equal(status, 500);
  assert.doesNotMatch(text, /Secret/);
  assert.equal(house.events.length, 1);
});
