import assert from "node:assert/strict";
import { DemoDesk } from "./support/demo_desk.ts";
import { tooWide } from "./support/reading.ts";
import { screenStories, textOf } from "./support/story.ts";

const hostile = [
  '<img src=x onerror="globalThis.stolen=1">',
  "<script>globalThis.stolen=1</script>",
  '"><svg onload=globalThis.stolen=1>',
  "javascript:globalThis.stolen=1",
  "{{constructor.constructor('stolen=1')()}}",
  "</textarea></p><a href=javascript:stolen=1>x</a>",
];

screenStories("texts", [
  {
    name: "texts of mails are shown as texts, whatever they hold",
    desk: () => new DemoDesk({ older: 0 }),
    async play({ desk, open }) {
      const ids = hostile.map((text) =>
        desk.add(text, { subject: text, from: text })
      );
      const { page } = await open("#/messages");
      await page.waitForSelector(".rows .row");
      for (const [index, id] of ids.entries()) {
        await page.click(`[data-message="${id}"]`);
        await page.waitForSelector(`.detail:has-text("${id}") .bubble`);
        assert.equal(await page.locator(".bubble").innerText(), hostile[index]);
      }
      await page.evaluate(`location.hash = "#/"`);
      await page.waitForSelector(".latest .row");
      assert.equal(await page.evaluate("globalThis.stolen"), undefined);
      const foreign = "#app img, #app script, #app a:not([href^='#'])";
      assert.equal(await page.locator(foreign).count(), 0);
    },
  },
  {
    name: "umlauts, emoji, Arabic, long words and 1,600 characters fit a phone",
    desk: () => new DemoDesk({ older: 0 }),
    async play({ desk, open }) {
      const texts = [
        "Größe: übermäßig, Öl läuft aus – ß",
        "👩‍🔧 repariert 🏭, danke 🙏🏽",
        "المضخة رقم ٣ توقفت عن العمل",
        "W".repeat(800),
        "Pump 3 stopped, again. ".repeat(70).slice(0, 1_600),
      ];
      const ids = texts.map((text) => desk.add(text));
      const { page } = await open("#/messages", { width: 390, height: 844 });
      for (const [index, id] of ids.entries()) {
        await page.evaluate(`location.hash = "#/messages/${id}"`);
        await page.waitForSelector(`.detail:has-text("${id}") .bubble`);
        assert.equal(
          (await page.locator(".bubble").innerText()).trim(),
          texts[index]?.trim(),
        );
        assert.deepEqual(await page.evaluate(tooWide), [], texts[index]);
      }
      const [, , arabic] = ids;
      await page.evaluate(`location.hash = "#/messages/${arabic}"`);
      await page.waitForSelector(`.detail:has-text("${arabic}") .bubble`);
      const direction = await page.evaluate(
        "getComputedStyle(document.querySelector('.bubble')).direction",
      );
      assert.equal(direction, "rtl");
    },
  },
  {
    name: "a text that may not be read, or is cleared, is told as such",
    desk: () => new DemoDesk({ older: 0 }),
    async play({ desk, open }) {
      const id = desk.add("");
      const { page } = await open(`#/messages/${id}`);
      await page.waitForSelector(".bubble");
      assert.equal(await textOf(page, ".bubble"), "The text has been cleared");
      assert.match(
        await textOf(page, `[data-message="${id}"]`),
        /Text cleared/,
      );
    },
  },
  {
    name: "an empty machine says what to type",
    desk: () => new DemoDesk({ older: 0 }),
    async play({ desk, open }) {
      desk.deliveries.length = 0;
      const { page } = await open("#/messages");
      await page.waitForSelector(".nothing-yet pre");
      assert.match(await textOf(page, ".nothing-yet"), /curl -T - smtp:\/\//);
    },
  },
]);
