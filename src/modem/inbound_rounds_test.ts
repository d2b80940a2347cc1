import assert from "node:assert/strict";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { InboundRounds } from "./inbound_rounds.ts";

/** Rounds over a modem that is not there; what was asked of it, and when. */
class Rounds {
  readonly clock = new ManualClock();
  readonly asked: string[] = [];
  mayGo = true;
  /** So often there is more. */
  more = 0;
  readonly rounds = new InboundRounds({
    clock: this.clock,
    mayGo: () => this.mayGo,
    collect: (all) => {
      const what = all ? "all" : "announced";
      this.asked.push(`${this.clock.monotonic() / 1000} ${what}`);
      return Promise.resolve(this.more-- > 0);
    },
  });
}

Deno.test("rounds sweep every 45 s, and fetch what is announced at once", async () => {
  const { asked, clock, rounds } = new Rounds();
  rounds.start();
  rounds.ring(true);
  await clock.advance(10_000);
  rounds.ring();
  await clock.advance(90_000);
  assert.deepEqual(asked, ["0 all", "10 announced", "45 all", "90 all"]);
  await rounds.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("rounds go on while there is more, but not for ever without a rest", async () => {
  const it = new Rounds();
  it.more = Infinity;
  it.rounds.start();
  it.rounds.ring();
  await it.clock.advance(100_000);
  assert.equal(it.asked.length, 2001);
  const sweeps = it.asked.filter((text) => text.endsWith("all"));
  assert.deepEqual(sweeps, ["0 all", "45 all", "90 all"]);
  await it.rounds.stop();
});

Deno.test("rounds ask nothing of a modem that may not be asked, and begin when it rings", async () => {
  const it = new Rounds();
  it.mayGo = false;
  it.rounds.start();
  it.rounds.ring();
  await it.clock.advance(200_000);
  assert.deepEqual(it.asked, []);
  it.mayGo = true;
  it.rounds.ring(true);
  await it.clock.advance(0);
  assert.deepEqual(it.asked, ["200 all"]);
  await it.rounds.stop();
});

Deno.test("rounds stop in the middle of a portion when that ends", async () => {
  const clock = new ManualClock();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const rounds = new InboundRounds({
    clock,
    mayGo: () => true,
    collect: () => promise,
  });
  rounds.start();
  rounds.ring();
  await clock.advance(0);
  const stopped = rounds.stop();
  resolve(true);
  await stopped;
  assert.equal(clock.pending, 0);
});
