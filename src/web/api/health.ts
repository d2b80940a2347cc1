import { Hono } from "hono";
import type { Desk, StatusView } from "../../desk/mod.ts";
import type { WebEnv } from "../viewer.ts";
import type { ApiOptions } from "./route.ts";

/** Whoever asks more often is answered the same again: it must cost nothing that anybody may ask. */
const cachedMs = 1_000;

/** What watchmen ask without login: whether cellpost lives, and whether an SMS would leave. */
export function healthRoutes(
  desk: Desk,
  { clock }: ApiOptions,
): Hono<WebEnv> {
  const health = new Hono<WebEnv>();
  let known:
    | { readonly at: number; readonly status: Promise<StatusView> }
    | undefined;
  health.get("/healthz", () => text(200, "ok"));
  health.get("/readyz", async () => {
    const at = clock.monotonic();
    if (known === undefined || at - known.at >= cachedMs) {
      known = { at, status: desk.status({}) };
    }
    const { status, lines } = readyAnswer(await known.status);
    return text(status, lines.join("\n"));
  });
  return health;
}

/** What `/readyz` says: nothing but what is wrong in general, since anybody may ask. */
export function readyAnswer(
  { ready, modems, oldestWaitingMs = 0 }: StatusView,
): { readonly status: 200 | 503; readonly lines: readonly string[] } {
  if (ready) return { status: 200, lines: ["ready"] };
  const reasons = [
    ...(modems.usable === 0 ? [`no modem of ${modems.total} is usable`] : []),
    ...(oldestWaitingMs > 0
      ? [`an SMS has been due for ${Math.floor(oldestWaitingMs / 1_000)} s`]
      : []),
  ];
  return { status: 503, lines: ["not ready", ...reasons] };
}

function text(status: number, body: string): Response {
  return new Response(`${body}\n`, {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
    },
  });
}
