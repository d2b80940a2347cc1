import * as v from "valibot";
import type { Hono } from "hono";
import type { Desk } from "../../desk/mod.ts";
import type { WebEnv } from "../viewer.ts";
import { deliveryRoutes } from "./deliveries.ts";
import { deniedRoutes } from "./denied.ts";
import { eventRoutes } from "./events.ts";
import { houseRoutes } from "./house.ts";
import { messageRoutes } from "./messages.ts";
import { type ApiOptions, json, type Route, route } from "./route.ts";
import { serveRoutes } from "./serve.ts";

/** All routes of the API. */
export const routes: readonly Route[] = [
  ...messageRoutes,
  ...deliveryRoutes,
  ...houseRoutes,
  ...deniedRoutes,
  ...eventRoutes,
  route({
    method: "GET",
    path: "/openapi.json",
    need: "viewer",
    operationId: "readDocument",
    tag: "Appliance",
    summary: "This document",
    answer: { status: 200, description: "OpenAPI 3.1", schema: v.any() },
    problems: [],
    async handle() {
      // Few ask, and every start would pay for it.
      const { openApiDocument } = await import("./openapi.ts");
      return json(openApiDocument(routes));
    },
  }),
];

/** The API; to be put below `/api/v1`, behind the guard. */
export function apiRoutes(desk: Desk, options: ApiOptions): Hono<WebEnv> {
  return serveRoutes(routes, desk, options);
}
