import type { WebEvent } from "../web/mod.ts";
import { bugLine, type LogLine, shown } from "./log_line.ts";

/** How loud an event of the operator's side is. */
export function levelOfWeb({ kind }: WebEvent): LogLine["level"] {
  switch (kind) {
    case "loggedIn":
    case "loggedOut":
    case "acted":
      return "info";
    case "turnedAway":
      return "warning";
    case "failed":
      return "error";
    default:
      return kind satisfies never;
  }
}

/** Says who came to the operator's side, and what was done there. */
export function lineOfWeb(event: WebEvent): LogLine {
  if (event.kind === "failed") return bugLine(event.error);
  const { kind, ...properties } = event;
  return {
    level: levelOfWeb(event),
    text: textOf(event),
    properties: { event: kind, ...properties },
  };
}

function textOf(event: Exclude<WebEvent, { readonly kind: "failed" }>): string {
  const { address } = event;
  switch (event.kind) {
    case "loggedIn":
      return `"${shown(event.name)}" (${event.role}) logged in at ${address}`;
    case "loggedOut":
      return `"${shown(event.name)}" logged out at ${address}`;
    case "acted":
      return `${whoOf(event)} at ${address} ${deedOf(event)}`;
    case "turnedAway":
      return `${address} was turned away from ${event.method} ${
        shown(event.path)
      }: ${event.why}`;
    default:
      return event satisfies never;
  }
}

type Acted = Extract<WebEvent, { readonly kind: "acted" }>;

function whoOf({ manner, name }: Acted): string {
  switch (manner) {
    case "local":
      return "The operator";
    case "session":
      return `"${shown(name)}"`;
    case "token":
      return `API token "${shown(name)}"`;
    default:
      return manner satisfies never;
  }
}

/** What was done, in words; what has none yet stays as it was asked for. */
export function deedOf(
  { method, path }: Pick<Acted, "method" | "path">,
): string {
  const [, id = "", what = ""] =
    /^\/api\/v1\/messages\/([^/]+)(?:\/(retry|cancel))?$/.exec(path) ?? [];
  if (what === "retry") return `had ${shown(id)} sent again`;
  if (what === "cancel") return `cancelled ${shown(id)}`;
  if (id !== "") return `sent ${shown(id)}`;
  const [, denied] = /^\/api\/v1\/denied(?:\/([^/]+))?$/.exec(path) ?? [];
  if (denied !== undefined) {
    return `took ${shown(decoded(denied))} off the deny list`;
  }
  return deeds.get(path) ?? `did ${method} ${shown(path)}`;
}

const deeds: ReadonlyMap<string, string> = new Map([
  ["/api/v1/messages", "sent a message"],
  ["/api/v1/breaker/release", "released the breaker"],
  ["/api/v1/denied", "put a number on the deny list"],
  ["/api/v1/reload", "had the config read anew"],
]);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
