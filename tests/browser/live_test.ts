import { inFolder } from "../interop/support/paths.ts";
import {
  serve,
  type ServedAppliance,
} from "../interop/support/served_appliance.ts";
import { runTool } from "../interop/support/tools.ts";
import { freePort } from "../support/free_port.ts";
import { ScreenPage, startBrowser } from "./support/browser.ts";
import { until } from "./support/story.ts";

const to = "00919812345678@sms";

/** Sends a mail as anybody's machine would. */
function swaks(appliance: ServedAppliance, body: string): Promise<string> {
  return runTool("swaks", [
    ...[
      "--server",
      `127.0.0.1:${appliance.port}`,
      "--from",
      "plc@plant.example",
    ],
    ...["--to", to, "--body", body],
  ]);
}

/** Whether a counter shows this. */
function counts(name: string, value: number): string {
  return `document.querySelector("[data-counter=${name}] .counter-value")?.textContent === "${value}"`;
}

Deno.test("the real appliance at the screen", async (test) => {
  const browser = await startBrowser();
  try {
    await inFolder(async (folder) => {
      const webPort = freePort();
      const url = `http://127.0.0.1:${webPort}/`;
      let appliance = await serve({ folder, webPort });
      await using screen = await ScreenPage.open(browser, url);
      const { page } = screen;
      await page.waitForSelector(".light.live");
      try {
        await test.step("counters rise and messages appear while swaks sends", async () => {
          await page.waitForSelector(".strip:has-text('Simulated modem')");
          const typed = `curl -T - smtp://127.0.0.1:${appliance.port} `;
          await page.waitForSelector(`.nothing-yet pre:has-text("${typed}")`);
          await until(page, counts("accepted", 0));
          for (let mails = 1; mails <= 3; mails++) {
            await swaks(appliance, `Pump ${mails} stopped`);
            await until(page, counts("accepted", mails));
          }
          await until(page, counts("sent", 3));
          await page.waitForSelector(".latest .row:has-text('Pump 3 stopped')");
          await page.waitForSelector(".health:has-text('All is well')");
          await page.waitForSelector(".modem .chip:has-text('Ready')");
        });
        await test.step("a message tells its history, and the log its lines", async () => {
          await page.click(".latest .row:has-text('Pump 3 stopped')");
          await page.waitForSelector(
            ".timeline:has-text('taken by the network')",
          );
          await page.click(".tabs a:has-text('Log')");
          await page.waitForSelector(".log-line:has-text('usable')");
          await page.click(".tabs a:has-text('Overview')");
        });
        await test.step("it says that the connection is lost, comes back by itself, and knows what came meanwhile", async () => {
          await appliance.stop();
          await page.waitForSelector(".light.lost");
          await page.waitForSelector(
            ".health:has-text('Connection lost, trying again')",
          );
          appliance = await serve({ folder, webPort });
          await swaks(appliance, "Pump 4 stopped");
          await page.waitForSelector(".light.live");
          await page.waitForSelector(".latest .row:has-text('Pump 4 stopped')");
          await until(page, counts("accepted", 4));
          await until(
            page,
            `document.querySelectorAll(".latest .row").length === 4`,
          );
        });
        await screen.assertQuiet();
      } finally {
        await appliance[Symbol.asyncDispose]();
      }
    });
  } finally {
    await browser.close();
  }
});
