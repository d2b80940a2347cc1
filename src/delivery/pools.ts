/** One `[[pool]]`. */
export interface Pool {
  readonly name: string;
  /** By the names of its modems; "auto" stands for those found by themselves that no pool names. */
  readonly weights: ReadonlyMap<string, number>;
  /** Whether a recipient keeps the modem that has sent to it. */
  readonly sticky: boolean;
  /** How long a recipient waits for its modem when that is not usable, milliseconds. */
  readonly stickyWaitMs: number;
  /** How long none of its modems is usable before another pool stands in, milliseconds. */
  readonly failoverAfterMs: number;
  /** Whether a modem that is ahead of its share waits for those that are behind, though they are busy. */
  readonly keepShares: boolean;
}

/** The pools of an appliance. */
export interface PoolOptions {
  readonly pools: readonly Pool[];
  /** The modems that have sections of their own, by name; all others were found by themselves. */
  readonly named: readonly string[];
}

/** The pool that has every modem, with the same share. */
export const everyModem = "*";

/** What the name of a route says. */
export interface Route {
  /** The names of its pools, the first stands before its stand-ins. */
  readonly pools: readonly string[];
  readonly sticky: boolean;
  /** The key of the modem that the recipient keeps. */
  readonly keeper: string | undefined;
}

/** The name of a route: "austria>anywhere", with "@" behind when it is sticky. */
export function routeName(
  pools: readonly string[],
  sticky: boolean,
): string {
  return pools.join(">") + (sticky ? "@" : "");
}

/** Reads what `routeName` has written and what the queue puts behind the "@". */
export function readRoute(name: string): Route {
  const at = name.indexOf("@");
  const chain = at < 0 ? name : name.slice(0, at);
  const keeper = at < 0 ? "" : name.slice(at + 1);
  return {
    pools: chain.split(">"),
    sticky: at >= 0,
    keeper: keeper === "" ? undefined : keeper,
  };
}

/** A route in words: "austria, else germany". */
export function routeText(name: string): string {
  const { pools, keeper } = readRoute(name);
  const words = pools.map((it) => it === everyModem ? "any modem" : it);
  return words.join(", else ") +
    (keeper === undefined ? "" : `, kept by ${keeper}`);
}

/** The share of a modem in a pool; undefined when it is none of its modems. */
export function weightIn(
  pool: Pool,
  modem: string,
  { pools, named }: PoolOptions,
): number | undefined {
  const own = pool.weights.get(modem);
  if (own !== undefined) return own;
  const found = !named.includes(modem) &&
    !pools.some((it) => it.weights.has(modem));
  return found ? pool.weights.get("auto") : undefined;
}

/** The pools that a modem is in, by name. */
export function poolsOf(
  modem: string,
  options: PoolOptions,
): readonly string[] {
  return options.pools
    .filter((pool) => weightIn(pool, modem, options) !== undefined)
    .map(({ name }) => name);
}

/** A modem as routes see it. */
export interface Member {
  readonly name: string;
  /** Its name in the queue. */
  readonly key: string;
  /** Since when it cannot take what is asked about, monotonic milliseconds; undefined while it can. */
  readonly awaySince: number | undefined;
}

/** The modems at a moment. */
export interface Fleet {
  readonly members: readonly Member[];
  /** Monotonic milliseconds. */
  readonly now: number;
  /** From when on modems are missed that are not here, monotonic milliseconds. */
  readonly since: number;
}

/** What routes are judged by. */
export interface Moment {
  readonly fleet: Fleet;
  readonly options: PoolOptions;
}

/** Of a route, the pool by which a modem may serve it now; undefined when it may not. */
export function servingPool(
  route: Route,
  modem: string,
  at: Moment,
): string | undefined {
  const { fleet, options } = at;
  for (const name of route.pools) {
    if (name === everyModem) return name;
    const pool = options.pools.find((it) => it.name === name);
    // One that was taken out of the config stands in nobody's way.
    if (pool === undefined) continue;
    if (weightIn(pool, modem, options) !== undefined) return name;
    const downFor = fleet.now - downSince(pool, at);
    if (!(downFor >= pool.failoverAfterMs)) return undefined;
  }
  return undefined;
}

/** Since when no modem of a pool is usable; Infinity while one is. */
function downSince(pool: Pool, { fleet, options }: Moment): number {
  return fleet.members
    .filter(({ name }) => weightIn(pool, name, options) !== undefined)
    .map(({ awaySince }) => awaySince ?? Infinity)
    .reduce((latest, each) => Math.max(latest, each), fleet.since);
}

/**
 * Whether a recipient's modem is to be waited for. One that is not here may yet be found, where the route has modems that are found by
 * themselves.
 */
export function keeps(route: Route, keeper: string, at: Moment): boolean {
  const { fleet, options } = at;
  const modem = fleet.members.find(({ key }) => key === keeper);
  if (servingPool(route, modem?.name ?? keeper, at) === undefined) return false;
  if (modem !== undefined && modem.awaySince === undefined) return true;
  const pool = options.pools.find(({ name }) => name === route.pools[0]);
  const awayFor = fleet.now - (modem?.awaySince ?? fleet.since);
  return awayFor < (pool?.stickyWaitMs ?? 0);
}
