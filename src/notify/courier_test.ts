import assert from "node:assert/strict";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import type { AttemptResult, NoticeFate } from "./back_off.ts";
import { type Channel, Courier } from "./courier.ts";
import type { NotifyEvent } from "./event.ts";
import type { NoticeStore, WaitingNotice } from "./notice.ts";

const hour = 3_600_000;

/** A store in memory, a channel that says what it is told to, and what was observed. */
class Bench implements NoticeStore, Channel {
  readonly clock = new ManualClock();
  readonly name = "mail";
  readonly attemptMs = 60_000;
  readonly events: NotifyEvent[] = [];
  readonly tried: string[] = [];
  readonly waiting: (WaitingNotice & { nextAttemptAt: number })[] = [];
  readonly ended = new Map<string, NoticeFate>();
  /** What the channel says, by the notice's key. */
  answer: (key: string, signal: AbortSignal) => Promise<AttemptResult> = () =>
    Promise.resolve({ kind: "done" });
  /** Thrown by the next writes. */
  readonly broken: Error[] = [];
  readonly courier = new Courier(this, {
    store: this,
    clock: this.clock,
    observe: (event) => this.events.push(event),
    troubleOf: (error) =>
      error instanceof Deno.errors.NotCapable ? error.message : undefined,
  });

  add(key: string, { lifeMs = 5 * 24 * hour } = {}): void {
    const now = this.clock.now();
    this.waiting.push({
      id: this.waiting.length + 1 + this.ended.size,
      key,
      kind: "report",
      channel: "mail",
      createdAt: now,
      expiresAt: now + lifeMs,
      attempts: 0,
      nextAttemptAt: now,
      from: "",
      to: [`${key}@plant.example`],
      body: "",
    });
    this.courier.poke();
  }

  due(_: string, now: number, limit: number): readonly WaitingNotice[] {
    return this.waiting.filter((it) => it.nextAttemptAt <= now)
      .toSorted((a, b) => a.nextAttemptAt - b.nextAttemptAt).slice(0, limit);
  }

  nextAt(): number | undefined {
    const times = this.waiting.map((it) => it.nextAttemptAt);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  settle(id: number, fate: NoticeFate): Promise<void> {
    const error = this.broken.shift();
    if (error !== undefined) return Promise.reject(error);
    const at = this.waiting.findIndex((it) => it.id === id);
    const notice = this.waiting[at];
    assert.ok(notice);
    if (fate.to === "waiting") {
      const { nextAttemptAt } = fate;
      const attempts = notice.attempts + 1;
      this.waiting[at] = { ...notice, nextAttemptAt, attempts };
    } else {
      this.waiting.splice(at, 1);
      this.ended.set(notice.key, fate);
    }
    return Promise.resolve();
  }

  followClock(now: number): Promise<void> {
    for (const notice of this.waiting) notice.nextAttemptAt = now;
    return Promise.resolve();
  }

  deliver({ key }: WaitingNotice, signal: AbortSignal): Promise<AttemptResult> {
    this.tried.push(key);
    return this.answer(key, signal);
  }

  target({ to }: WaitingNotice): string {
    return to.join();
  }

  async run(ms: number): Promise<void> {
    await this.clock.advance(ms);
    await settle();
  }

  /** What became of channels, in words. */
  get reachability(): readonly boolean[] {
    return this.events.flatMap((it) =>
      it.kind === "channel" ? [it.reachable] : []
    );
  }
}

const down = { kind: "unreachable", reason: "down" } as const;

Deno.test("what waits at the start, and what is posted later, goes out at once", async () => {
  const bench = new Bench();
  bench.add("a");
  bench.courier.start();
  await settle();
  bench.add("b");
  await settle();
  assert.deepEqual([...bench.ended.keys()], ["a", "b"]);
  assert.equal(bench.clock.pending, 0);
  await bench.courier.stop(new AbortController().signal);
});

Deno.test("a channel that is down is tried seldom, told of once, and all go when it is back", async () => {
  const bench = new Bench();
  bench.answer = () => Promise.resolve(down);
  bench.courier.start();
  for (let at = 0; at < 100; at++) bench.add(`n${at}`);
  await bench.run(6 * hour);
  assert.ok(bench.tried.length < 90, String(bench.tried.length));
  assert.deepEqual(bench.reachability, [false]);
  bench.answer = () => Promise.resolve({ kind: "done" });
  await bench.run(5 * 60_000);
  assert.equal(bench.ended.size, 100);
  assert.deepEqual(bench.reachability, [false, true]);
  await bench.courier.stop(new AbortController().signal);
});

Deno.test("a notice that brings the relay down holds up no other", async () => {
  const bench = new Bench();
  bench.answer = (key) =>
    Promise.resolve(key === "bad" ? down : { kind: "done" });
  bench.courier.start();
  bench.add("bad");
  bench.add("good");
  await bench.run(60_000);
  assert.deepEqual([...bench.ended.keys()], ["good"]);
  await bench.run(6 * 24 * hour);
  assert.deepEqual(bench.ended.get("bad"), {
    to: "failed",
    reason: "Given up: down",
  });
  await bench.courier.stop(new AbortController().signal);
});

Deno.test("one that is put off holds up no other, and one that has expired is not tried", async () => {
  const bench = new Bench();
  bench.answer = (key) =>
    Promise.resolve(
      key === "grey" ? { kind: "later", reason: "451" } : { kind: "done" },
    );
  bench.add("old", { lifeMs: 0 });
  bench.add("grey");
  bench.add("good");
  bench.courier.start();
  await settle();
  assert.deepEqual(bench.tried, ["grey", "good"]);
  assert.deepEqual(bench.ended.get("old"), {
    to: "failed",
    reason: "Expired before it could be sent",
  });
  await bench.courier.stop(new AbortController().signal);
});

Deno.test("what expires while nobody can be reached makes nobody reachable", async () => {
  const bench = new Bench();
  bench.answer = () => Promise.resolve(down);
  bench.add("first");
  bench.courier.start();
  await settle();
  for (let at = 0; at < 20; at++) bench.add(`short ${at}`, { lifeMs: 1_000 });
  await bench.run(hour);
  assert.equal(bench.ended.size, 20);
  assert.deepEqual(bench.reachability, [false]);
  await bench.courier.stop(new AbortController().signal);
});

Deno.test("an attempt that never ends is broken off", async () => {
  const bench = new Bench();
  bench.answer = (_, signal) =>
    new Promise((resolve) =>
      signal.addEventListener("abort", () => resolve(down))
    );
  bench.courier.start();
  bench.add("a");
  await bench.run(61_000);
  assert.deepEqual(bench.reachability, [false]);
  await bench.courier.stop(new AbortController().signal);
});

Deno.test("what was mailed is booked, however long the disk is full, and not mailed again", async () => {
  const bench = new Bench();
  const full = () => new Deno.errors.NotCapable("The disk is full");
  bench.broken.push(full(), full(), full());
  bench.courier.start();
  bench.add("a");
  await bench.run(5_000);
  assert.deepEqual(bench.tried, ["a"]);
  assert.deepEqual([...bench.ended.keys()], ["a"]);
  assert.ok(
    bench.events.some((it) =>
      it.kind === "trouble" && it.text === "The disk is full"
    ),
  );
  await bench.courier.stop(new AbortController().signal);
});

Deno.test("a bug of a channel is told, and is no end", async () => {
  const bench = new Bench();
  bench.answer = (key) =>
    key === "bad"
      ? Promise.reject(new Error("Oops"))
      : Promise.resolve({ kind: "done" });
  bench.courier.start();
  bench.add("bad");
  bench.add("good");
  await settle();
  assert.deepEqual([...bench.ended.keys()], ["good"]);
  assert.ok(bench.events.some((it) => it.kind === "bug"));
  assert.equal(bench.waiting.length, 1);
  await bench.courier.stop(new AbortController().signal);
});

Deno.test("a stop waits for the attempt under way, and breaks it off in a hurry", async () => {
  const bench = new Bench();
  bench.answer = (_, signal) =>
    new Promise((resolve) =>
      signal.addEventListener("abort", () => resolve(down))
    );
  bench.courier.start();
  bench.add("a");
  bench.add("b");
  await settle();
  const hurry = new AbortController();
  let stopped = false;
  const stopping = bench.courier.stop(hurry.signal).then(() => stopped = true);
  await settle();
  assert.equal(stopped, false);
  hurry.abort();
  await stopping;
  assert.deepEqual(bench.tried, ["a"]);
  assert.equal(bench.waiting.length, 2);
  assert.equal(bench.clock.pending, 0);
});

Deno.test("a clock that is set back shortens no wait, nor lengthens a rest", async () => {
  const bench = new Bench();
  bench.answer = () => Promise.resolve(down);
  bench.courier.start();
  bench.add("a");
  await settle();
  bench.clock.jump(bench.clock.now() - 10 * hour);
  bench.answer = () => Promise.resolve({ kind: "done" });
  await bench.run(2 * 60_000);
  assert.deepEqual([...bench.ended.keys()], ["a"]);
  await bench.courier.stop(new AbortController().signal);
});
