import assert from "node:assert/strict";
import { Browser } from "../../tests/support/browser.ts";
import { type HouseUser, WebHouse } from "../../tests/support/web_house.ts";

const users: Readonly<Record<string, HouseUser>> = {
  anna: { role: "admin", password: "correct horse" },
};

Deno.test("a login gives a cookie that no script and no other site gets, under a new id each time", async () => {
  await using house = new WebHouse({}, { users });
  const browser = new Browser(house.url);
  const response = await browser.logIn("anna", "correct horse");
  assert.equal(response.status, 303);
  assert.equal(response.headers.get("location"), "/");
  const cookie = browser.setCookies.find((it) => it.startsWith("cellpost="));
  assert.match(
    cookie ?? "",
    /^cellpost=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  const first = browser.cookies.get("cellpost");
  const old = new Browser(house.url);
  old.cookies.set("cellpost", first ?? "");
  assert.deepEqual(await old.session(), {
    name: "anna",
    role: "admin",
    readsText: true,
    csrf: (await browser.session()).csrf,
    login: true,
  });
  assert.equal((await browser.ask("/login")).status, 303, "It is in already");
  const form = new Browser(house.url);
  const { text } = await form.told("/login");
  const [, csrf = ""] = /name="csrf" value="([^"]+)"/.exec(text) ?? [];
  form.cookies.set("cellpost", first ?? "");
  await form.sendForm({ user: "anna", password: "correct horse", csrf });
  assert.notEqual(form.cookies.get("cellpost"), first);
  assert.equal(await old.status("/api/v1/session"), 401);
});

Deno.test("a wrong login shows the form again with the reason, whatever was wrong", async () => {
  await using house = new WebHouse({}, { users });
  for (const [user, password] of [["anna", "x"], ["<b>", "correct horse"]]) {
    const response = await new Browser(house.url).logIn(user!, password!);
    const text = await response.text();
    assert.equal(response.status, 401);
    assert.match(text, /<p role="alert">Login failed<\/p>/);
    assert.ok(!text.includes("<b>"), "What was typed is not shown");
    assert.match(response.headers.get("cache-control") ?? "", /no-store/);
  }
});

Deno.test("another site can neither log its own user in here, nor send an old form", async () => {
  await using house = new WebHouse({}, { users });
  const browser = new Browser(house.url);
  const fields = { user: "anna", password: "correct horse" };
  const bare = await browser.sendForm({ ...fields, csrf: "" });
  assert.equal(bare.status, 403);
  assert.match(await bare.text(), /The form was too old/);
  // The proof of another browser's form.
  const { text } = await new Browser(house.url).told("/login");
  const [, csrf = ""] = /name="csrf" value="([^"]+)"/.exec(text) ?? [];
  assert.equal((await browser.sendForm({ ...fields, csrf })).status, 403);
  const own = await browser.told("/login");
  const [, proof = ""] = /name="csrf" value="([^"]+)"/.exec(own.text) ?? [];
  const send = (headers: Record<string, string>) =>
    browser.sendForm({ ...fields, csrf: proof }, headers);
  assert.equal((await send({ origin: "https://evil.example" })).status, 403);
  assert.equal((await send({ "sec-fetch-site": "cross-site" })).status, 403);
  assert.equal((await send({ origin: house.url })).status, 303);
});

Deno.test("the proof of a session opens no login form, and the other way round", async () => {
  await using house = new WebHouse({}, { users });
  const browser = new Browser(house.url);
  await browser.logIn("anna", "correct horse");
  const { csrf } = await browser.session();
  browser.cookies.set("cellpost-login", browser.cookies.get("cellpost") ?? "");
  const fields = { user: "anna", password: "correct horse" };
  const response = await browser.sendForm({ ...fields, csrf: String(csrf) });
  assert.equal(response.status, 403);
});

Deno.test("whoever is locked out, or comes while too many do, is told when to come again", async () => {
  for (
    const [why, status, after] of [
      ["lockedOut", 429, "900"],
      ["busy", 503, "10"],
    ] as const
  ) {
    await using house = new WebHouse({}, {
      accounts: {
        nobody: false,
        find: () => undefined,
        login: () => Promise.resolve({ kind: "refused", why, text: "Wait" }),
      },
    });
    const response = await new Browser(house.url).logIn("anna", "x");
    assert.equal(response.status, status);
    assert.equal(response.headers.get("retry-after"), after);
    assert.match(await response.text(), /role="alert">Wait</);
  }
});

Deno.test("a logout ends the session, and needs the proof like any change", async () => {
  await using house = new WebHouse({}, { users });
  const browser = new Browser(house.url);
  await browser.logIn("anna", "correct horse");
  const id = browser.cookies.get("cellpost") ?? "";
  assert.equal(await browser.status("/logout", { method: "POST" }), 403);
  assert.equal((await browser.change("/logout")).status, 204);
  assert.equal(browser.cookies.has("cellpost"), false);
  browser.cookies.set("cellpost", id);
  assert.equal(await browser.status("/api/v1/session"), 401);
});

Deno.test("where nobody has a role there is no login, and a form that is too long is none", async () => {
  await using house = new WebHouse({});
  const browser = new Browser(house.url);
  assert.equal((await browser.ask("/login")).status, 303);
  assert.equal((await browser.session()).login, false);
  house.users.set("anna", users.anna!);
  const long = await browser.sendForm({ user: "x".repeat(9_000) });
  assert.equal(long.status, 413);
  assert.equal(await browser.status("/api/v1/session"), 401);
});

Deno.test("the login page stands without a script and without a style inside", async () => {
  await using house = new WebHouse({}, { users });
  const browser = new Browser(house.url);
  const { text } = await browser.told("/login");
  assert.doesNotMatch(text, /<script|<style|style="| on[a-z]+="/);
  const style = await browser.ask("/login.css");
  assert.match(style.headers.get("content-type") ?? "", /^text\/css/);
  assert.match(await style.text(), /prefers-color-scheme: dark/);
});
