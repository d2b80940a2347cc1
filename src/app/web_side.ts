import type { Config } from "../config/mod.ts";
import type { Desk } from "../desk/mod.ts";
import type { Clock } from "../model/mod.ts";
import { startWebServer, type WebServer } from "../web/mod.ts";

/** What the operator's side needs besides its config. */
export interface WebSideOptions {
  readonly clock: Clock;
}

/**
 * Opens the operator's side, unless `[web]` says that there is none.
 *
 * @throws {WebError} when it cannot be opened.
 */
export function startWebSide(
  { web }: Config,
  desk: Desk,
  { clock }: WebSideOptions,
): WebServer | undefined {
  if (!web.enabled) return undefined;
  return startWebServer(desk, { listen: web.listen, clock });
}
