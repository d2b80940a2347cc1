import { systemClock as clock } from "../../src/model/mod.ts";
import {
  type Claim,
  type Entry,
  openStore,
  type Store,
} from "../../src/queue/mod.ts";
import { fillQueue, submission } from "./backlog.ts";
import { median, percentile } from "./sample.ts";
import { type Figure, progress } from "./table.ts";

/** How often each step is taken: as many are accepted as claimed, and those that are handed over are fewer than the fewest. */
const times = 900;
const leaseMs = 60_000;

/** What each step takes, milliseconds. */
type Steps = Readonly<Record<"accept" | "claim" | "hand-over", number[]>>;

/** What it is like to work among many. */
export interface Crowd {
  readonly rows: number;
  readonly figures: readonly Figure[];
  readonly steps: Steps;
}

/** Opening, counting, accepting, claiming and handing over with `rows` deliveries waiting. */
export async function measureCrowd(path: string, rows: number): Promise<Crowd> {
  progress(`Filling a queue with ${rows}`);
  await fillQueue(path, rows);
  const startedAt = clock.monotonic();
  await using store = await open(path);
  const openMs = clock.monotonic() - startedAt;
  const looks = reads(store).map(([name, read]) => {
    const startedAt = clock.monotonic();
    read();
    const tookMs = clock.monotonic() - startedAt;
    return millisecondsOf(`${name} among ${rows}`, tookMs);
  });
  progress(`Accepting, claiming and handing over among ${rows}`);
  const steps = {
    "accept": await timed(() => store.accept({ submission: submission(1) })),
    "claim": await timed(() => lease(store, "modem-1")),
    "hand-over": await timed(handOvers(store, "modem-2")),
  };
  const worked = Object.entries(steps).flatMap(([name, took]) => [
    millisecondsOf(`${name} among ${rows}, median`, median(took)),
    millisecondsOf(`${name} among ${rows}, p99`, percentile(took, 0.99)),
  ]);
  const opened = millisecondsOf(`open among ${rows}`, openMs, 1);
  return { rows, steps, figures: [opened, ...looks, ...worked] };
}

/** How much dearer each step is among many than among few; with a bar each. */
export function flatness(few: Crowd, many: Crowd): readonly Figure[] {
  const names = ["accept", "claim", "hand-over"] as const;
  return names.flatMap((name) =>
    ([["median", 0.5, 2], ["p99", 0.99, 3]] as const).map((
      [what, share, atMost],
    ) => ({
      what: `${name} ${what}, among ${many.rows} / among ${few.rows}`,
      value: percentile(many.steps[name], share) /
        percentile(few.steps[name], share),
      unit: "×",
      digits: 2,
      bar: { atMost },
    }))
  );
}

/** Opens a queue that closes with its scope. */
export async function open(path: string): Promise<Store & AsyncDisposable> {
  const store = await openStore(path, { clock });
  return Object.assign(store, {
    [Symbol.asyncDispose]: () => store.close(),
  });
}

/** Claims what is due. */
export function lease(store: Store, modem: string): Promise<Claim | undefined> {
  const now = clock.now();
  return store.claim({ modem, now, leaseUntil: now + leaseMs });
}

/** A figure of milliseconds. */
export function millisecondsOf(
  what: string,
  value: number,
  digits = 2,
): Figure {
  return { what, value, unit: "ms", digits };
}

/**
 * The dispatcher's way from one SMS to the next (delivery/hand_over.ts): a look at what is due, then one commit in which the last one was
 * taken and settled and the next one is leased and begun.
 */
function handOvers(store: Store, modem: string): () => Promise<unknown> {
  let last: readonly Entry[] = [];
  let sent = 0;
  return async () => {
    const at = clock.now();
    const claim = store.peek({ modem, now: at });
    if (claim === undefined) throw new Error("Nothing is due");
    const lease = { at, leaseUntil: at + leaseMs };
    const recorded = await store.record([
      { kind: "claimed", claim, ...lease },
      ...last,
      { kind: "started", claim, number: 1, ...lease },
    ]);
    if (recorded.claimed.length !== 1) throw new Error("It was not leased");
    const reference = sent++ % 256;
    last = [
      { kind: "acknowledged", claim, number: 1, reference, at },
      { kind: "settled", claim, transition: { to: "sent" }, at },
    ];
  };
}

function reads(store: Store): readonly (readonly [string, () => unknown])[] {
  return [
    ["counts()", () => store.counts()],
    ["nextDueAt()", () => store.nextDueAt()],
    ["list of 50", () => store.list({ limit: 50 })],
    ["list of 50 failed", () => store.list({ state: "failed", limit: 50 })],
    ["list of 50 sending", () => store.list({ state: "sending", limit: 50 })],
  ];
}

async function timed(step: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const startedAt = clock.monotonic();
    await step();
    took.push(clock.monotonic() - startedAt);
  }
  return took;
}
