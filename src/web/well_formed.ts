import type { MiddlewareHandler } from "hono";
import { problemResponse } from "./api/problem.ts";
import { siteHeadersOf } from "./request_site.ts";
import type { ServedEnv } from "./served.ts";

/** Methods that no `Request` can be made with (Fetch §2.2.1); and nobody needs them here. */
const forbidden: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);

/**
 * Refuses what nobody behind could read: a Host field of which no URL can be made (RFC 9112 §3.2 wants a 400), or one with more in it
 * than a name and a port, such as the beginning of a path. Anybody may send it, so that it must not look like a bug.
 */
export const wellFormed: MiddlewareHandler<ServedEnv> = async (
  context,
  next,
) => {
  const { raw, method } = context.req;
  const instance = context.req.path;
  if (!URL.canParse(raw.url) || /[/\\?#@]/.test(siteHeadersOf(raw).host)) {
    const detail =
      "The Host field of this request is no name or address with or without a port";
    return problemResponse({ status: 400, detail }, { instance });
  }
  if (forbidden.has(method.toUpperCase())) {
    const detail = `${method} is not served here`;
    return problemResponse({ status: 405, detail }, { instance });
  }
  await next();
};
