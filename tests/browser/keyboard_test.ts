import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { DemoDesk } from "./support/demo_desk.ts";
import { screenStories, until } from "./support/story.ts";

/** What has the focus, in short. */
function focused(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const it = document.activeElement;
    return it.getAttribute("aria-label") ?? it.id ?? it.textContent.trim();
  })()`);
}

/** Whether who looks can see where the focus is. */
const focusIsSeen = `(() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  const box = document.activeElement.getBoundingClientRect();
  return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 && box.width > 0;
})()`;

screenStories("keyboard", [
  {
    name:
      "Tab goes through all that can be used, visibly, and the first is the way to the content",
    async play({ open }) {
      const { page } = await open("#/", { height: 1200 });
      await page.waitForSelector(".modem");
      await page.keyboard.press("Tab");
      assert.equal(
        await page.evaluate("document.activeElement.textContent"),
        "Skip to the content",
      );
      assert.ok(
        await page.evaluate(
          "document.activeElement.getBoundingClientRect().top >= 0",
        ),
      );
      const reachable = Number(
        await page.evaluate(`[...document.querySelectorAll(
        "a[href], button:not([disabled]), summary, [tabindex='0']")].filter((it) => it.checkVisibility()).length`),
      );
      const seen = new Set<string>();
      for (let steps = 0; steps < reachable; steps++) {
        assert.ok(await page.evaluate(focusIsSeen), await focused(page));
        seen.add(
          await page.evaluate(`(() => {
          const all = [...document.querySelectorAll("*")];
          return String(all.indexOf(document.activeElement));
        })()`),
        );
        await page.keyboard.press("Tab");
      }
      assert.equal(seen.size, reachable);
      await page.focus(".skip");
      await page.keyboard.press("Enter");
      assert.equal(await focused(page), "content");
      assert.match(page.url(), /#\/$|\/$/);
    },
  },
  {
    name:
      "/ searches, arrows and Enter open a message, Esc closes it and gives the place back",
    async play({ open }) {
      const { page } = await open("#/");
      await page.keyboard.press("/");
      await until(page, `document.activeElement.id === "search"`);
      await page.keyboard.type("reading");
      await until(
        page,
        `document.querySelectorAll(".rows .row").length > 5 &&
        [...document.querySelectorAll(".row")].every((it) => it.textContent.includes("Reading"))`,
      );
      await page.focus(".rows");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      const third = await page.evaluate(
        `document.querySelector(".row.active").dataset.message`,
      );
      assert.equal(
        third,
        await page.evaluate(
          `document.querySelectorAll(".row")[2].dataset.message`,
        ),
      );
      await page.keyboard.press("Enter");
      await page.waitForSelector(".detail .timeline");
      assert.equal(await focused(page), "detail-title");
      await page.keyboard.press("Escape");
      await page.waitForSelector(".detail", { state: "detached" });
      await until(page, `document.activeElement.classList.contains("rows")`);
      await page.keyboard.press("End");
      await page.waitForSelector(".row.active:has-text('Reading 1:')");
      await page.keyboard.press("Home");
      await page.waitForSelector(".row.active:has-text('Reading 60:')");
    },
  },
  {
    name:
      "n writes, ? helps, Esc closes and gives the focus back; keys typed into a text command nothing",
    async play({ open }) {
      const { page } = await open("#/");
      await page.waitForSelector(".new-message");
      await page.focus(".icon-button[aria-label='Help and keys']");
      await page.keyboard.press("n");
      await page.waitForSelector("dialog.compose[open]");
      await page.focus("[name=text]");
      await page.keyboard.type("/n?");
      assert.equal(await page.inputValue("[name=text]"), "/n?");
      assert.equal(await page.locator("dialog").count(), 1);
      for (let steps = 0; steps < 12; steps++) {
        await page.keyboard.press("Tab");
        const inside = await page.evaluate(
          `document.activeElement === document.body ||
          document.activeElement.closest("dialog") !== null`,
        );
        assert.ok(inside, await focused(page));
      }
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
      assert.equal(await focused(page), "Help and keys");
      await page.keyboard.press("?");
      await page.waitForSelector("dialog.help[open]");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
    },
  },
  {
    name: "the chart is read slot by slot, and as a table",
    desk: () => new DemoDesk({ older: 3 }),
    async play({ open }) {
      const { page } = await open("#/");
      await page.waitForSelector(".chart-area svg");
      await page.focus(".chart-area");
      const words = () => page.getAttribute(".chart-area", "aria-valuetext");
      await page.keyboard.press("ArrowLeft");
      const last = await words();
      await page.keyboard.press("ArrowLeft");
      assert.notEqual(await words(), last);
      assert.match(
        last ?? "",
        /^\d\d:\d\d: \d+ accepted, \d+ sent, \d+ failed$/,
      );
      await page.click("text=Last day");
      await page.click("text=The same as a table");
      await until(
        page,
        `document.querySelectorAll(".as-table tbody tr").length > 50`,
      );
    },
  },
]);
