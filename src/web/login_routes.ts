import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { type Access, openDoor } from "./access.ts";
import type { LoginOutcome } from "./accounts.ts";
import { boundedBody } from "./body.ts";
import { denyText } from "./deny_words.ts";
import { loginPage, loginStyle } from "./login_page.ts";
import { siteHeadersOf, siteOf } from "./request_site.ts";
import type { ServedEnv } from "./served.ts";

/** A name and a password, in a form. */
const longestForm = 8_192;
/** How long a form may take to come, milliseconds. */
const formDeadlineMs = 10_000;
/** How long a login form can be sent after it was shown, seconds. */
const formAgeS = 3_600;

/** What is in front of the guard: the page on which users log in. */
export function loginRoutes(access: Access): Hono<ServedEnv> {
  const { clock } = access;
  const routes = new Hono<ServedEnv>();
  routes.get("/login.css", (context) =>
    context.body(loginStyle, 200, {
      "content-type": "text/css; charset=utf-8",
      "cache-control": "no-cache",
    }));
  routes.get("/login", (context) => {
    const id = getCookie(context, access.cookies.session) ?? "";
    const isIn = access.accounts.nobody ||
      access.sessions.goesOn(id, context.env.client);
    return isIn ? context.redirect("/", 303) : showForm(context, access);
  });
  const bounded = boundedBody({
    clock,
    most: longestForm,
    deadlineMs: formDeadlineMs,
  });
  routes.post("/login", bounded, (context) => logIn(context, access));
  return routes;
}

/** What is behind the guard: who one is, and the way out. */
export function sessionRoutes(access: Access): Hono<ServedEnv> {
  const { csrf, cookies, sessions, observe, smtp } = access;
  const routes = new Hono<ServedEnv>();
  routes.get("/api/v1/session", (context) => {
    const { name, role, readsText } = context.get("viewer");
    const login = !access.accounts.nobody;
    const id = getCookie(context, cookies.session) ?? "";
    const proof = csrf.tokenOf(login ? id : openDoor);
    return context.json({
      ...{ name, role, readsText, csrf: proof, login },
      ...(smtp === undefined ? {} : { smtp }),
    });
  });
  routes.post("/logout", (context) => {
    const id = getCookie(context, cookies.session);
    if (id !== undefined) {
      sessions.end(id);
      deleteCookie(context, cookies.session, {
        path: "/",
        secure: access.secure,
      });
      const { name } = context.get("viewer");
      observe({ kind: "loggedOut", name, address: context.env.client });
    }
    return context.body(null, 204);
  });
  return routes;
}

async function logIn(
  context: Context<ServedEnv>,
  access: Access,
): Promise<Response> {
  const { req, env } = context;
  if (siteOf(siteHeadersOf(req.raw)) === "cross") {
    return context.text(`${denyText("another site", "")}\n`, 403);
  }
  if (access.accounts.nobody) return context.redirect("/", 303);
  const form = await readForm(req.raw);
  // Else another site could log its own user in here, and see what is typed afterwards.
  const secret = getCookie(context, access.cookies.form) ?? "";
  if (secret === "" || !access.csrf.proves(form.csrf, formSecret(secret))) {
    const failure = "The form was too old, or cookies are off: try again";
    return showForm(context, access, { status: 403, failure });
  }
  const outcome = await access.accounts.login(form, env.client);
  return outcome.kind === "entered"
    ? enter(context, access, outcome)
    : refuse(context, access, outcome);
}

async function readForm(request: Request) {
  const fields = new URLSearchParams(await request.text());
  return {
    user: fields.get("user") ?? "",
    password: fields.get("password") ?? "",
    csrf: fields.get("csrf") ?? "",
  };
}

function enter(
  context: Context<ServedEnv>,
  access: Access,
  { account }: Extract<LoginOutcome, { kind: "entered" }>,
): Response {
  const { sessions, cookies, observe } = access;
  const { name, role } = account;
  // The id changes at each login, so that nobody can have planted it.
  const before = getCookie(context, cookies.session);
  if (before !== undefined) sessions.end(before);
  const { secure } = access;
  deleteCookie(context, cookies.form, { path: "/", secure });
  setCookie(context, cookies.session, sessions.open(account), {
    path: "/",
    httpOnly: true,
    sameSite: "Strict",
    secure,
  });
  observe({ kind: "loggedIn", name, role, address: context.env.client });
  return context.redirect("/", 303);
}

function refuse(
  context: Context<ServedEnv>,
  access: Access,
  { why, text }: Extract<LoginOutcome, { kind: "refused" }>,
): Response | Promise<Response> {
  switch (why) {
    case "wrong":
      return showForm(context, access, { status: 401, failure: text });
    case "lockedOut":
      context.header("retry-after", "900");
      return showForm(context, access, { status: 429, failure: text });
    case "busy":
      context.header("retry-after", "10");
      return showForm(context, access, { status: 503, failure: text });
    default:
      return why satisfies never;
  }
}

function showForm(
  context: Context<ServedEnv>,
  { csrf, cookies, secure }: Access,
  { status = 200, failure }: {
    readonly status?: 200 | 401 | 403 | 429 | 503;
    readonly failure?: string;
  } = {},
): Response | Promise<Response> {
  // The same one for all tabs, or only the last form shown could be sent.
  const before = getCookie(context, cookies.form) ?? "";
  const secret = /^[\w-]{43}$/.test(before)
    ? before
    : randomBytes(32).toString("base64url");
  setCookie(context, cookies.form, secret, {
    path: "/",
    httpOnly: true,
    sameSite: "Strict",
    secure,
    maxAge: formAgeS,
  });
  const proof = csrf.tokenOf(formSecret(secret));
  return context.html(loginPage({ csrf: proof, failure }), status);
}

/** Kept apart from sessions: the proof of a form must open nothing else. */
function formSecret(secret: string): string {
  return `login form ${secret}`;
}
