import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import {
  findTimeZone,
  newMessageId,
  parsePhoneNumber,
  systemClock,
} from "../model/mod.ts";
import { createQuietHours, neverQuiet } from "../policy/mod.ts";
import { type Claim, openStore, type Store } from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";
import { Gatekeeper } from "./gatekeeper.ts";
import type { TimeRules } from "./time_rules.ts";

const zone = findTimeZone("UTC")!;
const anna = parsePhoneNumber("+491701234567")!;
const bo = parsePhoneNumber("+46701234567")!;
const hour = 3_600_000;
const evening = Date.parse("2026-11-24T22:00Z");
const morning = Date.parse("2026-11-25T07:00Z");
const night: TimeRules = {
  zone,
  quiet: createQuietHours({
    rules: [{
      ...{ groups: [], numbers: ["+49"], days: [], urgent: true },
      ...{ from: "21:00", to: "07:00" },
    }],
    zone,
    memberships: new Map(),
  }),
};
const merging: TimeRules = {
  quiet: neverQuiet,
  stale: { afterMs: hour, policy: "merge" },
};

/** A queue of the evening, and who keeps it. */
class Bench implements AsyncDisposable {
  readonly clock = new ManualClock({ nowMs: evening });
  readonly events: DeliveryEvent[] = [];
  /** What became of deliveries. */
  readonly fates: string[] = [];

  private constructor(readonly store: Store, readonly folder: string) {}

  static async open(): Promise<Bench> {
    const folder = await Deno.makeTempDir();
    const store = await openStore(`${folder}/queue.db`, { clock: systemClock });
    return new Bench(store, folder);
  }

  keeper(rules: TimeRules): Gatekeeper {
    return new Gatekeeper(this.store, {
      clock: this.clock,
      rules,
      summary: {
        zone,
        compose: {
          ...{ template: "{body}", maxSegments: 6, whenTooLong: "truncate" },
          ...{ stripSignature: false, plainPunctuation: true },
          ...{ statusReport: true, referenceBits: 8 },
        },
      },
      changed: ({ to }) => this.fates.push(to),
      observe: (event) => this.events.push(event),
      persist: (write) => write(),
    });
  }

  async accept(count: number, recipient = anna): Promise<void> {
    await Promise.all(Array.from({ length: count }, (_, index) => {
      const text = `Alarm ${index}`;
      return this.store.accept({
        submission: {
          ...{ source: "smtp", reversePath: "a@b.c", subject: "" },
          id: newMessageId(systemClock),
          acceptedAt: this.clock.now(),
          expiresAt: this.clock.now() + 24 * hour,
          clientAddress: "127.0.0.1",
          message: {
            text,
            ...{ flash: false, statusReport: true, referenceBits: 8 },
          },
          segmentCount: 1,
          recipients: [recipient],
        },
      });
    }));
  }

  async claim(modem = "m1"): Promise<Claim | undefined> {
    const now = this.clock.now();
    return await this.store.claim({ modem, now, leaseUntil: now + hour });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("with one that is put off, all others are that would be next", async () => {
  await using bench = await Bench.open();
  const keeper = bench.keeper(night);
  await keeper.prepare();
  await bench.accept(700);
  await bench.accept(2, bo);
  for (let turned = 0; turned < 2; turned++) {
    const claim = await bench.claim();
    assert.ok(claim && !keeper.admits(claim));
    await keeper.turnAway(claim);
  }
  const claim = await bench.claim();
  assert.equal(claim?.recipient, bo);
  assert.ok(keeper.admits(claim));
  assert.equal(bench.events.length, 700);
  assert.equal(bench.store.backlog.putOffs(0, 1000).length, 700);
  await bench.store.settle(claim, { to: "sent" }, evening);
  await bench.store.settle(
    (await bench.claim())!,
    { to: "sent" },
    evening,
  );
  assert.equal(bench.store.nextDueAt(), morning);
});

Deno.test("one that was only looked at is put off without a lease", async () => {
  await using bench = await Bench.open();
  const keeper = bench.keeper(night);
  await bench.accept(1);
  const claim = await bench.claim();
  assert.ok(claim);
  const back = { to: "queued", untried: true, nextAttemptAt: evening } as const;
  await bench.store.settle(claim, { ...back, reason: "" }, evening);
  await keeper.turnAway(claim, { leased: false });
  assert.equal(bench.store.nextDueAt(), morning);
  assert.deepEqual(bench.events.map(({ kind }) => kind), ["putOff"]);
});

Deno.test("reconsider() follows rules that have changed, and touches nothing when they have not", async () => {
  await using bench = await Bench.open();
  await bench.keeper(night).prepare();
  await bench.accept(600);
  const claim = await bench.claim();
  await bench.keeper(night).turnAway(claim!);
  await bench.keeper(night).turnAway((await bench.claim())!);
  const before = bench.store.backlog.putOffs(0, 1000);
  await bench.keeper(night).reconsider();
  assert.deepEqual(bench.store.backlog.putOffs(0, 1000), before);
  const none = bench.keeper({ quiet: neverQuiet });
  await none.prepare();
  await none.reconsider();
  assert.equal(bench.store.nextDueAt(), evening);
  // Those that have been made due are sent as any other.
  assert.ok(none.admits((await bench.claim())!));
});

Deno.test("two modems that come upon the same backlog make no message of it twice, and none gets lost", async () => {
  await using bench = await Bench.open();
  const keeper = bench.keeper(merging);
  await keeper.prepare();
  await bench.accept(40);
  bench.clock.jump(evening + 2 * hour);
  const claims = [await bench.claim("m1"), await bench.claim("m2")];
  await Promise.all(claims.map((it) => keeper.turnAway(it!)));
  const texts: string[] = [];
  for (let claim = await bench.claim(); claim; claim = await bench.claim()) {
    if (!keeper.admits(claim)) await keeper.turnAway(claim);
    else {
      texts.push(claim.message.text);
      await bench.store.settle(claim, { to: "sent" }, bench.clock.now());
    }
    bench.clock.jump(bench.clock.now() + 1000);
  }
  const told = texts.map((text) =>
    Number(/^(\d+) messages/.exec(text)?.[1] ?? 1)
  );
  assert.equal(told.reduce((sum, it) => sum + it, 0), 40, texts.join());
  assert.equal(bench.store.counts().merged, 40);
  assert.equal(bench.store.counts().queued, 0);
});

Deno.test("a bug in a rule holds no message back, and does not come again with it", async () => {
  await using bench = await Bench.open();
  const keeper = new Gatekeeper(bench.store, {
    ...{ clock: bench.clock, rules: merging },
    changed: () => {},
    observe: (event) => bench.events.push(event),
    persist: (write) => write(),
  });
  await bench.accept(1);
  bench.clock.jump(evening + 2 * hour);
  // Nobody has said how a summary is made.
  await keeper.turnAway((await bench.claim())!);
  assert.deepEqual(bench.events.map(({ kind }) => kind), ["bug"]);
  const again = await bench.claim();
  assert.ok(again && keeper.admits(again));
});

Deno.test("a summary is no part of a later one", async () => {
  await using bench = await Bench.open();
  const keeper = bench.keeper(merging);
  await keeper.prepare();
  await bench.accept(3);
  bench.clock.jump(evening + 2 * hour);
  await keeper.turnAway((await bench.claim())!);
  await bench.accept(2);
  bench.clock.jump(evening + 5 * hour);
  const texts: string[] = [];
  for (let claim = await bench.claim(); claim; claim = await bench.claim()) {
    if (!keeper.admits(claim)) await keeper.turnAway(claim);
    else {
      texts.push(claim.message.text.split("\n")[0] ?? "");
      await bench.store.settle(claim, { to: "sent" }, bench.clock.now());
    }
  }
  assert.deepEqual(texts, [
    "3 messages waited since 2026-11-24 22:00, newest first:",
    "2 messages waited since 00:00, newest first:",
  ]);
});
