import { type Handler, Hono, type MiddlewareHandler } from "hono";
import type { Desk } from "../desk/mod.ts";
import { type AccessOptions, makeAccess } from "./access.ts";
import { apiRoutes, healthRoutes } from "./api/mod.ts";
import { problemResponse } from "./api/problem.ts";
import { assetRoutes } from "./asset_routes.ts";
import { assets } from "./assets.ts";
import { boundedBody } from "./body.ts";
import { guard } from "./guard.ts";
import { hiddenDesk } from "./hidden_desk.ts";
import { loginRoutes, sessionRoutes } from "./login_routes.ts";
import {
  type MetricsAccess,
  metricsRoutes,
  openMetrics,
} from "./metrics/mod.ts";
import { securityHeaders } from "./security_headers.ts";
import type { App, ServedEnv } from "./served.ts";
import { wellFormed } from "./well_formed.ts";

/** What the whole of the operator's side needs. */
export interface AppOptions extends AccessOptions {
  /** "loopback" when left out. */
  readonly metrics?: MetricsAccess;
}

/** The longest request in bytes: a message to many, and far more. */
const longestBody = 1_000_000;
/** How long a request may take to come, milliseconds. */
const bodyDeadlineMs = 30_000;

/** Puts together what is served: health and login for everybody, all else behind the guard. */
export function makeApp(desk: Desk, options: AppOptions): App {
  const { clock } = options;
  const access = makeAccess(options);
  const app: App = new Hono();
  app.use(securityHeaders);
  app.use(setClient);
  app.use(wellFormed);
  app.route("/", healthRoutes(desk, { clock }));
  app.all("/metrics", openMetrics(desk, options.metrics ?? "loopback"));
  app.route("/", loginRoutes(access));
  app.use(guard(access));
  app.use(
    boundedBody({ clock, most: longestBody, deadlineMs: bodyDeadlineMs }),
  );
  app.route("/", sessionRoutes(access));
  app.all("/api/v1/*", apiFor(desk, options));
  app.route("/", metricsRoutes(desk));
  app.route("/", assetRoutes(assets));
  return withEnds(app, options);
}

const setClient: MiddlewareHandler<ServedEnv> = async (context, next) => {
  context.set("client", context.env.client);
  await next();
};

/** The viewer that the guard has found, for an app inside the app. */
const setViewer: MiddlewareHandler<ServedEnv> = async (context, next) => {
  const { viewer } = context.env;
  if (viewer === undefined) throw new Error("No guard is in front");
  context.set("viewer", viewer);
  await next();
};

/** The API, twice where viewers see no texts: theirs stands on a desk that has none. */
function apiFor(desk: Desk, options: AppOptions): Handler<ServedEnv> {
  const { clock, hideText } = options;
  const onDesk = (desk: Desk): App => {
    const api: App = new Hono();
    api.use(setClient, setViewer);
    api.route("/api/v1", apiRoutes(desk, { clock }));
    return withEnds(api, options);
  };
  const open = onDesk(desk);
  const hidden = hideText ? onDesk(hiddenDesk(desk)) : open;
  return (context) =>
    (context.get("viewer").readsText ? open : hidden)
      .fetch(context.req.raw, context.env);
}

/** What is answered where there is nothing, and where there is a bug. */
function withEnds(app: App, { observe }: AppOptions): App {
  app.notFound(({ req }) =>
    req.path.startsWith("/api/")
      ? problemResponse(
        {
          status: 404,
          detail:
            "There is nothing here: /api/v1/openapi.json lists what there is",
        },
        { instance: req.path },
      )
      : new Response("There is nothing here\n", { status: 404 })
  );
  app.onError((error, { req }) => {
    observe({ kind: "failed", error });
    const detail = "This is a bug: the log of cellpost says more";
    return problemResponse({ status: 500, detail }, { instance: req.path });
  });
  return app;
}
