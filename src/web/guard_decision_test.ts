import assert from "node:assert/strict";
import fc from "fast-check";
import { includesRole, type Role, roles } from "../model/mod.ts";
import { decide, type Facts, type Who } from "./guard_decision.ts";
import { isSafe, neededRole } from "./needed_role.ts";

const plain: Facts = {
  method: "GET",
  path: "/api/v1/deliveries",
  nobody: false,
  client: "elsewhere",
  host: "other",
  proxied: false,
  site: "unknown",
  json: false,
  who: { kind: "stranger", csrf: false },
};
const local: Facts = {
  ...plain,
  nobody: true,
  client: "loopback",
  host: "loopback",
  site: "same",
};
const post = { method: "POST", path: "/api/v1/messages" } as const;

function told(facts: Facts): string {
  const decision = decide(facts);
  return decision.kind === "allow"
    ? `allow ${decision.as}`
    : `${decision.status} ${decision.why}`;
}

function session(role: Role, csrf = true): Who {
  return { kind: "session", role, csrf };
}

Deno.test("where somebody has a role, all others log in", () => {
  const rows: readonly [Partial<Facts>, string][] = [
    [{}, "401 login needed"],
    [{ client: "loopback", host: "loopback" }, "401 login needed"],
    [{ who: session("viewer") }, "allow session"],
    [{ who: session("viewer"), ...post }, "403 role too small"],
    [{ who: session("operator"), ...post }, "allow session"],
    [{ who: session("operator", false), ...post }, "403 no proof"],
    [{ who: session("operator", false) }, "allow session"],
    [{ who: session("admin"), ...post, site: "cross" }, "403 another site"],
    [{ who: session("admin"), site: "cross" }, "403 another site"],
    [{ who: session("admin"), site: "link" }, "allow session"],
    [{ who: session("admin"), proxied: true }, "allow session"],
    [{ who: { kind: "badToken" } }, "401 bad token"],
    [{ who: { kind: "token", role: "viewer" } }, "allow token"],
    [{ who: { kind: "token", role: "viewer" }, ...post }, "403 role too small"],
    [{ who: { kind: "token", role: "operator" }, ...post }, "allow token"],
  ];
  for (const [more, decision] of rows) {
    assert.equal(told({ ...plain, ...more }), decision, JSON.stringify(more));
  }
});

Deno.test("where nobody has a role, this machine's own are let in, and nobody by them", () => {
  const proof: Who = { kind: "stranger", csrf: true };
  const rows: readonly [Partial<Facts>, string][] = [
    [{}, "allow local"],
    [{ site: "unknown" }, "allow local"],
    [{ ...post }, "403 no proof"],
    [{ ...post, json: true }, "403 no proof"],
    [{ ...post, site: "unknown" }, "403 no proof"],
    [{ ...post, site: "unknown", json: true }, "allow local"],
    [{ ...post, who: proof }, "allow local"],
    [{ ...post, who: proof, path: "/api/v1/reload" }, "allow local"],
    [{ ...post, who: proof, site: "cross" }, "403 another site"],
    [{ host: "other" }, "403 another host"],
    [{ client: "elsewhere" }, "403 nobody may enter"],
    [{ client: "elsewhere", host: "loopback" }, "403 nobody may enter"],
    [{ proxied: true }, "403 by proxy"],
    [{ ...post, who: session("admin") }, "403 no proof"],
    [
      { who: { kind: "token", role: "viewer" }, client: "elsewhere" },
      "allow token",
    ],
    [{ who: { kind: "badToken" } }, "401 bad token"],
  ];
  for (const [more, decision] of rows) {
    assert.equal(told({ ...local, ...more }), decision, JSON.stringify(more));
  }
});

Deno.test("each route takes the role that it needs, and any larger one", () => {
  const rows: readonly [string, string, Role][] = [
    ["GET", "/", "viewer"],
    ["HEAD", "/", "viewer"],
    ["GET", "/assets/app.js", "viewer"],
    ...[
      ..."session deliveries modems inbox stats status alarms log breaker events"
        .split(" "),
      "messages/01AB",
      "denied",
      "openapi.json",
    ].map((
      path,
    ): [string, string, Role] => ["GET", `/api/v1/${path}`, "viewer"]),
    ["POST", "/logout", "viewer"],
    ["POST", "/api/v1/messages", "operator"],
    ["POST", "/api/v1/messages/01AB/retry", "operator"],
    ["POST", "/api/v1/messages/01AB/cancel", "operator"],
    ["POST", "/api/v1/breaker/release", "operator"],
    ["POST", "/api/v1/denied", "operator"],
    ["DELETE", "/api/v1/denied/+46701234567", "operator"],
    ["POST", "/api/v1/reload", "admin"],
    ["POST", "/api/v1/messages/01AB/retry/x", "admin"],
    ["POST", "/api/v1/anything-new", "admin"],
    ["PUT", "/", "admin"],
  ];
  for (const [method, path, needed] of rows) {
    assert.equal(neededRole(method, path), needed, `${method} ${path}`);
    for (const role of roles) {
      const facts = { ...plain, method, path, who: session(role) };
      const allowed = decide(facts).kind === "allow";
      assert.equal(allowed, includesRole(role, needed), `${role} ${path}`);
    }
  }
});

const anyFacts: fc.Arbitrary<Facts> = fc.record({
  method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"),
  path: fc.constantFrom("/", "/api/v1/messages", "/api/v1/reload", "/logout"),
  nobody: fc.boolean(),
  client: fc.constantFrom("loopback", "elsewhere"),
  host: fc.constantFrom("loopback", "other"),
  proxied: fc.boolean(),
  site: fc.constantFrom("same", "link", "cross", "unknown"),
  json: fc.boolean(),
  who: fc.oneof(
    fc.record({ kind: fc.constant("stranger" as const), csrf: fc.boolean() }),
    fc.record({
      kind: fc.constant("session" as const),
      role: fc.constantFrom(...roles),
      csrf: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("token" as const),
      role: fc.constantFrom(...roles),
    }),
    fc.constant({ kind: "badToken" as const }),
  ),
});

Deno.test("laws: nothing is changed without a proof or a token, nor by another site; nobody from elsewhere gets in unknown", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const decision = decide(facts);
      if (decision.kind !== "allow") return;
      const { who, method, site, nobody, client, host, proxied } = facts;
      assert.notEqual(who.kind, "badToken");
      if (who.kind !== "token") {
        assert.notEqual(site, "cross");
        const program = nobody && site === "unknown" && facts.json;
        assert.ok(
          isSafe(method) || program || (who.kind !== "badToken" && who.csrf),
        );
      }
      if (decision.as !== "local") return;
      assert.ok(nobody && client === "loopback" && host === "loopback");
      assert.ok(!proxied);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("law: a larger role is never denied what a smaller one may do", () => {
  fc.assert(fc.property(anyFacts, (facts) => {
    const { who } = facts;
    if (who.kind !== "session" && who.kind !== "token") return;
    if (decide(facts).kind !== "allow") return;
    for (const role of roles.slice(roles.indexOf(who.role))) {
      assert.equal(decide({ ...facts, who: { ...who, role } }).kind, "allow");
    }
  }));
});
