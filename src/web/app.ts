import { Hono } from "hono";
import type { Desk } from "../desk/mod.ts";
import type { Clock } from "../model/mod.ts";
import { apiRoutes, healthRoutes } from "./api/mod.ts";
import { assetRoutes } from "./asset_routes.ts";
import { assets } from "./assets.ts";
import { guard } from "./guard.ts";
import { securityHeaders } from "./security_headers.ts";
import type { WebEnv } from "./viewer.ts";

/** What the whole of the operator's side needs. */
export interface AppOptions {
  readonly clock: Clock;
}

/** What the server tells of a request. */
export interface Served {
  /** The address of the client. */
  readonly client: string;
}

/** The app as the server calls it. */
export type App = Hono<WebEnv & { Bindings: Served }>;

/** Puts together what is served: health for everybody, all else behind the guard. */
export function makeApp(desk: Desk, { clock }: AppOptions): App {
  const app: App = new Hono();
  app.use(securityHeaders);
  app.use(async (context, next) => {
    context.set("client", context.env.client);
    await next();
  });
  app.route("/", healthRoutes(desk, { clock }));
  app.use(guard);
  app.get("/api/v1/session", (context) => {
    const { name, role, readsText } = context.get("viewer");
    return context.json({ name, role, readsText, csrf: "", login: false });
  });
  app.route("/api/v1", apiRoutes(desk, { clock }));
  app.route("/", assetRoutes(assets));
  app.notFound((context) => context.text("There is nothing here\n", 404));
  return app;
}
