import { Hono } from "hono";
import type { Desk } from "../../src/desk/mod.ts";
import type { Clock } from "../../src/model/mod.ts";
import { apiRoutes, healthRoutes } from "../../src/web/api/mod.ts";
import type { Viewer, WebEnv } from "../../src/web/mod.ts";
import { ManualClock } from "./manual_clock.ts";

/** Who may do all. */
export const admin: Viewer = { name: "root", role: "admin", readsText: true };

/** How a request differs from a GET of an admin. */
export interface ApiRequest {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined: nobody has logged in. */
  readonly viewer?: Viewer | undefined;
}

/** The API without a server: what stands behind the guard, and a guard that believes all. */
export class ApiBench {
  readonly clock: Clock;
  readonly #app = new Hono<WebEnv>();
  /** What was thrown that nobody expects. */
  readonly bugs: Error[] = [];
  #viewer: Viewer | undefined = admin;

  constructor(desk: Desk, clock: Clock = new ManualClock()) {
    this.clock = clock;
    this.#app.route("/", healthRoutes(desk, { clock }));
    this.#app.use(async (context, next) => {
      context.set("client", "192.0.2.7");
      if (this.#viewer !== undefined) context.set("viewer", this.#viewer);
      await next();
    });
    this.#app.route("/api/v1", apiRoutes(desk, { clock }));
    this.#app.onError((error) => {
      this.bugs.push(error);
      return new Response("", { status: 500 });
    });
  }

  /** Asks for a path, below `/api/v1` where it is not one of the few others. */
  async ask(path: string, request: ApiRequest = {}): Promise<Response> {
    this.#viewer = "viewer" in request ? request.viewer : admin;
    const { body, raw, headers, method = "GET" } = request;
    const isJson = body !== undefined;
    const url = path.startsWith("/healthz") || path.startsWith("/readyz")
      ? path
      : `/api/v1${path}`;
    return await this.#app.request(`http://localhost${url}`, {
      method,
      headers: {
        ...(isJson ? { "content-type": "application/json" } : {}),
        ...headers,
      },
      ...(isJson ? { body: JSON.stringify(body) } : {}),
      ...(raw === undefined ? {} : { body: raw }),
    });
  }
}
