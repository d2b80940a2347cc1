import assert from "node:assert/strict";
import fc from "fast-check";
import { hashOf, type Route, routeOf } from "./route.ts";
import { stateWords } from "./words.ts";

const states = Object.keys(stateWords) as (keyof typeof stateWords)[];

const filters = fc.record(
  {
    search: fc.string({ unit: "binary" }),
    state: fc.constantFrom(...states),
  },
  { requiredKeys: ["search"], noNullPrototype: true },
);

const routes: fc.Arbitrary<Route> = fc.oneof(
  fc.constantFrom("overview", "modems", "inbox", "log").map((page) => ({
    page: page as "log",
  })),
  fc.record(
    {
      page: fc.constant("messages" as const),
      filter: filters,
      id: fc.string({ minLength: 1, unit: "grapheme" }),
    },
    { requiredKeys: ["page", "filter"], noNullPrototype: true },
  ),
);

Deno.test("every view has an address that leads back to it", () => {
  fc.assert(fc.property(routes, (route) => {
    assert.deepEqual(routeOf(hashOf(route)), { ...route });
  }));
});

Deno.test("addresses are what a person would expect", () => {
  const filter = { search: "pump 3", state: "failed" } as const;
  const rows: readonly (readonly [Route, string])[] = [
    [{ page: "overview" }, "#/"],
    [{ page: "inbox" }, "#/inbox"],
    [{ page: "messages", filter: { search: "" } }, "#/messages"],
    [
      { page: "messages", filter, id: "1M845V5PX3ZG8FBN" },
      "#/messages/1M845V5PX3ZG8FBN?q=pump+3&state=failed",
    ],
  ];
  for (const [route, hash] of rows) assert.equal(hashOf(route), hash);
});

Deno.test("an address of nonsense leads to the overview, and a wrong filter filters nothing", () => {
  for (const hash of ["", "#", "#/", "#/nonsense", "#?", "javascript:1"]) {
    assert.deepEqual(routeOf(hash), { page: "overview" });
  }
  const all = { page: "messages", filter: { search: "" } };
  for (const hash of ["#/messages/%", "#/messages?state=dead"]) {
    assert.deepEqual(routeOf(hash), all);
  }
});
