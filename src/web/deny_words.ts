import type { DenyReason } from "./guard_decision.ts";

/** What somebody is told who is turned away: what, and what to do. */
export function denyText(why: DenyReason, host: string): string {
  switch (why) {
    case "bad token":
      return "This API token is not known: make one with cellpost token add NAME --role operator";
    case "another site":
      return "This request was sent by a page of another site, which may not command cellpost: open cellpost's own address";
    case "another host":
      return `${
        JSON.stringify(host)
      } is no name of this machine alone: open http://127.0.0.1 with cellpost's port, or let users log in: cellpost user add NAME --role admin`;
    case "by proxy":
      return "A proxy asks for somebody else, and nobody need log in here yet: cellpost user add NAME --role admin";
    case "nobody may enter":
      return "Nobody may enter from another machine before a user has a role: cellpost user add NAME --role admin";
    case "login needed":
      return "A login is needed: log in at /login, or send an API token as Authorization: Bearer";
    case "no proof":
      return "The header X-CSRF-Token is missing or old: take it from /api/v1/session, or load the page anew";
    case "role too small":
      return "Your role may not do this: an admin can give you another one by cellpost user add NAME --role";
    default:
      return why satisfies never;
  }
}
