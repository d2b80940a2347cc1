import { createHash } from "node:crypto";
import { Hono } from "hono";
import type { Asset } from "./assets.ts";
import type { WebEnv } from "./viewer.ts";

/** Serves the files of the screen. A browser asks each time whether they are still the same, so that an upgrade shows at once. */
export function assetRoutes(assets: readonly Asset[]): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  for (const asset of assets) {
    const tag = tagOf(asset);
    routes.get(asset.path, (context) => {
      const headers = {
        "content-type": asset.type,
        "cache-control": "no-cache",
        etag: tag,
      };
      return context.req.header("if-none-match") === headers.etag
        ? context.body(null, 304, headers)
        : context.body(asset.body, 200, headers);
    });
  }
  return routes;
}

function tagOf({ body }: Asset): string {
  return `"${createHash("sha256").update(body).digest("base64url")}"`;
}
