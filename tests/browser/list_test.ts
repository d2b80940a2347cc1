import assert from "node:assert/strict";
import { DemoDesk, messageIdOf } from "./support/demo_desk.ts";
import { screenStories, textOf, until } from "./support/story.ts";

screenStories("the list of messages", [
  {
    name: "10,000 messages are listed to the last one with few elements",
    desk: () => new DemoDesk({ older: 10_000 }),
    async play({ open }) {
      const { page } = await open("#/messages");
      await page.evaluate(`globalThis.long = [];
      new PerformanceObserver((list) => long.push(...list.getEntries().map((it) => Math.round(it.duration))))
        .observe({ entryTypes: ["longtask"] });
      globalThis.most = 0;
      new MutationObserver(() => most = Math.max(most, document.querySelectorAll(".rows .row").length))
        .observe(document.querySelector(".list-pane"), { childList: true, subtree: true })`);
      await page.waitForSelector(".rows .row");
      const last = `[data-message="${messageIdOf(1)}"]`;
      await page.evaluate(`(async () => {
      const rows = document.querySelector(".rows");
      const deadline = performance.now() + 25000;
      while (document.querySelector('${last}') === null && performance.now() < deadline) {
        rows.scrollTop += rows.clientHeight * 40;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    })()`);
      await page.waitForSelector(last);
      assert.match(await textOf(page, last), /Reading 1:/);
      const most = Number(await page.evaluate("most"));
      assert.ok(most > 0 && most <= 60, `${most} rows at once`);
      const count = await page.locator("#app *").count();
      assert.ok(count < 1_500, `${count} elements`);
      const long = await page.evaluate(
        "long.sort((a, b) => b - a).slice(0, 10)",
      );
      console.log(
        `Longest tasks while scrolling through 10,000 rows, ms: ${long}`,
      );
      await page.focus(".rows");
      await page.keyboard.press("Home");
      await page.waitForSelector(`[data-message="${messageIdOf(10_008)}"]`);
      await page.keyboard.press("End");
      await page.waitForSelector(last);
    },
  },
  {
    name:
      "what comes in appears at the top, and moves nothing under who reads further down",
    async play({ desk, open }) {
      const { page } = await open("#/messages");
      await page.waitForSelector(".rows .row");
      const first = desk.add("The first of today");
      await page.waitForSelector(`.row:first-child[data-message="${first}"]`);
      await page.evaluate(`document.querySelector(".rows").scrollTop = 1500`);
      await until(
        page,
        `document.querySelector(".row")?.dataset.message !== "${first}"`,
      );
      const seen = () =>
        page.evaluate(
          `document.elementFromPoint(500, 400).closest(".row").dataset.message`,
        );
      const before = await seen();
      const second = desk.add("The second of today");
      await page.click(".fresher");
      await page.waitForSelector(`.row:first-child[data-message="${second}"]`);
      await page.evaluate(
        `document.querySelector(".rows").scrollTop = 1500 + 52`,
      );
      await until(
        page,
        `document.elementFromPoint(500, 400).closest(".row")?.dataset.message === "${before}"`,
      );
    },
  },
  {
    name: "what is seen changes in its place, also far down",
    async play({ desk, open }) {
      const { page } = await open("#/messages");
      await page.waitForSelector(".rows .row");
      await page.evaluate(`document.querySelector(".rows").scrollTop = 1500`);
      const delivery = desk.deliveries.at(-36)!;
      const row = `[data-message="${delivery.message}"]`;
      await page.waitForSelector(row);
      delivery.state = "expired";
      desk.tellOf(delivery.message);
      await page.waitForSelector(`${row} .state-expired`);
    },
  },
  {
    name:
      "searches and filters stand in the address, and lead to the same list",
    async play({ open }) {
      const { page } = await open("#/messages");
      await page.fill("#search", "kessel");
      await until(page, `document.querySelectorAll(".rows .row").length === 2`);
      assert.match(page.url(), /#\/messages\?q=kessel$/);
      assert.equal(
        await textOf(page, ".search-words"),
        "Subject or text with “kessel”",
      );
      await page.fill("#search", "+44 7700 900318");
      await page.selectOption(".state-choice select", "failed");
      await until(
        page,
        `[...document.querySelectorAll(".rows .row")].every((it) => it.textContent.includes("Failed"))`,
      );
      const url = page.url();
      assert.match(url, /state=failed/);
      const count = await page.locator(".rows .row").count();
      const other = await open(url.slice(url.indexOf("#")));
      await until(
        other.page,
        `document.querySelectorAll(".rows .row").length === ${count}`,
      );
      assert.equal(await other.page.inputValue("#search"), "+44 7700 900318");
      await page.fill("#search", "no such text");
      await page.click("text=Show all messages");
      await until(page, `document.querySelectorAll(".rows .row").length > 10`);
    },
  },
  {
    name:
      "whoever types on while the list comes loses no letter, and no filter",
    async play({ open }) {
      const { page } = await open("#/messages");
      await page.waitForSelector(".rows .row");
      await page.focus("#search");
      // About as long between two keys as the box waits for another one.
      await page.keyboard.type("reading 6", { delay: 190 });
      await page.selectOption(".state-choice select", "delivered");
      await until(
        page,
        `location.hash === "#/messages?q=reading+6&state=delivered"`,
      );
      assert.equal(await page.inputValue("#search"), "reading 6");
      await page.fill("#search", "reading 5");
      await page.selectOption(".state-choice select", "failed");
      await until(
        page,
        `location.hash === "#/messages?q=reading+5&state=failed"`,
      );
      await page.goBack();
      await page.goForward();
      await until(
        page,
        `document.querySelector("#search").value === "reading 5"`,
      );
    },
  },
  {
    name: "a link opens a message, and the browser's way back closes it",
    async play({ open }) {
      const { page } = await open("#/");
      await page.click(".latest .row");
      await page.waitForSelector(".detail .timeline");
      const url = page.url();
      await page.goBack();
      await page.waitForSelector(".overview");
      const other = await open(url.slice(url.indexOf("#")), {
        width: 390,
        height: 844,
      });
      await other.page.waitForSelector(".detail .timeline");
      await other.page.click("[aria-label='Back to the list']");
      await other.page.waitForSelector(".rows .row");
    },
  },
]);
