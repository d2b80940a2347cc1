import type { PoolConfig, RouteConfig } from "./config.ts";
import { modemNames } from "./routing_rules.ts";
import type { Document } from "./schema.ts";

/** Makes the pools; names of modems are written as their sections have them. */
export function buildPools(document: Document): readonly PoolConfig[] {
  const nameOf = asWritten([...modemNames(document.modem), "auto"]);
  return document.pool.map((pool) => ({
    name: pool.name,
    weights: new Map(
      pool.modems.map(([name, weight]) => [nameOf(name), weight]),
    ),
    failoverAfterMs: pool.failover_after,
    sticky: pool.sticky,
    stickyWaitMs: pool.sticky_wait,
    keepShares: pool.keep_shares,
  }));
}

/** Makes the routes; names of pools are written as their sections have them. */
export function buildRoutes({ pool, route }: Document): readonly RouteConfig[] {
  const nameOf = asWritten(pool.map(({ name }) => name));
  return route.map((it) => ({
    prefixes: it.prefix ?? [],
    countries: it.country ?? [],
    senders: it.sender ?? [],
    users: it.user ?? [],
    groups: it.group ?? [],
    priorities: it.priority ?? [],
    pools: it.pool === undefined
      ? []
      : [it.pool, ...it.failover ?? []].map(nameOf),
  }));
}

function asWritten(names: readonly string[]): (name: string) => string {
  const byKey = new Map(names.map((name) => [name.toLowerCase(), name]));
  return (name) => byKey.get(name.toLowerCase()) ?? name;
}
