import type { Browser, Page } from "playwright-core";
import { type Look, ScreenPage, startBrowser } from "./browser.ts";
import { DemoDesk } from "./demo_desk.ts";
import { type ScreenAccess, startScreen } from "./screen_server.ts";

/** A server with a desk, and a browser that looks at it, for one story. */
export interface Story {
  readonly browser: Browser;
  readonly desk: DemoDesk;
  readonly url: string;
  /** Opens the address as somebody whom the machine may not know. */
  enter(look?: Look): Promise<ScreenPage>;
  /** Opens a page below the server's address, such as "#/log", and waits until it is live. */
  open(hash?: string, look?: Look): Promise<ScreenPage>;
}

/** What happens in a story, and on which desk. */
export interface StoryPlan {
  readonly name: string;
  readonly desk?: () => DemoDesk;
  readonly access?: ScreenAccess;
  play(story: Story): Promise<void>;
}

/** Registers stories that share a browser, whose start takes longer than most of them. */
export function screenStories(about: string, plans: readonly StoryPlan[]) {
  Deno.test(about, async (test) => {
    const browser = await startBrowser();
    try {
      for (const plan of plans) {
        await test.step(plan.name, () => playStory(browser, plan));
      }
    } finally {
      await browser.close();
    }
  });
}

/** Every page that a story leaves open is closed, and must have been without complaint. */
async function playStory(
  browser: Browser,
  { access = {}, play, ...plan }: StoryPlan,
): Promise<void> {
  const desk = plan.desk?.() ?? new DemoDesk();
  await using server = startScreen(desk.desk, access);
  const url = `${server.url}/`;
  const pages: ScreenPage[] = [];
  try {
    await play({
      ...{ browser, desk, url },
      async enter(look = {}) {
        const opened = await ScreenPage.open(browser, url, look);
        pages.push(opened);
        return opened;
      },
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
