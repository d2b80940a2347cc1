import type { Config, RouteConfig } from "../config/mod.ts";
import type { ModemView } from "../desk/mod.ts";
import {
  everyModem,
  type PoolOptions,
  poolsOf,
  routeName,
  type RouterOptions,
  type RouteRule,
  type RoutingOptions,
} from "../delivery/mod.ts";
import { countryOf } from "../mail/mod.ts";
import { autoPort } from "../modem/mod.ts";
import { standsFor } from "../policy/mod.ts";

/** The config's pools and routes in the words of the delivery room. */
export function routingOf(config: Config): RoutingOptions {
  return {
    pools: config.pools,
    named: config.modems.filter(({ port }) => port !== autoPort)
      .map(({ name }) => name),
    router: routerOf(config),
  };
}

/** Tells of each modem which pools it is in; of the ports that are none's nothing. */
export function withPools(
  options: PoolOptions | undefined,
  views: readonly ModemView[],
): readonly ModemView[] {
  if (options === undefined || options.pools.length === 0) return views;
  return views.map((view) =>
    view.name === "" ? view : { ...view, pools: poolsOf(view.name, options) }
  );
}

/** The config's routes. */
export function routerOf(config: Config): RouterOptions {
  const rules = config.routes.map((it) => ruleOf(it, config));
  return { rules, countryOf, standsFor };
}

function ruleOf(
  { pools, ...rule }: RouteConfig,
  config: Config,
): RouteRule {
  const [first] = pools;
  if (first === undefined) return { ...rule, to: undefined };
  if (first === everyModem) return { ...rule, to: everyModem };
  const sticky = config.pools.some(({ name, sticky }) =>
    name === first && sticky
  );
  return { ...rule, to: routeName(pools, sticky) };
}
