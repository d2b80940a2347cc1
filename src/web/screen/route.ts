import { type DeliveryState, isDeliveryState } from "./words.ts";

/** The list of messages: which are in it. */
export interface ListFilter {
  /** As typed into the search box. */
  readonly search: string;
  /** Absent: all. */
  readonly state?: DeliveryState | undefined;
}

/** What of the screen is to be seen; all of it stands in the address, so that it can be sent to a colleague. */
export type Route =
  | { readonly page: "overview" }
  | {
    readonly page: "messages";
    readonly filter: ListFilter;
    /** The message that lies open. */
    readonly id?: string | undefined;
  }
  | { readonly page: "modems" }
  | { readonly page: "inbox" }
  | { readonly page: "log" };

/** The name of a page. */
export type Page = Route["page"];

/** Pages in the order of their tabs. */
export const pages: readonly Page[] = [
  "overview",
  "messages",
  "inbox",
  "modems",
  "log",
];

/** No filter at all. */
export const everything: ListFilter = { search: "" };

/** The route of a page as it is first seen. */
export function pageRoute(page: Page): Route {
  return page === "messages" ? { page, filter: everything } : { page };
}

/** The part of the address behind the page's own: "#/messages/1M845V5PX3ZG8FBN?state=failed". */
export function hashOf(route: Route): string {
  if (route.page === "overview") return "#/";
  if (route.page !== "messages") return `#/${route.page}`;
  const { filter, id } = route;
  const query = new URLSearchParams();
  if (filter.search !== "") query.set("q", filter.search);
  if (filter.state !== undefined) query.set("state", filter.state);
  const path = id === undefined ? "" : `/${encodeURIComponent(id)}`;
  const asked = query.size === 0 ? "" : `?${query}`;
  return `#/messages${path}${asked}`;
}

/** Reads it; whatever is no route is the overview. */
export function routeOf(hash: string): Route {
  const [path = "", asked = ""] = hash.replace(/^#/, "").split("?", 2);
  const [, page = "", ...rest] = path.split("/");
  switch (page) {
    case "messages":
      return messagesRoute(rest.join("/"), new URLSearchParams(asked));
    case "modems":
    case "inbox":
    case "log":
      return { page };
    default:
      return { page: "overview" };
  }
}

function messagesRoute(encoded: string, query: URLSearchParams): Route {
  const state = query.get("state") ?? "";
  const filter = {
    search: query.get("q") ?? "",
    ...(isDeliveryState(state) ? { state } : {}),
  };
  const id = decoded(encoded);
  return { page: "messages", filter, ...(id === "" ? {} : { id }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
