import { includesRole, type Role } from "../model/mod.ts";
import { isSafe, neededRole } from "./needed_role.ts";
import type { RequestSite } from "./request_site.ts";

/** Whom a request shows to be there. */
export type Who =
  /** `csrf`: whether it bears the proof for the door that is open to this machine. */
  | { readonly kind: "stranger"; readonly csrf: boolean }
  /** `csrf`: whether it bears its session's. */
  | { readonly kind: "session"; readonly role: Role; readonly csrf: boolean }
  | { readonly kind: "token"; readonly role: Role }
  /** It has a token that nobody has. */
  | { readonly kind: "badToken" };

/** All that the guard goes by. */
export interface Facts {
  readonly method: string;
  readonly path: string;
  /** Whether nobody can log in, since nobody has a role. */
  readonly nobody: boolean;
  /** Where the connection comes from. */
  readonly client: "loopback" | "elsewhere";
  /** By what name the browser has come here. */
  readonly host: "loopback" | "other";
  /** Whether it says that it speaks for somebody else. */
  readonly proxied: boolean;
  readonly site: RequestSite;
  /** Whether its body is said to be JSON, which no page may send elsewhere unasked (Fetch §2.2.2, CORS-safelisted Content-Type). */
  readonly json: boolean;
  readonly who: Who;
}

/** Why somebody is turned away. */
export type DenyReason =
  | "bad token"
  | "another site"
  | "another host"
  | "by proxy"
  | "nobody may enter"
  | "login needed"
  | "no proof"
  | "role too small";

/** What becomes of a request. */
export type Decision =
  /** `local`: as this machine's own, who need not log in. */
  | { readonly kind: "allow"; readonly as: "local" | "session" | "token" }
  | {
    readonly kind: "deny";
    readonly status: 401 | 403;
    readonly why: DenyReason;
  };

/** Decides on one request. */
export function decide(facts: Facts): Decision {
  const { who, site } = facts;
  // No browser sends a token by itself, so that it proves more than any header about sites.
  if (who.kind === "badToken") return deny(401, "bad token");
  if (who.kind === "token") return byRole(facts, who.role, "token");
  if (site === "cross") return deny(403, "another site");
  if (facts.nobody) return atOpenDoor(facts, who);
  if (who.kind === "stranger") return deny(401, "login needed");
  return proven(facts, who.csrf) ?? byRole(facts, who.role, "session");
}

/**
 * Nobody has a role: this machine's own are let in, and nobody whom one of them may be made to speak for. A page from elsewhere whose
 * name was pointed here (DNS rebinding) comes by that name.
 */
function atOpenDoor(
  facts: Facts,
  who: Extract<Who, { kind: "stranger" | "session" }>,
): Decision {
  if (facts.client !== "loopback") return deny(403, "nobody may enter");
  if (facts.proxied) return deny(403, "by proxy");
  if (facts.host !== "loopback") return deny(403, "another host");
  const csrf = who.kind === "stranger" && (who.csrf || isProgram(facts));
  return proven(facts, csrf) ?? byRole(facts, "admin", "local");
}

/**
 * Where no login is, a program such as `curl` needs no proof: every browser names the Origin of what changes something, and even one
 * that did not would have asked before it sent JSON to another site.
 */
function isProgram({ site, json }: Facts): boolean {
  return site === "unknown" && json;
}

function proven({ method }: Facts, csrf: boolean): Decision | undefined {
  return isSafe(method) || csrf ? undefined : deny(403, "no proof");
}

function byRole(
  { method, path }: Facts,
  role: Role,
  as: Extract<Decision, { kind: "allow" }>["as"],
): Decision {
  return includesRole(role, neededRole(method, path))
    ? { kind: "allow", as }
    : deny(403, "role too small");
}

function deny(status: 401 | 403, why: DenyReason): Decision {
  return { kind: "deny", status, why };
}
