import assert from "node:assert/strict";
import { join } from "node:path";
import { inFolder } from "../interop/support/paths.ts";
import { ScreenPage, startBrowser } from "./support/browser.ts";
import { demoNow } from "./support/demo_data.ts";
import { DemoDesk } from "./support/demo_desk.ts";
import { fontEnvironment } from "./support/fonts.ts";
import { startScreen } from "./support/screen_server.ts";
import { until } from "./support/story.ts";

/** Pictures of README and docs; `deno task pictures` writes them. */
const pictures = [
  { name: "screen-desktop", hash: "#/", width: 1280, height: 1080 },
  { name: "screen-messages", hash: "#/messages", width: 1280, height: 800 },
  { name: "screen-phone", hash: "#/", width: 390, height: 844 },
] as const;

/** When everything has come that a picture shows. */
const isComplete = {
  "screen-desktop": shows(
    ".plot",
    ".modem",
    ".latest .row",
    ".alarms",
    ".badge",
  ),
  "screen-messages": shows(".timeline", ".rows .row", ".badge"),
  "screen-phone": shows(".plot", ".modem", ".latest .row", ".alarms", ".badge"),
};

function shows(...selectors: readonly string[]): string {
  return selectors.map((it) => `document.querySelector("${it}")`).join(" && ") +
    ` && !document.body.innerText.includes("–\\n")`;
}

/** Nothing has the focus, and all is drawn. */
const settled = `(async () => {
  document.activeElement.blur();
  await document.fonts.ready;
  for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
})()`;

const largest = 200_000;

Deno.test("the pictures of the docs are made, each small enough for them", async () => {
  const wanted = Deno.env.get("CELLPOST_PICTURES") === "docs";
  const docs = decodeURIComponent(
    new URL("../../docs", import.meta.url).pathname,
  );
  await inFolder(async (folder) => {
    // Without them it is shown by whatever the machine has.
    const env = wanted ? await fontEnvironment(folder) : {};
    const desk = new DemoDesk();
    await using server = startScreen(desk.desk);
    const browser = await startBrowser(env);
    try {
      for (const { hash, height, name, width } of pictures) {
        for (const scheme of ["light", "dark"] as const) {
          await using screen = await ScreenPage.open(
            browser,
            `${server.url}/${hash}`,
            {
              ...{ width, height, scheme, now: demoNow, reducedMotion: true },
              scale: width < 600 ? 2 : 1,
            },
          );
          const { page } = screen;
          await page.waitForSelector(".light.live");
          if (name === "screen-messages") {
            await page.click(".row:has-text('Überdruck')");
            await page.mouse.move(0, 0);
          }
          await until(page, isComplete[name]);
          await page.evaluate(settled);
          const picture = await page.screenshot();
          const file = `${name}${scheme === "light" ? "" : "-dark"}.png`;
          assert.ok(picture.length < largest, `${file}: ${picture.length}`);
          await screen.assertQuiet();
          if (wanted) await Deno.writeFile(join(docs, file), picture);
        }
      }
    } finally {
      await browser.close();
    }
  });
});
