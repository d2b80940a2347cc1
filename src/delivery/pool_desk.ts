import type { Clock } from "../model/mod.ts";
import type { SmsSender } from "../modem/mod.ts";
import type { Claim, OpenRoutes, PeekRequest, Stranded } from "../queue/mod.ts";
import { modemKey } from "./modem_key.ts";
import {
  everyModem,
  type Fleet,
  keeps,
  type Moment,
  type PoolOptions,
  readRoute,
  servingPool,
  weightIn,
} from "./pools.ts";
import { routeOf, type RouterOptions } from "./router.ts";
import { booked, inTurn, isAhead, type Progress } from "./shares.ts";

/** What the routes of an appliance are. */
export interface RoutingOptions extends PoolOptions {
  readonly router: RouterOptions;
}

/** Without pools and routes: everything may go anywhere. */
export const noRouting: RoutingOptions = {
  pools: [],
  named: [],
  router: { rules: [], countryOf: () => undefined, standsFor: () => false },
};

/** Deliveries that a modem in its quiet hours takes, and the others. */
type Kind = "urgent" | "others";

/**
 * Knows which modems are there, since when the others are not, and how much each has sent for its pools; so it can say what a modem may
 * claim, and who is to be woken for what. In memory only: after a start all modems are missed from then on, and all shares begin anew.
 */
export class PoolDesk {
  #options: RoutingOptions;
  readonly #clock: Clock;
  readonly #since: number;
  readonly #senders: readonly SmsSender[];
  readonly #away: Readonly<Record<Kind, Map<SmsSender, number>>> = {
    urgent: new Map(),
    others: new Map(),
  };
  readonly #progress = new Map<string, Progress>();
  /** How many claims each modem has had. */
  readonly #turns = new Map<SmsSender, number>();
  /** The names of routes: of the rules, and of what waits. */
  #names: ReadonlySet<string>;

  /** `senders` may grow and shrink. */
  constructor(
    senders: readonly SmsSender[],
    options: RoutingOptions,
    clock: Clock,
  ) {
    this.#senders = senders;
    this.#options = options;
    this.#clock = clock;
    this.#since = clock.monotonic();
    this.#names = namesIn(options);
  }

  /** Goes by other pools and routes from now on; as with `learn`. */
  follow(options: RoutingOptions, names: readonly string[]): readonly string[] {
    this.#options = options;
    this.#names = namesIn(options);
    return this.learn(names);
  }

  /** Forgets a modem that has gone for good. */
  forget(sender: SmsSender): void {
    this.#away.urgent.delete(sender);
    this.#away.others.delete(sender);
    this.#turns.delete(sender);
  }

  /** Learns of routes of earlier runs. Returns those that lead nowhere any more, if there are rules by which they can be routed anew. */
  learn(names: readonly string[]): readonly string[] {
    const lost = this.#options.router.rules.length === 0
      ? []
      : names.filter((it) => this.#leadsNowhere(it));
    const kept = names.filter((it) => !lost.includes(it));
    this.#names = new Set([...this.#names, ...kept]);
    return lost;
  }

  /** Where a delivery goes whose route leads nowhere; it was accepted, so it goes anywhere when no rule wants it. */
  routeAnew({ recipient, byCommand, reversePath, ...rest }: Stranded) {
    const routing = routeOf({
      ...rest,
      number: recipient,
      sender: byCommand ? undefined : reversePath,
      group: undefined,
    }, this.#options.router);
    return routing.kind === "routed" ? routing.route : undefined;
  }

  /** To be called when a modem may have come or gone. */
  look(): void {
    if (this.#names.size === 0) return;
    const now = this.#clock.monotonic();
    for (const sender of this.#senders) {
      note(this.#away.urgent, sender, sender.usable ? undefined : now);
      const free = sender.usable && sender.urgentOnly !== true;
      note(this.#away.others, sender, free ? undefined : now);
    }
  }

  /** What a modem asks for when it can send: whose turn it is, and which routes are open to it. */
  request(sender: SmsSender): Omit<PeekRequest, "now" | "except"> {
    const { urgentOnly = false } = sender;
    const turn = this.#turns.get(sender) ?? 0;
    const request = { modem: modemKey(sender), turn, urgentOnly };
    if (this.#names.size === 0) return request;
    this.look();
    const routes = {
      urgent: this.#open(sender, "urgent"),
      others: this.#open(sender, "others"),
    };
    return { ...request, routes };
  }

  /** Books what a modem was given; true when others of its pool may have been waiting for that. */
  given(
    sender: SmsSender,
    { route, segmentCount, acknowledged }: Claim,
  ): boolean {
    this.#turns.set(sender, (this.#turns.get(sender) ?? 0) + 1);
    const pool = route === undefined ? undefined : this.#poolOf(route, sender);
    if (pool === undefined) return false;
    const progress = this.#progress.get(pool.name) ?? new Map();
    const count = segmentCount - acknowledged.length;
    const sent = { modem: sender.name, count };
    const weights = this.#weightsIn(pool);
    this.#progress.set(pool.name, booked(progress, weights, sent));
    return pool.keepShares;
  }

  /** Whom to wake for a delivery that has just come: of these idle ones, who is next in its pool. */
  pick(name: string, idle: readonly SmsSender[]): readonly SmsSender[] {
    this.look();
    const ableAt = (kind: Kind) => {
      const at = this.#at(kind);
      return idle.filter((it) =>
        !this.#away[kind].has(it) && this.#servingPool(name, it, at)
      );
    };
    const able = ableAt("others");
    const candidates = able.length > 0 ? able : ableAt("urgent");
    // Which of them a recipient keeps, the queue will say.
    if (readRoute(name).sticky) return candidates;
    return this.inTurn(candidates, name).slice(0, 1);
  }

  /** Idle modems in the order in which they shall be given work: of a route, or of their first pool. */
  inTurn(
    senders: readonly SmsSender[],
    route?: string,
  ): readonly SmsSender[] {
    const { pools } = this.#options;
    if (pools.length === 0 || senders.length < 2) return senders;
    const byPool = Map.groupBy(
      senders,
      (it) =>
        route === undefined ? this.#firstPool(it) : this.#poolOf(route, it),
    );
    return [...byPool].flatMap(([pool, members]) => {
      if (pool === undefined) return members;
      const names = inTurn(
        members.map(({ name }) => name),
        this.#progress.get(pool.name) ?? new Map(),
        this.#weightsIn(pool),
      );
      return names.flatMap((name) => members.filter((it) => it.name === name));
    });
  }

  #open(sender: SmsSender, kind: Kind): OpenRoutes {
    const at = this.#at(kind);
    const key = modemKey(sender);
    const open: string[] = [];
    const kept: string[] = [];
    for (const name of this.#allNames()) {
      const pool = this.#servingPool(name, sender, at);
      const route = readRoute(name);
      // Nobody catches up with a modem by what it alone may send.
      const waits = route.keeper !== key &&
        this.#isAhead(sender, pool ?? "", at.fleet);
      if (pool === undefined || waits) continue;
      const own = route.keeper === undefined || route.keeper === key;
      if (own || !keeps(route, route.keeper ?? "", at)) open.push(name);
      else kept.push(name);
    }
    return { open, kept };
  }

  #allNames(): Iterable<string> {
    const names = new Set(this.#names);
    for (const name of this.#names) {
      if (!name.endsWith("@")) continue;
      for (const sender of this.#senders) names.add(name + modemKey(sender));
    }
    return names;
  }

  #servingPool(name: string, sender: SmsSender, at: Moment) {
    return this.#leadsNowhere(name)
      ? everyModem
      : servingPool(readRoute(name), sender.name, at);
  }

  #isAhead({ name }: SmsSender, poolName: string, fleet: Fleet): boolean {
    const pool = this.#pool(poolName);
    if (pool?.keepShares !== true) return false;
    const others = fleet.members.filter(({ name, awaySince }) =>
      awaySince === undefined &&
      weightIn(pool, name, this.#options) !== undefined
    ).map((it) => it.name);
    return isAhead(name, others, {
      progress: this.#progress.get(pool.name) ?? new Map(),
      weights: this.#weightsIn(pool),
    });
  }

  #leadsNowhere(name: string): boolean {
    const { pools } = readRoute(name);
    return pools.every((it) => it !== everyModem && !this.#pool(it));
  }

  #at(kind: Kind): Moment {
    const away = this.#away[kind];
    const members = this.#senders.map((it) => ({
      name: it.name,
      key: modemKey(it),
      awaySince: away.get(it),
    }));
    const now = this.#clock.monotonic();
    const fleet = { members, now, since: this.#since };
    return { fleet, options: this.#options };
  }

  #poolOf(route: string, sender: SmsSender) {
    const name = this.#servingPool(route, sender, this.#at("urgent"));
    return name === undefined ? undefined : this.#pool(name);
  }

  #firstPool({ name }: SmsSender) {
    return this.#options.pools.find((it) =>
      weightIn(it, name, this.#options) !== undefined
    );
  }

  #pool(name: string) {
    return this.#options.pools.find((it) => it.name === name);
  }

  #weightsIn(pool: PoolOptions["pools"][0]): ReadonlyMap<string, number> {
    return new Map(this.#senders.flatMap(({ name }) => {
      const weight = weightIn(pool, name, this.#options);
      return weight === undefined ? [] : [[name, weight]];
    }));
  }
}

function namesIn({ router }: RoutingOptions): ReadonlySet<string> {
  return new Set(
    router.rules.flatMap(({ to }) =>
      to === undefined || to === everyModem ? [] : [to]
    ),
  );
}

function note(
  away: Map<SmsSender, number>,
  sender: SmsSender,
  now: number | undefined,
): void {
  if (now === undefined) away.delete(sender);
  else if (!away.has(sender)) away.set(sender, now);
}
