import assert from "node:assert/strict";
import { type RequestSite, siteOf } from "./request_site.ts";

const host = "127.0.0.1:8525";
const ours = `http://${host}`;

Deno.test("siteOf() tells our pages from others, by whatever the browser says", () => {
  const rows: readonly [Partial<Parameters<typeof siteOf>[0]>, RequestSite][] =
    [
      [{}, "unknown"],
      [{ origin: ours }, "same"],
      [{ origin: `https://${host}` }, "same"],
      [{ origin: ours.toUpperCase().replace("HTTP", "http") }, "same"],
      [{ origin: "null" }, "cross"],
      [{ origin: "" }, "cross"],
      [{ origin: "http://127.0.0.1:3000" }, "cross"],
      [{ origin: "http://127.0.0.1" }, "cross"],
      [{ origin: "https://evil.example" }, "cross"],
      [{ origin: `http://${host}.evil.example` }, "cross"],
      [{ origin: `http://evil.example/${host}` }, "cross"],
      [{ origin: `file://${host}` }, "cross"],
      [{ secFetchSite: "same-origin" }, "same"],
      [{ secFetchSite: "none", secFetchMode: "navigate" }, "same"],
      [{ secFetchSite: "same-site" }, "cross"],
      [{ secFetchSite: "cross-site" }, "cross"],
      [{ secFetchSite: "something new" }, "cross"],
      [{ secFetchSite: "cross-site", secFetchMode: "navigate" }, "link"],
      [
        {
          method: "POST",
          secFetchSite: "cross-site",
          secFetchMode: "navigate",
        },
        "cross",
      ],
      [
        { secFetchSite: "same-origin", origin: "https://evil.example" },
        "cross",
      ],
    ];
  for (const [more, site] of rows) {
    const headers = {
      method: "GET",
      host,
      origin: undefined,
      secFetchSite: undefined,
      secFetchMode: undefined,
      ...more,
    };
    assert.equal(siteOf(headers), site, JSON.stringify(more));
  }
});
