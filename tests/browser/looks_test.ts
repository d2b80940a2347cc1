import assert from "node:assert/strict";
import { demoNow } from "./support/demo_data.ts";
import { DemoDesk, messageIdOf } from "./support/demo_desk.ts";
import {
  faintTexts,
  nameless,
  smallTargets,
  tooWide,
} from "./support/reading.ts";
import { screenStories } from "./support/story.ts";

const opened = messageIdOf(65);

const views = [
  "#/",
  "#/messages",
  `#/messages/${opened}`,
  "#/messages?q=nothing+has+this",
  "#/messages/unknown",
  "#/inbox",
  "#/modems",
  "#/log",
] as const;

/** A desk where everything is shown that can be. */
function fullDesk(): DemoDesk {
  const desk = new DemoDesk();
  desk.simulated = true;
  desk.breaker = { open: true, gathered: 1_200 };
  return desk;
}

function waitFor(view: string): string {
  if (view === "#/") return ".health h2, .modem";
  if (view.includes("?q=")) return ".list-empty button";
  if (view.includes("unknown")) return ".detail [role=alert]";
  if (view.includes("/messages/")) return ".timeline";
  if (view === "#/messages") return ".rows .row";
  return {
    "#/inbox": ".inbox-item",
    "#/modems": ".modem",
    "#/log": ".log-line",
  }[view] ?? "main";
}

screenStories("looks", [
  {
    name:
      "every view is free of what a reader, a finger or a screen reader would stumble over",
    desk: fullDesk,
    async play({ open }) {
      const sizes = [{ width: 1280, height: 800 }, { width: 390, height: 844 }];
      for (const size of sizes) {
        for (const scheme of ["light", "dark"] as const) {
          const look = { ...size, scheme, now: demoNow, reducedMotion: true };
          const { page } = await open("", look);
          for (const view of views) {
            await page.evaluate(`location.hash = ${JSON.stringify(view)}`);
            await page.waitForSelector(waitFor(view));
            const where = `${view} at ${size.width}, ${scheme}`;
            assert.deepEqual(await page.evaluate(faintTexts), [], where);
            assert.deepEqual(await page.evaluate(nameless), [], where);
            assert.deepEqual(await page.evaluate(tooWide), [], where);
            if (size.width > 600) continue;
            assert.deepEqual(await page.evaluate(smallTargets), [], where);
          }
        }
      }
    },
  },
  {
    name: "so are its dialogs",
    desk: fullDesk,
    async play({ open }) {
      for (const width of [1280, 390]) {
        for (const scheme of ["light", "dark"] as const) {
          const { page } = await open("", {
            width,
            scheme,
            reducedMotion: true,
          });
          for (const key of ["n", "?"]) {
            await page.keyboard.press(key);
            await page.waitForSelector("dialog[open]");
            const where = `${key} at ${width}, ${scheme}`;
            assert.deepEqual(await page.evaluate(faintTexts), [], where);
            assert.deepEqual(await page.evaluate(nameless), [], where);
            assert.deepEqual(await page.evaluate(tooWide), [], where);
            if (width < 600) {
              assert.deepEqual(await page.evaluate(smallTargets), [], where);
            }
            await page.keyboard.press("Escape");
            await page.waitForSelector("dialog", { state: "detached" });
          }
        }
      }
    },
  },
  {
    name: "nothing moves for those who asked for that, and the theme is kept",
    async play({ open }) {
      const { page } = await open("#/messages", { reducedMotion: true });
      const moving = await page.evaluate(`[...document.querySelectorAll("*")]
      .filter((it) => getComputedStyle(it).animationName !== "none").length`);
      assert.equal(moving, 0);
      const ground = () =>
        page.evaluate("getComputedStyle(document.body).backgroundColor");
      const light = await ground();
      for (let clicks = 0; clicks < 2; clicks++) {
        await page.click("[aria-label$=': change']");
      }
      assert.notEqual(await ground(), light);
      await page.reload();
      await page.waitForSelector(".light.live");
      assert.notEqual(await ground(), light);
    },
  },
]);
