import assert from "node:assert/strict";
import { DemoDesk } from "./support/demo_desk.ts";
import { screenStories, textOf } from "./support/story.ts";

screenStories("what an operator does", [
  {
    name:
      "a failed message is sent again after a question, and one that waits is cancelled",
    async play({ desk, open }) {
      const failed = desk.deliveries.findLast(({ state }) =>
        state === "failed"
      )!;
      const { page } = await open(`#/messages/${failed.message}`);
      await page.click(".actions >> text=Send again");
      assert.match(
        await textOf(page, "dialog.confirm"),
        /to 1 recipient whom this one did not reach/,
      );
      await page.click("dialog.confirm >> text=Leave it");
      await page.waitForSelector("dialog", { state: "detached" });
      assert.equal(failed.state, "failed");
      await page.click(".actions >> text=Send again");
      await page.click("dialog.confirm .primary");
      await page.waitForSelector(".delivery .state-queued");
      assert.equal(failed.state, "queued");
      await page.waitForSelector(".notice:has-text('1 delivery made due')");
      await page.click(".actions >> text=Cancel");
      await page.click("dialog.confirm .primary");
      await page.waitForSelector(".delivery .state-cancelled");
      await page.waitForSelector(
        `[data-message="${failed.message}"] .state-cancelled`,
      );
      assert.equal(await page.locator(".actions").count(), 0);
    },
  },
  {
    name: "the breaker is released after a question",
    desk() {
      const desk = new DemoDesk();
      desk.breaker = { open: true, gathered: 1_200 };
      return desk;
    },
    async play({ desk, open }) {
      const { page } = await open("#/");
      await page.waitForSelector(".breaker:has-text('1,200 SMS kept back')");
      await page.click(".breaker >> text=Release");
      await page.click("dialog.confirm .primary");
      await page.waitForSelector(".breaker", { state: "detached" });
      assert.deepEqual(desk.breaker, { open: false, gathered: 0 });
    },
  },
  {
    name:
      "a message is counted while it is written, refused in words, and sent to several",
    async play({ desk, open }) {
      const { page } = await open("#/");
      await page.waitForSelector(".new-message");
      await page.keyboard.press("n");
      await page.click("[type=submit]");
      assert.equal(await textOf(page, ".refusal"), "Say to whom it shall go");
      await page.fill("[name=to]", "berta");
      await page.fill("[name=text]", "a".repeat(161));
      assert.equal(
        await textOf(page, ".count"),
        "161 characters · 2 SMS segments · 145 left",
      );
      await page.fill("[name=text]", "Kessel 2 🚨");
      assert.match(
        await textOf(page, ".count"),
        /10 characters · 1 SMS · 59 left “🚨” leaves room/,
      );
      await page.click("[type=submit]");
      await page.waitForSelector(".refusal:has-text('There is no contact')");
      assert.match(
        await textOf(page, ".refusal"),
        /"berta": write a number, or one of anna/,
      );
      await page.fill("[name=to]", "anna, +49 171 5550123");
      await page.check("[name=urgent]");
      await page.click("text=Send to 2 recipients");
      await page.waitForSelector("dialog", { state: "detached" });
      await page.click(".notice >> text=Show");
      await page.waitForSelector(".bubble:has-text('Kessel 2')");
      assert.deepEqual(desk.sent.at(-1), {
        recipient: ["anna", "+49 171 5550123"],
        text: "Kessel 2 🚨",
        priority: "urgent",
      });
    },
  },
  {
    name:
      "what was begun is kept when the dialog is closed, also by a press that selects a text",
    async play({ open }) {
      const { page } = await open("#/");
      await page.waitForSelector(".new-message");
      await page.keyboard.press("n");
      await page.fill("[name=text]", "Half a message");
      await page.mouse.click(5, 5);
      assert.equal(await page.locator("dialog.compose").count(), 1);
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
      await page.keyboard.press("n");
      // Its words are there a moment before it is open, and hears keys.
      await page.waitForSelector("dialog.compose");
      assert.equal(await page.inputValue("[name=text]"), "Half a message");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
      await page.keyboard.press("?");
      await page.waitForSelector("dialog.help");
      await page.mouse.click(5, 5);
      await page.waitForSelector("dialog", { state: "detached" });
    },
  },
  {
    name: "a message to a thousand is shown in parts",
    desk() {
      const desk = new DemoDesk({ older: 0 });
      const message = desk.add("To all");
      const first = desk.deliveries.at(-1)!;
      for (let others = 1; others < 1_000; others++) {
        desk.deliveries.push({ ...first, id: first.id + others, message });
      }
      return desk;
    },
    async play({ desk, open }) {
      const { page } = await open(
        `#/messages/${desk.deliveries.at(-1)!.message}`,
      );
      await page.waitForSelector(".detail-count:has-text('1,000 recipients')");
      assert.equal(await page.locator(".delivery").count(), 20);
      await page.click("text=Show more of the other 980");
      assert.equal(await page.locator(".delivery").count(), 120);
      await page.click(".actions >> text=Cancel");
      assert.match(await textOf(page, "dialog.confirm"), /to 1,000 recipients/);
    },
  },
  {
    name: "an SMS of the inbox is answered to its sender, and ids are copied",
    async play({ browser, desk, open }) {
      const { page } = await open("#/inbox");
      await page.click(".inbox-item >> text=Answer");
      assert.equal(await page.inputValue("[name=to]"), "+447700900861");
      await page.fill("[name=text]", "Good");
      await page.click("[type=submit]");
      await page.waitForSelector("dialog", { state: "detached" });
      await page.context().grantPermissions([
        "clipboard-read",
        "clipboard-write",
      ]);
      await page.click(".notice >> text=Show");
      await page.click("[aria-label='Copy the id']");
      await page.waitForSelector(".notice:has-text('Copied')");
      const copied = await page.evaluate("navigator.clipboard.readText()");
      assert.equal(copied, desk.deliveries.at(-1)!.message);
      assert.ok(browser.isConnected());
    },
  },
  {
    name: "the log is filtered, rests, and goes on",
    async play({ desk, open }) {
      const { page } = await open("#/log");
      await page.waitForSelector(".log-line.level-error");
      await page.click("text=Errors");
      assert.equal(await page.locator(".log-line").count(), 1);
      await page.click(".switch >> text=All");
      await page.click("text=Pause");
      const line = {
        id: 99,
        at: 0,
        level: "warning",
        room: "modem",
        text: "Late <b>line</b>",
      } as const;
      desk.tell({ kind: "log", lines: [line] });
      await page.waitForSelector("text=Paused, 1 new line");
      assert.equal(await page.locator("text=Late").count(), 0);
      await page.click("text=Go on");
      await page.waitForSelector(".log-line:has-text('Late <b>line</b>')");
    },
  },
]);
