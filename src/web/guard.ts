import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { clientNetwork } from "../model/mod.ts";
import { problemResponse } from "./api/problem.ts";
import { type Access, openDoor } from "./access.ts";
import { denyText } from "./deny_words.ts";
import type { Manner } from "./event.ts";
import { decide, type DenyReason, type Who } from "./guard_decision.ts";
import { isSafe } from "./needed_role.ts";
import { type RequestSite, siteHeadersOf, siteOf } from "./request_site.ts";
import type { ServedEnv } from "./served.ts";
import { SeldomTold } from "./seldom_told.ts";
import type { Viewer } from "./viewer.ts";
import { isLoopbackHost } from "./web_address.ts";

/** Lets in whoever may do what is asked, sets the viewer, and tells what was done. */
export function guard(access: Access): MiddlewareHandler<ServedEnv> {
  const told = new SeldomTold(access.clock);
  return async (context, next) => {
    const { method, path } = context.req;
    const address = context.env.client;
    const visitor = visitorOf(context, access);
    const facts = factsOf(context);
    const decision = decide({
      ...facts,
      method,
      path,
      nobody: access.accounts.nobody,
      who: visitor.who,
    });
    if (decision.kind === "deny") {
      const { why } = decision;
      if (isHarm(why) && told.now(`${clientNetwork(address).text} ${why}`)) {
        access.observe({ kind: "turnedAway", address, why, method, path });
      }
      return denied(context, { ...decision, site: facts.site });
    }
    const viewer = viewerOf(decision.as, visitor, access);
    context.set("viewer", viewer);
    context.env.viewer = viewer;
    context.env.isOver = () => visitor.isOver(decision.as);
    await next();
    tell(context, access, { manner: decision.as, name: viewer.name });
  };
}

/** Whoever asks, with its name, and how to know later that it may no longer. */
interface Visitor {
  readonly who: Who;
  readonly name: string;
  readonly isOver: (manner: Manner) => boolean;
}

function visitorOf(context: Context<ServedEnv>, access: Access): Visitor {
  const { accounts, keys, sessions, csrf, cookies } = access;
  const address = context.env.client;
  const proof = context.req.header("x-csrf-token");
  const [, bearer] = /^Bearer +(\S+) *$/i
    .exec(context.req.header("authorization") ?? "") ?? [];
  if (bearer !== undefined) {
    const key = keys.find(bearer);
    return key === undefined
      ? { who: { kind: "badToken" }, name: "", isOver: () => true }
      : {
        who: { kind: "token", role: key.role },
        name: key.name,
        isOver: () => keys.find(bearer)?.role !== key.role,
      };
  }
  const id = getCookie(context, cookies.session) ?? "";
  const session = id === "" ? undefined : sessions.use(id, address);
  return session === undefined
    ? {
      who: { kind: "stranger", csrf: csrf.proves(proof, openDoor) },
      name: "",
      isOver: () => !accounts.nobody,
    }
    : {
      who: {
        kind: "session",
        role: session.role,
        csrf: csrf.proves(proof, id),
      },
      name: session.name,
      isOver: () => !sessions.goesOn(id, address),
    };
}

function factsOf(context: Context<ServedEnv>) {
  const { req, env } = context;
  const headers = siteHeadersOf(req.raw);
  return {
    client: clientNetwork(env.client).loopback ? "loopback" : "elsewhere",
    host: isLoopbackHost(hostnameOf(headers.host)) ? "loopback" : "other",
    // RFC 7239, and what was there before it.
    proxied: ["forwarded", "x-forwarded-for", "x-real-ip", "via"]
      .some((it) => req.header(it) !== undefined),
    site: siteOf(headers),
    json: /^application\/json\s*(?:;|$)/i
      .test(req.header("content-type") ?? ""),
  } as const;
}

/** The name in a Host header (RFC 9110 §7.2), without port and brackets. */
function hostnameOf(host: string): string {
  const [, bracketed, plain = ""] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host) ?? [];
  return bracketed ?? plain;
}

function viewerOf(
  manner: Manner,
  { who, name }: Visitor,
  { hideText }: Access,
): Viewer {
  const role = who.kind === "session" || who.kind === "token"
    ? who.role
    : "admin"; // of this machine's own: `decide` lets nobody else in without a role
  return {
    name: manner === "local" ? "" : name,
    role,
    readsText: !hideText || role !== "viewer",
  };
}

function isHarm(why: DenyReason): boolean {
  return why !== "login needed" && why !== "role too small" &&
    why !== "no proof";
}

/** The login page sends those on who are logged in. */
const throughOurPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=/login">
<title>cellpost</title>
<a href="/login">Go on to cellpost</a>
</html>
`;

function denied(
  context: Context<ServedEnv>,
  { status, why, site }: {
    readonly status: 401 | 403;
    readonly why: DenyReason;
    readonly site: RequestSite;
  },
): Response | Promise<Response> {
  const { req } = context;
  const text = denyText(why, siteHeadersOf(req.raw).host);
  if (req.path.startsWith("/api/")) {
    return problemResponse({ status, detail: text }, {
      instance: req.path,
      headers: status === 401 ? { "www-authenticate": "Bearer" } : {},
    });
  }
  if (why !== "login needed" || !isSafe(req.method)) {
    return context.text(`${text}\n`, status);
  }
  // By a link from elsewhere a browser sends no strict cookie, so that nobody is known; from a page of ours it does.
  return site === "link"
    ? context.html(throughOurPage)
    : context.redirect("/login", 303);
}

/** One line for each thing that was done. */
function tell(
  context: Context<ServedEnv>,
  { observe }: Access,
  by: { readonly manner: Manner; readonly name: string },
): void {
  const { req, res, env } = context;
  // A logout has a line of its own.
  if (isSafe(req.method) || res.status >= 400 || req.path === "/logout") return;
  observe({
    kind: "acted",
    ...by,
    address: env.client,
    method: req.method,
    path: res.headers.get("location") ?? req.path,
  });
}
