import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { DemoDesk } from "./support/demo_desk.ts";
import { faintTexts, nameless, tooWide } from "./support/reading.ts";
import { screenStories } from "./support/story.ts";

const users = {
  vera: { role: "viewer", password: "a horse, a staple" },
  oskar: { role: "operator", password: "correct battery" },
} as const;

async function logIn(page: Page, user: keyof typeof users): Promise<void> {
  await page.waitForSelector("[name=user]");
  await page.fill("[name=user]", user);
  await page.fill("[name=password]", users[user].password);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".light.live");
}

screenStories("who may do what", [
  {
    name: "an operator logs in, is told by name, and logs out for good",
    access: { users },
    async play({ enter, url }) {
      const { page } = await enter();
      assert.match(page.url(), /\/login/);
      for (const check of [faintTexts, nameless, tooWide]) {
        assert.deepEqual(await page.evaluate(check), []);
      }
      await page.fill("[name=user]", "oskar");
      await page.fill("[name=password]", "wrong");
      await page.keyboard.press("Enter");
      await page.waitForSelector("[role=alert]");
      await logIn(page, "oskar");
      await page.waitForSelector(".who:has-text('oskar')");
      await page.click("[aria-label='Log out']");
      await page.waitForSelector("[name=password]");
      await page.goto(url);
      assert.match(page.url(), /\/login/);
    },
  },
  {
    name: "a viewer looks and finds no button that acts; texts stay hidden",
    access: { users, hideText: true },
    desk() {
      const desk = new DemoDesk();
      desk.breaker = { open: true, gathered: 3 };
      return desk;
    },
    async play({ desk, enter }) {
      const { page } = await enter();
      await logIn(page, "vera");
      await page.waitForSelector(".breaker");
      const acting =
        ".new-message, .breaker button, .actions, .inbox-item button";
      assert.equal(await page.locator(acting).count(), 0);
      const failed = desk.deliveries.findLast(({ state }) =>
        state === "failed"
      )!;
      await page.evaluate(`location.hash = "#/messages/${failed.message}"`);
      await page.waitForSelector(".bubble:has-text('You may not read texts')");
      assert.equal(await page.locator(acting).count(), 0);
      assert.ok(!(await page.content()).includes("Tank 1"));
      await page.keyboard.press("n");
      assert.equal(await page.locator("dialog").count(), 0);
      await page.evaluate(`location.hash = "#/inbox"`);
      await page.waitForSelector(".inbox-item");
      assert.equal(await page.locator(acting).count(), 0);
    },
  },
  {
    name:
      "a change without the proof of the session is refused, by the machine and in words at the screen",
    access: { users },
    async play({ desk, enter }) {
      const { page } = await enter();
      await logIn(page, "oskar");
      const waiting = desk.deliveries.findLast(({ state }) =>
        state === "queued"
      )!;
      const status = (headers: string) =>
        page.evaluate(`fetch("/api/v1/messages/${waiting.message}/cancel",
          { method: "POST", headers: ${headers} }).then((it) => it.status)`);
      assert.equal(await status("{}"), 403);
      assert.equal(await status(`{ "X-CSRF-Token": "guessed" }`), 403);
      assert.equal(waiting.state, "queued");
      await page.evaluate(`location.hash = "#/messages/${waiting.message}"`);
      await page.waitForSelector(".actions");
      // Another login in another tab: the proof that this page has is of a session that is over.
      await page.context().clearCookies();
      await page.click(".actions >> text=Send now");
      await page.waitForSelector("[name=password]");
      assert.equal(waiting.state, "queued");
    },
  },
  {
    name: "a page of another site can do nothing",
    access: { users },
    async play({ browser, desk, enter, url }) {
      const { page } = await enter();
      await logIn(page, "oskar");
      const waiting = desk.deliveries.findLast(({ state }) =>
        state === "queued"
      )!;
      const other = await page.context().newPage();
      await other.goto("about:blank");
      await other.setContent(
        `<form method="post" action="${url}api/v1/messages/${waiting.message}/cancel"><button>Win</button></form>`,
      );
      await other.click("button");
      await other.waitForLoadState();
      assert.equal(waiting.state, "queued");
      assert.ok(browser.isConnected());
    },
  },
]);
