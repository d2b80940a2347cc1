import type { PhoneNumber, Refusal, ReversePath } from "../model/mod.ts";
import { clientKey } from "./networks.ts";
import { formatRate, type Rate, windows } from "./rate.ts";
import { SlidingCount } from "./sliding_count.ts";

/** The limits of `[policy]`, in SMS deliveries; an empty list is no limit. */
export interface LimitOptions {
  /** For each IPv4 address, and each /64 of IPv6. */
  readonly perClient: readonly Rate[];
  /** For each logged-in user; who did not log in is not counted. */
  readonly perUser: readonly Rate[];
  /** For each reverse-path in any case; the null sender is one of them. */
  readonly perSender: readonly Rate[];
  readonly perRecipient: readonly Rate[];
  readonly total: readonly Rate[];
  /** How many clients, users, senders and recipients are kept in mind, of each; 20,000 when not given. */
  readonly maxKeys?: number;
}

/** One SMS delivery, as far as limits are concerned. */
export interface Usage {
  /** The client's address. */
  readonly client: string;
  readonly user?: string | undefined;
  readonly sender: ReversePath;
  readonly recipient: PhoneNumber;
}

/** Deliveries of an earlier process. */
export interface PastUsage extends Usage {
  /** How long ago they were accepted, milliseconds. */
  readonly ageMs: number;
  /** How many there were that are alike; 1 when not given. */
  readonly deliveries?: number;
}

/** A moment, and what must fit besides. */
export interface CheckContext {
  /** Milliseconds of a clock that never goes back: `Clock.monotonic()`. */
  readonly now: number;
  /** Deliveries that are promised and not yet counted: those of the same mail to recipients accepted before. */
  readonly before?: readonly Usage[];
}

const defaultMaxKeys = 20_000;

/**
 * What was sent in the last day, by client, user, sender, recipient and in all.
 *
 * Law: if `check` was asked for whatever is then counted, in the same turn of the event loop, no key ever has more than
 * n deliveries in any minute, hour or day, ends included. A check is refused only if there would be more than n in a
 * stretch that is one step longer (see `windows`). Memory is bounded: of each kind `maxKeys` are kept, and one that
 * comes too many drops the one that was longest without a delivery, which starts again from nothing.
 *
 * Times are `Clock.monotonic()`, so that setting the clock neither opens nor closes the door.
 */
export class UsageBook {
  readonly #meters: readonly Meter[];
  #heir: UsageBook | undefined;

  constructor(options: LimitOptions) {
    const maxKeys = options.maxKeys ?? defaultMaxKeys;
    const meter = (option: string, rates: readonly Rate[], keyOf: KeyOf) =>
      new Meter({ option, rates, keyOf, maxKeys });
    this.#meters = [
      meter("per_client", options.perClient, lastKept(clientKey)),
      meter("per_user", options.perUser, (it) => it.user?.toLowerCase()),
      meter("per_sender", options.perSender, (it) => it.sender.toLowerCase()),
      meter("per_recipient", options.perRecipient, (it) => it.recipient),
      meter("total", options.total, () => ""),
    ].filter(({ rates }) => rates.length > 0);
  }

  /** Whether two ways of writing limits count the same. */
  static limitsAreSame(a: LimitOptions, b: LimitOptions): boolean {
    const text = (it: LimitOptions) =>
      [it.perClient, it.perUser, it.perSender, it.perRecipient, it.total]
        .map((rates) => rates.map(formatRate).join());
    const other = text(b);
    return text(a).every((rates, at) => rates === other[at]);
  }

  /**
   * Whether deliveries fit: those of one RCPT, `before` being those of the recipients accepted before; or those of a
   * whole mail. Counts nothing. Refuses with 450 4.7.1 and says when to come again; with 550 5.7.1 where that would be
   * of no use, since they are more at once than a rate ever allows.
   */
  check(
    wanted: readonly Usage[],
    { now, before = [] }: CheckContext,
  ): Refusal | undefined {
    let longest: Shortage | undefined;
    for (const meter of this.#meters) {
      for (const shortage of meter.shortages(wanted, { now, before })) {
        if (longest !== undefined && shortage.waitMs <= longest.waitMs) {
          continue;
        }
        longest = shortage;
      }
    }
    return longest && refusalOf(longest);
  }

  /** Counts deliveries that are about to be accepted. */
  count(accepted: readonly Usage[], now: number): void {
    for (const meter of this.#meters) meter.count(accepted, now);
    this.#heir?.count(accepted, now);
  }

  /** Takes back what came to nothing: not stored, or a repeat; `countedAt` is the time given to `count`. */
  giveBack(accepted: readonly Usage[], countedAt: number): void {
    if (accepted.length === 0) return;
    for (const meter of this.#meters) meter.giveBack(accepted, countedAt);
    this.#heir?.giveBack(accepted, countedAt);
  }

  /** Has another book, of other limits, count all that is counted here from now on; undefined: none does any more. */
  bequeath(heir: UsageBook | undefined): void {
    this.#heir = heir;
  }

  /** Counts what was accepted before the restart; best the oldest first. What is older than a day is passed over. */
  seed(past: Iterable<PastUsage>, now: number): void {
    for (const { ageMs, deliveries = 1, ...usage } of past) {
      const at = now - Math.max(0, ageMs);
      for (const meter of this.#meters) meter.seed(usage, { at, deliveries });
    }
  }

  /** Whether there is any limit at all. */
  get limits(): boolean {
    return this.#meters.length > 0 || this.#heir?.limits === true;
  }

  /** How many keys are kept in mind, of all kinds. */
  get keys(): number {
    return this.#meters.reduce((sum, { keys }) => sum + keys, 0);
  }
}

type KeyOf = (usage: Usage) => string | undefined;

/** A client sends mail after mail, and each is looked up several times: its key is read from the address once. */
function lastKept(keyOf: (client: string) => string): KeyOf {
  let last = { client: "", key: keyOf("") };
  return ({ client }) => {
    if (client !== last.client) last = { client, key: keyOf(client) };
    return last.key;
  };
}

interface MeterOptions {
  /** Its name in `[policy]`. */
  readonly option: string;
  readonly rates: readonly Rate[];
  readonly keyOf: KeyOf;
  readonly maxKeys: number;
}

/** Counts by key, each key once. */
type Tally = Iterable<readonly [string, number]>;

const nothing: readonly never[] = [];

/** Why deliveries do not fit. */
interface Shortage {
  readonly option: string;
  readonly rate: Rate;
  readonly wanted: number;
  /** Infinity: they never will. */
  readonly waitMs: number;
}

/** One option's counts by key. */
class Meter {
  readonly rates: readonly Rate[];
  readonly #options: MeterOptions;
  /** The key that was counted last comes last; for each a count by rate. */
  readonly #counts = new Map<string, readonly SlidingCount[]>();
  /** The key that comes last. */
  #newest: string | undefined;

  constructor(options: MeterOptions) {
    this.rates = options.rates;
    this.#options = options;
  }

  get keys(): number {
    return this.#counts.size;
  }

  shortages(
    wanted: readonly Usage[],
    { now, before }: Required<CheckContext>,
  ): readonly Shortage[] {
    const promised = before.length === 0
      ? undefined
      : new Map(this.#tally(before));
    let found: Shortage[] | undefined;
    for (const [key, count] of this.#tally(wanted)) {
      const counts = this.#counts.get(key) ?? this.#fresh();
      const need = { wanted: count, promised: promised?.get(key) ?? 0, now };
      for (let index = 0; index < this.rates.length; index++) {
        const rate = this.rates[index];
        if (rate === undefined) continue;
        const waitMs = waitFor(counts[index], rate, need);
        const { option } = this.#options;
        if (waitMs > 0) {
          (found ??= []).push({ option, rate, wanted: count, waitMs });
        }
      }
    }
    return found ?? nothing;
  }

  count(accepted: readonly Usage[], now: number): void {
    this.#forget(now);
    for (const [key, count] of this.#tally(accepted)) {
      this.#add(key, count, now);
    }
  }

  giveBack(accepted: readonly Usage[], countedAt: number): void {
    for (const [key, count] of this.#tally(accepted)) {
      for (const it of this.#counts.get(key) ?? []) it.remove(count, countedAt);
    }
  }

  seed(
    usage: Usage,
    { at, deliveries }: { readonly at: number; readonly deliveries: number },
  ): void {
    const key = this.#options.keyOf(usage);
    if (key !== undefined) this.#add(key, deliveries, at);
  }

  #add(key: string, count: number, at: number): void {
    const counts = this.#counts.get(key) ?? this.#fresh();
    for (const it of counts) it.add(count, at);
    if (key === this.#newest) return;
    this.#newest = key;
    this.#counts.delete(key);
    this.#counts.set(key, counts);
    const oldest = this.#counts.keys().next();
    if (this.#counts.size > this.#options.maxKeys && !oldest.done) {
      this.#counts.delete(oldest.value);
    }
  }

  /** Lets go of the keys that were not counted for as long as anything weighs. */
  #forget(now: number): void {
    for (const [key, counts] of this.#counts) {
      if (counts.some((it) => it.used(now) > 0)) break;
      this.#counts.delete(key);
      if (key === this.#newest) this.#newest = undefined;
    }
  }

  #fresh(): readonly SlidingCount[] {
    return this.rates.map(({ per }) => new SlidingCount(windows[per]));
  }

  /** How many there are of each key. Nearly every mail has one recipient, and each is looked up by ten counts: that one needs no map. */
  #tally(usages: readonly Usage[]): Tally {
    const [only] = usages;
    if (only === undefined) return nothing;
    if (usages.length === 1) {
      const key = this.#options.keyOf(only);
      return key === undefined ? nothing : [[key, 1]];
    }
    const tally = new Map<string, number>();
    for (const usage of usages) {
      const key = this.#options.keyOf(usage);
      if (key !== undefined) tally.set(key, (tally.get(key) ?? 0) + 1);
    }
    return tally;
  }
}

/** How long until deliveries fit under a rate, milliseconds; 0 when they do, Infinity when they never will. */
function waitFor(
  counted: SlidingCount | undefined,
  { count }: Rate,
  { wanted, promised, now }: {
    readonly wanted: number;
    readonly promised: number;
    readonly now: number;
  },
): number {
  if (counted === undefined) return 0;
  if (wanted > count) return Infinity;
  const room = count - wanted - promised;
  // Promised ones weigh from now on, and longest of all.
  return room < 0 ? counted.weight(now) : counted.waitFor(room, now);
}

function refusalOf({ option, rate, wanted, waitMs }: Shortage): Refusal {
  const limit = `[policy] ${option} ${formatRate(rate)}`;
  if (waitMs === Infinity) {
    return {
      code: 550,
      enhanced: "5.7.1",
      text: `The limit ${limit} is less than the ${wanted} phones of this ` +
        `recipient: raise it, or reach fewer at once`,
    };
  }
  return {
    code: 450,
    enhanced: "4.7.1",
    text: `The limit ${limit} is reached, again in ${inWords(waitMs)}`,
    retryAfterMs: waitMs,
  };
}

/** A duration in milliseconds in words, never less than it takes: "40 s", "12 min", "3 h". */
export function inWords(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000);
  if (seconds <= 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
