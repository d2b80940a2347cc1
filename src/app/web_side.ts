import { createHash } from "node:crypto";
import type { User, Verifier } from "../auth/mod.ts";
import type { Config } from "../config/mod.ts";
import type { Desk } from "../desk/mod.ts";
import { type Clock, hostPort, Secret } from "../model/mod.ts";
import {
  type Account,
  type Accounts,
  startWebServer,
  type WebServer,
} from "../web/mod.ts";
import type { Doors } from "./doors.ts";
import type { ApplianceEvent } from "./fate_line.ts";

/** What the operator's side needs besides its config. */
export interface WebSideOptions {
  readonly clock: Clock;
  readonly doors: Doors;
  readonly observe: (event: ApplianceEvent) => void;
  /** Where mails are taken. */
  readonly smtp: readonly Deno.NetAddr[];
}

/**
 * Opens the operator's side, unless `[web]` says that there is none.
 *
 * @throws {WebError} when it cannot be opened.
 */
export function startWebSide(
  { web }: Config,
  desk: Desk,
  { clock, doors, observe, smtp }: WebSideOptions,
): WebServer | undefined {
  const { verifier, tokens, certificate } = doors;
  if (!web.enabled || tokens === undefined) return undefined;
  const server = startWebServer(desk, {
    listen: web.listen,
    clock,
    ...(web.tls && { certificate }),
    accounts: accountsOf(verifier),
    keys: tokens,
    lengths: { idleMs: web.sessionIdleMs, mostMs: web.sessionMaxMs },
    hideText: web.hideText,
    metrics: web.metrics,
    observe: (event) => observe({ room: "web", event }),
    smtp: smtp[0] && hostPort(smtp[0]),
  });
  if (web.tls) doors.alsoUse((pair) => server.useCertificate(pair));
  return server;
}

/** Users with a role, as the web room asks for them. */
function accountsOf(verifier: Verifier): Accounts {
  return {
    get nobody() {
      return verifier.nobodyMayEnter;
    },
    find(name, address) {
      const user = verifier.find(name, address);
      return user && accountOf(user);
    },
    async login({ user, password }, address) {
      const credentials = { user, password: new Secret(password) };
      const entry = await verifier.enter(credentials, { client: { address } });
      if (entry.kind === "refused") return entry;
      const account = accountOf(entry.user);
      // `enter` lets nobody in without a role.
      return account === undefined
        ? { kind: "refused", why: "wrong", text: "No role" }
        : { kind: "entered", account };
    },
  };
}

function accountOf({ name, role, passwordHash }: User): Account | undefined {
  if (role === undefined) return undefined;
  const hash = createHash("sha256").update(passwordHash.reveal());
  return { name, role, mark: hash.digest("base64") };
}
