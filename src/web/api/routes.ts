import { Hono } from "hono";
import type { Desk } from "../../desk/mod.ts";
import type { Clock } from "../../model/mod.ts";
import type { WebEnv } from "../viewer.ts";

/** What the API needs besides the desk. */
export interface ApiOptions {
  readonly clock: Clock;
}

/** Below `/api/v1`, behind the guard. */
export function apiRoutes(desk: Desk, _options: ApiOptions): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  api.get("/modems", async (context) => context.json(await desk.modems({})));
  return api;
}

/** Without login: whether cellpost lives. */
export function healthRoutes(_desk: Desk, _options: ApiOptions): Hono<WebEnv> {
  const health = new Hono<WebEnv>();
  health.get("/healthz", (context) => context.text("ok\n"));
  return health;
}
