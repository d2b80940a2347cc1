import type { Browser, Page } from "playwright-core";
import { type Look, ScreenPage, startBrowser } from "./browser.ts";
import { DemoDesk } from "./demo_desk.ts";
import { ScreenServer } from "./screen_server.ts";

/** A server with a desk, and a browser that looks at it, for one story. */
export interface Story {
  readonly browser: Browser;
  readonly desk: DemoDesk;
  readonly url: string;
  /** Opens a page below the server's address, such as "#/log", and waits until it is live. */
  open(hash?: string, look?: Look): Promise<ScreenPage>;
}

/** What happens in a story, and on which desk. */
export interface StoryPlan {
  readonly name: string;
  readonly desk?: () => DemoDesk;
  play(story: Story): Promise<void>;
}

/** Registers stories that share a browser, whose start takes longer than most of them. */
export function screenStories(about: string, plans: readonly StoryPlan[]) {
  Deno.test(about, async (test) => {
    const browser = await startBrowser();
    try {
      for (const { desk = () => new DemoDesk(), name, play } of plans) {
        await test.step(name, () => playStory(browser, desk(), play));
      }
    } finally {
      await browser.close();
    }
  });
}

/** Every page that a story leaves open is closed, and must have been without complaint. */
async function playStory(
  browser: Browser,
  desk: DemoDesk,
  play: StoryPlan["play"],
): Promise<void> {
  await using server = new ScreenServer(desk.desk);
  const { url } = server;
  const pages: ScreenPage[] = [];
  try {
    await play({
      ...{ browser, desk, url },
      async open(hash = "", look = {}) {
        const opened = await ScreenPage.open(browser, url + hash, look);
        pages.push(opened);
        await opened.page.waitForSelector(".light.live");
        return opened;
      },
    });
    for (const page of pages) await page.assertQuiet();
  } finally {
    for (const page of pages) await page[Symbol.asyncDispose]();
  }
}

/** Far above anything that ever takes long, so that a slow machine fails no test and a hang fails in the end. */
const patienceMs = 30_000;

/** Waits until an expression is true in the page; looked at with each frame, since the page's policy forbids the usual way. */
export async function until(page: Page, expression: string): Promise<void> {
  const came = await page.evaluate(`new Promise((resolve) => {
    const end = performance.now() + ${patienceMs};
    const look = () => {
      if (${expression}) return resolve(true);
      if (performance.now() > end) return resolve(false);
      requestAnimationFrame(look);
    };
    look();
  })`);
  if (came !== true) throw new Error(`Never so: ${expression}`);
}

/** The text of the first element that fits, with its blanks made one. */
export async function textOf(page: Page, selector: string): Promise<string> {
  const text = await page.locator(selector).first().innerText();
  return text.replace(/\s+/g, " ").trim();
}
