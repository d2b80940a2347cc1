import type { Desk } from "../../../src/desk/mod.ts";
import { systemClock } from "../../../src/model/mod.ts";
import { startWebServer, type WebServer } from "../../../src/web/mod.ts";

/** The real operator's side on a desk of a test. */
export class ScreenServer implements AsyncDisposable {
  readonly #server: WebServer;

  constructor(desk: Desk, { port = 0 }: { readonly port?: number } = {}) {
    this.#server = startWebServer(desk, {
      listen: [{ hostname: "127.0.0.1", port }],
      clock: systemClock,
    });
  }

  get url(): string {
    return this.#server.urls[0] ?? "";
  }

  get port(): number {
    return this.#server.addresses[0]?.port ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
  }
}
