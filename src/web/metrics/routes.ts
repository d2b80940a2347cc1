import { type Handler, Hono } from "hono";
import { type Desk, DeskError } from "../../desk/mod.ts";
import { clientNetwork } from "../../model/mod.ts";
import type { WebEnv } from "../viewer.ts";
import { isLoopbackHost } from "../web_address.ts";
import { familiesOf } from "./families.ts";
import { renderMetrics, textFormatType } from "./text_format.ts";

/** Who may read metrics without login: this machine's own, or everybody; whoever else needs a token or a session. */
export type MetricsAccess = "loopback" | "open";

/** `/metrics` for whoever has come past the guard. */
export function metricsRoutes(desk: Desk): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get("/metrics", () => metricsResponse(desk));
  return routes;
}

/** `/metrics` before the guard, for those who need no login; others are left to the guard. */
export function openMetrics(
  desk: Desk,
  access: MetricsAccess,
): Handler<WebEnv> {
  return async (context, next) => {
    const { method } = context.req;
    const asks = method === "GET" || method === "HEAD";
    const stranger = access !== "open" && !isLocal({
      client: context.get("client") ?? "",
      proxied: proxyHeaders.some((it) => context.req.header(it) !== undefined),
      crossSite: context.req.header("sec-fetch-site") === "cross-site",
      host: new URL(context.req.url).hostname,
    });
    if (!asks || stranger) return await next();
    return metricsResponse(desk);
  };
}

// RFC 7239, and what was there before it: the client is a proxy on this machine, which speaks for anybody.
const proxyHeaders = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/** Whether a request comes from this machine, and not for somebody else. */
export function isLocal(
  { client, proxied, crossSite, host }: {
    readonly client: string;
    readonly proxied: boolean;
    readonly crossSite: boolean;
    /** By what name it has come: a page from elsewhere may have had its own pointed here (DNS rebinding). */
    readonly host: string;
  },
): boolean {
  return clientNetwork(client).loopback && !proxied && !crossSite &&
    isLoopbackHost(host.replace(/^\[|\]$/g, ""));
}

function metricsResponse(desk: Desk): Response {
  const headers = { "cache-control": "no-store" };
  try {
    const text = renderMetrics(familiesOf(desk.metrics()));
    return new Response(text, {
      headers: { ...headers, "content-type": textFormatType },
    });
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    // Trouble with the database, which the log and the alarms tell.
    const text = "The queue cannot be read\n";
    return new Response(text, { status: 503, headers });
  }
}
