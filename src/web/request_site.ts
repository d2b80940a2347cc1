/** From where a browser was made to send a request. */
export type RequestSite =
  /** A page of ours, or the person at the browser. */
  | "same"
  /** A link somewhere else, which opens a page of ours. */
  | "link"
  /** A page of somebody else. */
  | "cross"
  /** No browser that tells. */
  | "unknown";

/** What a browser says of it, in its headers. */
export interface SiteHeaders {
  readonly method: string;
  readonly host: string;
  readonly origin: string | undefined;
  readonly secFetchSite: string | undefined;
  readonly secFetchMode: string | undefined;
}

/**
 * Reads it from Sec-Fetch-Site (W3C Fetch Metadata §2.2), which browsers send over HTTPS and to loopback, and from Origin (RFC 6454
 * §7), which they send with whatever changes something. Another port of this machine is another site's business, so "same-site" is
 * no more than "cross-site". The scheme of an Origin does not count: one that ends TLS in front of us keeps the host only.
 */
export function siteOf(headers: SiteHeaders): RequestSite {
  const { origin, host, secFetchSite, secFetchMode, method } = headers;
  if (origin !== undefined && !isOurs(origin, host)) return "cross";
  switch (secFetchSite) {
    case undefined:
      return origin === undefined ? "unknown" : "same";
    case "same-origin":
    case "none":
      return "same";
    default:
      return method === "GET" && secFetchMode === "navigate" ? "link" : "cross";
  }
}

function isOurs(origin: string, host: string): boolean {
  const [, ofOrigin] = /^https?:\/\/([^/]+)$/.exec(origin) ?? [];
  return ofOrigin !== undefined &&
    ofOrigin.toLowerCase() === host.toLowerCase();
}

/** Reads them from a request. Over HTTP/2 it has no Host, but an authority (RFC 9113 §8.3.1), which is in its URL. */
export function siteHeadersOf({ method, headers, url }: Request): SiteHeaders {
  const header = (name: string) => headers.get(name) ?? undefined;
  return {
    method,
    host: header("host") ?? new URL(url).host,
    origin: header("origin"),
    secFetchSite: header("sec-fetch-site"),
    secFetchMode: header("sec-fetch-mode"),
  };
}
