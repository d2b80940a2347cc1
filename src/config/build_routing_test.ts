import assert from "node:assert/strict";
import { buildConfig } from "./build.ts";
import { validate } from "./validate.ts";

function configOf(text: string) {
  const result = validate(text, {});
  assert.ok(result.kind === "ok", Deno.inspect(result));
  return buildConfig(result.document, (path) => path);
}

const text = `
[[modem]]
name = "Roof"
port = "sim:"
[[modem]]
port = "sim:"
[[modem]]
port = "auto"
[groups]
oncall = ["+46701234567"]
[[pool]]
name = "Austria"
modems = { roof = 3, modem2 = 0.5 }
sticky = true
[[pool]]
name = "rest"
modems = ["AUTO", "ec25-643809"]
failover_after = "0s"
[[route]]
prefix = "0043 664"
country = "at"
group = "OnCall"
pool = "austria"
failover = ["REST", "*"]
[[route]]
priority = ["bulk"]
refuse = true
`;

Deno.test("buildConfig() names modems, pools and groups as their sections have them", () => {
  const { pools, routes } = configOf(text);
  assert.deepEqual(pools, [
    {
      name: "Austria",
      weights: new Map([["Roof", 3], ["modem2", 0.5]]),
      failoverAfterMs: 60_000,
      sticky: true,
      stickyWaitMs: 120_000,
      keepShares: false,
    },
    {
      name: "rest",
      weights: new Map([["auto", 1], ["ec25-643809", 1]]),
      failoverAfterMs: 0,
      sticky: false,
      stickyWaitMs: 120_000,
      keepShares: false,
    },
  ]);
  const none = { senders: [], users: [] };
  assert.deepEqual(routes, [
    {
      prefixes: ["+43664"],
      countries: ["AT"],
      groups: ["oncall"],
      priorities: [],
      pools: ["Austria", "rest", "*"],
      ...none,
    },
    {
      prefixes: [],
      countries: [],
      groups: [],
      priorities: ["bulk"],
      pools: [],
      ...none,
    },
  ]);
});

Deno.test("--modem puts the pools and routes of the file aside", () => {
  const result = validate(text, { modems: ["sim:"] });
  assert.ok(result.kind === "ok");
  assert.deepEqual([result.document.pool, result.document.route], [[], []]);
});
