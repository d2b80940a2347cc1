import assert from "node:assert/strict";
import { ManualClock, settle } from "../../../tests/support/manual_clock.ts";
import { emptyOperations } from "../../../tests/support/fake_desk.ts";
import { listed, message, snapshot } from "../../../tests/support/top_views.ts";
import { ControlError } from "../../control/mod.ts";
import type { Operations } from "../../desk/mod.ts";
import type { Terminal } from "./console.ts";
import { ReconnectingFeed } from "./feed.ts";
import { enterPicture, leavePicture } from "./paint.ts";
import { runTop } from "./run.ts";
import type { SnapshotRequest } from "./snapshot.ts";
import { fullTheme } from "./theme.ts";

/** A terminal that keeps what it is sent. */
class FakeTerminal implements Terminal {
  sent = "";
  raw: boolean[] = [];
  columns = 80;
  rows = 24;
  resize: () => void = () => {};
  end: () => void = () => {};
  listeners = 0;
  #typed: PromiseWithResolvers<Uint8Array | null> = Promise.withResolvers();

  readonly output = {
    isTerminal: () => true,
    writeSync: (bytes: Uint8Array) => {
      this.sent += new TextDecoder().decode(bytes);
      return bytes.length;
    },
  };
  readonly keyboard = {
    isTerminal: () => true,
    setRaw: (raw: boolean) => void this.raw.push(raw),
    read: async (buffer: Uint8Array) => {
      const bytes = await this.#typed.promise;
      this.#typed = Promise.withResolvers();
      if (bytes === null) return null;
      buffer.set(bytes);
      return bytes.length;
    },
  };
  readonly size = () => ({ columns: this.columns, rows: this.rows });
  readonly onResize = (listener: () => void) => {
    this.resize = listener;
    this.listeners += 1;
    return () => void (this.listeners -= 1);
  };
  readonly onEnd = (listener: () => void) => {
    this.end = listener;
    this.listeners += 1;
    return () => void (this.listeners -= 1);
  };

  async type(text: string | null): Promise<void> {
    this.#typed.resolve(text === null ? null : new TextEncoder().encode(text));
    await settle();
  }

  /** What was sent since it was asked last. */
  take(): string {
    const { sent } = this;
    this.sent = "";
    return sent;
  }
}

class Bench {
  readonly clock = new ManualClock();
  readonly terminal = new FakeTerminal();
  readonly requests: SnapshotRequest[] = [];
  readonly stop = new AbortController();
  operations: Operations | undefined;
  readonly done: Promise<void>;

  constructor(operations?: Partial<Operations>) {
    this.operations = operations && { ...emptyOperations, ...operations };
    const feed = new ReconnectingFeed(
      () => Promise.resolve(this.operations),
      { clock: this.clock, where: "/var/lib/cellpost/cellpost.db" },
    );
    this.done = runTop({
      feed: {
        take: (request) => {
          this.requests.push(request);
          return feed.take(request);
        },
      },
      terminal: this.terminal,
      theme: fullTheme,
      clock: this.clock,
      signal: this.stop.signal,
    });
  }

  /** After the end nothing is left of it. */
  restored(): void {
    assert.ok(this.terminal.take().endsWith(leavePicture));
    assert.deepEqual(this.terminal.raw, [true, false]);
    assert.equal(this.terminal.listeners, 0);
  }
}

const rows = Array.from({ length: 40 }, (_, at) => listed(40 - at));

Deno.test("top asks once a second and writes only when something is new", async () => {
  let accepted = 1;
  const { stats } = await snapshot();
  const bench = new Bench({
    stats: () =>
      Promise.resolve({ ...stats, today: { ...stats.today, accepted } }),
    list: () => Promise.resolve(rows),
  });
  await settle();
  const first = bench.terminal.take();
  assert.ok(first.startsWith(enterPicture));
  assert.match(first, /All is well/);
  assert.match(first, /today +1 /);
  accepted = 2;
  await bench.clock.advance(1_000);
  assert.equal(bench.requests.length, 2);
  const second = bench.terminal.take();
  assert.match(second, /today +2 /);
  assert.doesNotMatch(second, /All is well/);
  await bench.terminal.type("q");
  await bench.done;
  bench.restored();
});

Deno.test("keys choose, open, filter and search; each asks at once for what it needs", async () => {
  const bench = new Bench({
    list: () => Promise.resolve(rows),
    show: ({ id }) => Promise.resolve(message(id)),
  });
  await settle();
  bench.terminal.take();
  await bench.terminal.type("\u001b[B");
  assert.match(bench.terminal.take(), /› .*Pump 39 stopped/);
  await bench.terminal.type("\r");
  assert.deepEqual(bench.requests.at(-1)?.show, "0000000000000039");
  assert.match(bench.terminal.take(), /Message {2}0000000000000039, accepted/);
  await bench.terminal.type("\u001b");
  await bench.clock.advance(50);
  assert.match(bench.terminal.take(), /› .*Pump 39 stopped/);
  await bench.terminal.type("/pump 3\r");
  assert.deepEqual(bench.requests.at(-1)?.list, { limit: 100, text: "pump 3" });
  await bench.terminal.type("f");
  assert.equal(bench.requests.at(-1)?.list.state, "queued");
  await bench.terminal.type("\u0003");
  await bench.done;
  bench.restored();
});

Deno.test("an appliance that restarts is waited for, in words", async () => {
  const bench = new Bench();
  await settle();
  assert.match(
    bench.terminal.take(),
    /No cellpost runs with the queue \/var\/lib.*: waiting for it\./,
  );
  bench.operations = emptyOperations;
  await bench.clock.advance(1_000);
  assert.match(bench.terminal.take(), /All is well/);
  const gone = () =>
    Promise.reject(new ControlError("unreachable", "Nobody answers"));
  Object.assign(bench.operations = { ...emptyOperations }, { list: gone });
  // The one that was found goes on to answer; the next one does not.
  await bench.clock.advance(1_000);
  bench.stop.abort();
  await bench.done;
  bench.restored();
});

Deno.test("what takes long is asked for less often", async () => {
  const bench = new Bench({
    list: async () => {
      await bench.clock.sleep(500);
      return rows;
    },
  });
  await bench.clock.advance(500);
  assert.match(bench.terminal.take(), /Pump 40 stopped/);
  await bench.clock.advance(1_999);
  assert.equal(bench.requests.length, 1);
  await bench.clock.advance(1);
  assert.equal(bench.requests.length, 2);
  await bench.terminal.type("f");
  await bench.clock.advance(500);
  assert.equal(bench.requests.at(-1)?.list.state, "queued");
  bench.stop.abort();
  await bench.done;
  bench.restored();
});

Deno.test("whoever stops answering is told of, and heard again when he does", async () => {
  const stuck = Promise.withResolvers<readonly []>();
  let hang = true;
  const bench = new Bench({
    alarms: () => hang ? stuck.promise : Promise.resolve([]),
  });
  await bench.clock.advance(4_999);
  assert.match(bench.terminal.take(), /Looking for the running cellpost/);
  await bench.clock.advance(1);
  assert.match(bench.terminal.take(), /does not answer: it is busy, or hangs/);
  await bench.clock.advance(1_000);
  hang = false;
  stuck.resolve([]);
  await bench.clock.advance(1_000);
  assert.match(bench.terminal.take(), /All is well/);
  bench.stop.abort();
  await bench.done;
  bench.restored();
});

Deno.test("an old appliance, or none that may be asked, is told in its own words", async () => {
  const bench = new Bench({
    stats: () =>
      Promise.reject(
        new ControlError("refused", 'It says: No operation "stats"'),
      ),
  });
  await settle();
  assert.match(bench.terminal.take(), /It says: No operation "stats"\./);
  bench.stop.abort();
  await bench.done;
  bench.restored();
});

Deno.test("a resize draws all anew, at once", async () => {
  const bench = new Bench({ list: () => Promise.resolve(rows) });
  await settle();
  bench.terminal.take();
  bench.terminal.columns = 40;
  bench.terminal.rows = 10;
  bench.terminal.resize();
  const drawn = bench.terminal.take();
  assert.ok(drawn.includes("\u001b[2J"));
  assert.ok(drawn.includes("\u001b[10;1H"));
  assert.ok(!drawn.includes("\u001b[11;1H"));
  await bench.terminal.type(null);
  await bench.done;
  bench.restored();
});

Deno.test("a bug ends it with the terminal as it was", async () => {
  const bench = new Bench({
    list: () => Promise.reject(new Error("A bug")),
  });
  await assert.rejects(bench.done, /A bug/);
  bench.restored();
  const other = new Bench({});
  await settle();
  other.terminal.columns = NaN;
  Object.assign(other.terminal, {
    size: () => {
      throw new Error("No terminal");
    },
  });
  other.terminal.resize();
  await assert.rejects(other.done, /No terminal/);
  other.restored();
});

Deno.test("whatever ends the process gives the terminal back, once", async () => {
  const bench = new Bench({});
  await settle();
  bench.terminal.take();
  bench.terminal.end();
  assert.equal(bench.terminal.take(), leavePicture);
  bench.stop.abort();
  await bench.done;
  assert.equal(bench.terminal.take(), "");
  assert.deepEqual(bench.terminal.raw, [true, false]);
});
