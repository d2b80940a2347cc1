import assert from "node:assert/strict";
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
} from "playwright-core";

const flags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update"],
  ...["--disable-sync", "--force-color-profile=srgb", "--hide-scrollbars"],
  "--font-render-hinting=none",
];

/** Where Debian's package has it. */
const executablePath = "/usr/bin/chromium";

/** Starts a browser with nothing in it. */
export function startBrowser(
  env: Readonly<Record<string, string>> = {},
): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: flags,
    env: { ...Deno.env.toObject(), ...env },
  });
}

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  readonly reducedMotion?: boolean;
  /** The browser's clock stands there, and moves only as the page asks for it. */
  readonly now?: number;
  readonly scale?: number;
}

/** A page that notes every complaint of the browser. */
export class ScreenPage implements AsyncDisposable {
  readonly page: Page;
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    page.on("console", (message) => {
      // A refusal is told at the screen, and is no fault of the page.
      const isRefusal = /^Failed to load resource: /.test(message.text());
      if (isRefusal) return;
      if (message.type() === "error" || message.type() === "warning") {
        this.complaints.push(`${message.text()} ${message.location().url}`);
      }
    });
    page.on(
      "pageerror",
      (error) => this.complaints.push(error.stack ?? error.message),
    );
  }

  /** Opens an address. */
  static async open(
    browser: Browser,
    url: string,
    look: Look = {},
  ): Promise<ScreenPage> {
    const {
      height = 800,
      now,
      reducedMotion = false,
      scale = 1,
      scheme = "light",
      width = 1280,
    } = look;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: scheme,
      deviceScaleFactor: scale,
      reducedMotion: reducedMotion ? "reduce" : "no-preference",
      timezoneId: "Europe/Vienna",
      locale: "en-GB",
      hasTouch: width < 600,
    });
    const page = await context.newPage();
    const opened = new ScreenPage(context, page);
    if (now !== undefined) await page.clock.setFixedTime(now);
    // Violations are events of the document; the console has them too, but not of every kind.
    await page.addInitScript(`globalThis.policyViolations = [];
      document.addEventListener("securitypolicyviolation", (event) =>
        policyViolations.push(event.violatedDirective + " " + event.blockedURI));`);
    await page.goto(url);
    return opened;
  }

  /** Fails with what the browser complained of. */
  async assertQuiet(): Promise<void> {
    const seen: string[] = await this.page.evaluate("policyViolations");
    assert.deepEqual([...this.complaints, ...seen], []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }
}
