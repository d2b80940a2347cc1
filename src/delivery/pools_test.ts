import assert from "node:assert/strict";
import fc from "fast-check";
import {
  everyModem,
  keeps,
  type Member,
  type Moment,
  type Pool,
  poolsOf,
  readRoute,
  routeName,
  routeText,
  servingPool,
} from "./pools.ts";

const minute = 60_000;

function pool(
  name: string,
  modems: readonly string[],
  rest: Partial<Pool> = {},
): Pool {
  return {
    name,
    weights: new Map(modems.map((it) => [it, 1])),
    sticky: false,
    stickyWaitMs: 2 * minute,
    failoverAfterMs: minute,
    keepShares: false,
    ...rest,
  };
}

const options = {
  pools: [pool("at", ["a1", "a2"]), pool("de", ["d"]), pool("found", ["auto"])],
  named: ["a1", "a2", "d", "lone"],
};

/** Modems with how long they have been away, in minutes; what is not named is there. */
function moment(away: Readonly<Record<string, number>>, now = 100): Moment {
  const names = ["a1", "a2", "d", "lone", "ec25-643809"];
  const members = names.map((name): Member => ({
    name,
    key: name,
    awaySince: away[name] === undefined
      ? undefined
      : (now - away[name]) * minute,
  }));
  return { fleet: { members, now: now * minute, since: 0 }, options };
}

Deno.test("routes are written and read", () => {
  const name = routeName(["at", "de", everyModem], true);
  assert.equal(name, "at>de>*@");
  assert.deepEqual(readRoute(`${name}roof (simulated)`), {
    pools: ["at", "de", "*"],
    sticky: true,
    keeper: "roof (simulated)",
  });
  assert.deepEqual(readRoute(name).keeper, undefined);
  assert.equal(
    routeText(`${name}roof`),
    "at, else de, else any modem, kept by roof",
  );
});

Deno.test("poolsOf() counts found modems to auto, unless a pool names them", () => {
  assert.deepEqual(poolsOf("a1", options), ["at"]);
  assert.deepEqual(poolsOf("lone", options), []);
  assert.deepEqual(poolsOf("ec25-643809", options), ["found"]);
  const pools = [...options.pools, pool("own", ["ec25-643809"])];
  assert.deepEqual(poolsOf("ec25-643809", { ...options, pools }), ["own"]);
});

Deno.test("servingPool() lets a pool stand in when no modem of those before it was usable for a while", () => {
  const rows = [
    ["at>de", "a1", {}, "at"],
    ["at>de", "d", {}, undefined],
    ["at>de", "lone", {}, undefined],
    ["at>de", "d", { a1: 5 }, undefined],
    ["at>de", "d", { a1: 5, a2: 0.5 }, undefined],
    ["at>de", "d", { a1: 5, a2: 1 }, "de"],
    ["at>*", "lone", { a1: 5, a2: 1 }, "*"],
    ["at>de>*", "lone", { a1: 5, a2: 5 }, undefined],
    ["at>de>*", "lone", { a1: 5, a2: 5, d: 1 }, "*"],
    ["gone>de", "d", {}, "de"],
    ["gone", "d", {}, undefined],
    ["*", "lone", {}, "*"],
  ] as const;
  for (const [name, modem, away, expected] of rows) {
    const found = servingPool(readRoute(name), modem, moment(away));
    assert.equal(found, expected, `${name} by ${modem}`);
  }
});

Deno.test("servingPool() misses modems that were never seen from the start on", () => {
  const pools = [pool("later", ["auto"]), pool("de", ["d"])];
  const members = [{ name: "d", key: "d", awaySince: undefined }];
  const at = (now: number) => ({
    fleet: { members, now, since: 0 },
    options: { pools, named: ["d"] },
  });
  const route = readRoute("later>de");
  assert.equal(servingPool(route, "d", at(minute - 1)), undefined);
  assert.equal(servingPool(route, "d", at(minute)), "de");
});

Deno.test("keeps() waits for a modem that may serve the route, as long as sticky_wait", () => {
  const rows = [
    ["at@", "a1", {}, true],
    ["at@", "a1", { a1: 1.9 }, true],
    ["at@", "a1", { a1: 2 }, false],
    ["at@", "d", {}, false],
    ["at@", "unknown", {}, false],
    ["at>de@", "d", { a1: 3, a2: 3 }, true],
    ["at>de@", "d", { a1: 3 }, false],
  ] as const;
  for (const [name, keeper, away, expected] of rows) {
    const kept = keeps(readRoute(name), keeper, moment(away));
    assert.equal(kept, expected, `${name} by ${keeper}`);
  }
});

Deno.test("keeps() waits for a modem that may yet be found", () => {
  const route = readRoute("found@");
  assert.equal(keeps(route, "mc55-1", moment({}, 1)), true);
  assert.equal(keeps(route, "mc55-1", moment({}, 2)), false);
});

const names = ["a1", "a2", "d", "lone"] as const;

Deno.test("of a route that any modem may serve in the end, some usable modem may serve, or will within the waits", () => {
  fc.assert(fc.property(
    fc.subarray(["at", "de"]),
    fc.subarray([...names]),
    (chain, away) => {
      const route = readRoute([...chain, "*"].join(">"));
      // Long enough for two pools to be given up, one after the other.
      const at = moment(Object.fromEntries(away.map((it) => [it, 10])));
      const able = names.filter((it) =>
        !away.includes(it) && servingPool(route, it, at) !== undefined
      );
      assert.ok(able.length > 0 || away.length === names.length);
    },
  ));
});
