import type { Hono } from "hono";
import type { Desk } from "../../desk/mod.ts";
import type { WebEnv } from "../viewer.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { deniedRoutes } from "./denied.ts";
import { eventRoutes } from "./events.ts";
import { houseRoutes } from "./house.ts";
import type { ApiOptions, Route } from "./route.ts";
import { serveRoutes } from "./serve.ts";

/** All routes of the API. */
export const routes: readonly Route[] = [
  ...deliveryRoutes,
  ...houseRoutes,
  ...deniedRoutes,
  ...eventRoutes,
];

/** The API; to be put below `/api/v1`, behind the guard. */
export function apiRoutes(desk: Desk, options: ApiOptions): Hono<WebEnv> {
  return serveRoutes(routes, desk, options);
}
