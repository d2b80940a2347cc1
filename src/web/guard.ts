import type { MiddlewareHandler } from "hono";
import type { WebEnv } from "./viewer.ts";
import { isLoopbackHost } from "./web_address.ts";

/** Lets this machine's own browser in, by a name that no other site can have (DNS rebinding). */
export const guard: MiddlewareHandler<WebEnv> = async (context, next) => {
  const { hostname } = new URL(context.req.url);
  if (!isLoopbackHost(hostname.replace(/^\[|\]$/g, ""))) {
    return context.text("This host is not served\n", 403);
  }
  context.set("viewer", { name: "", role: "admin", readsText: true });
  await next();
};
