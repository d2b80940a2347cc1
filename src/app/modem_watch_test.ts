import assert from "node:assert/strict";
import { ManualClock, settle } from "../../tests/support/manual_clock.ts";
import type { ModemView } from "../desk/mod.ts";
import { CommandError, exitCode } from "./exit_code.ts";
import { type Look, watchModems } from "./modem_watch.ts";

function view(name: string, state: string): ModemView {
  return {
    name,
    port: `/dev/${name}`,
    simulated: false,
    state,
    detail: "",
    sent: 0,
    errors: 0,
  };
}

class Bench {
  readonly clock = new ManualClock();
  readonly stop = new AbortController();
  readonly writes: string[] = [];
  readonly lines: string[] = [];
  readonly notes: string[] = [];
  readonly asked: boolean[] = [];
  views: readonly ModemView[] = [view("roof", "starting")];
  running = true;
  size = { columns: 80, rows: 10 };
  survey: (anew: boolean) => Promise<Look> = (anew) => {
    this.asked.push(anew);
    return Promise.resolve({ views: this.views, running: this.running });
  };

  watch(options: { readonly terminal?: boolean; readonly json?: boolean }) {
    const { terminal = false, json = false } = options;
    return watchModems((anew) => this.survey(anew), {
      clock: this.clock,
      signal: this.stop.signal,
      json,
      stdout: {
        isTerminal: () => terminal,
        writeSync: (bytes) => {
          this.writes.push(new TextDecoder().decode(bytes));
          return bytes.length;
        },
      },
      size: () => this.size,
      line: (text) => this.lines.push(text),
      note: (text) => this.notes.push(text),
    });
  }
}

Deno.test("watchModems() draws on a terminal line over line, one write a picture, and gives the terminal back", async () => {
  const bench = new Bench();
  const watching = bench.watch({ terminal: true });
  await settle();
  bench.views = [view("roof", "usable")];
  await bench.clock.advance(2_000);
  assert.equal(bench.writes.length, 2);
  const [first = "", second = ""] = bench.writes;
  assert.ok(first.startsWith("\x1b[?1049h\x1b[?25l\x1b[H"));
  assert.match(first, /roof {3}starting/);
  // Nothing is erased before it is drawn anew: that is what flickers.
  assert.ok(second.startsWith("\x1b[Hcellpost modems, "));
  assert.equal(second.includes("\x1b[2J"), false);
  assert.ok(second.endsWith("\x1b[K\x1b[J"));
  bench.stop.abort();
  await watching;
  assert.equal(bench.writes.at(-1), "\x1b[?25h\x1b[?1049l");
  assert.match(bench.lines.join("\n"), /^MODEM {2}STATE[^]*usable/);
  assert.equal(bench.clock.pending, 0);
  assert.deepEqual(bench.asked, [true, false]);
});

Deno.test("watchModems() shows as much as the terminal is high", async () => {
  const bench = new Bench();
  bench.views = Array.from({ length: 20 }, (_, at) => view(`m${at}`, "usable"));
  const watching = bench.watch({ terminal: true });
  await settle();
  const [drawn = ""] = bench.writes;
  assert.equal(drawn.split("\r\n").length, 10);
  assert.match(drawn, /… 34 more lines/);
  bench.stop.abort();
  await watching;
});

Deno.test("watchModems() without a terminal writes a line for what has changed, and no control sequence", async () => {
  const bench = new Bench();
  bench.views = [view("roof", "starting"), view("yard", "usable")];
  const watching = bench.watch({});
  await settle();
  await bench.clock.advance(2_000);
  bench.views = [view("roof", "usable")];
  await bench.clock.advance(2_000);
  bench.stop.abort();
  await watching;
  assert.deepEqual(bench.lines.map((line) => line.slice(20)), [
    "roof starting",
    "yard usable",
    "roof usable",
    "yard is gone",
  ]);
  assert.deepEqual(bench.writes, []);
});

Deno.test("watchModems() as JSON is one object a line", async () => {
  const bench = new Bench();
  const watching = bench.watch({ json: true, terminal: true });
  await settle();
  await bench.clock.advance(2_000);
  bench.stop.abort();
  await watching;
  assert.deepEqual(
    bench.lines.map((line) => JSON.parse(line).modems[0].state),
    ["starting", "starting"],
  );
});

Deno.test("watchModems() ends at once while a survey is under way, and looks seldom without a running cellpost", async () => {
  const bench = new Bench();
  bench.running = false;
  const watching = bench.watch({});
  await settle();
  await bench.clock.advance(9_000);
  assert.equal(bench.asked.length, 1);
  bench.survey = () => new Promise(() => {});
  await bench.clock.advance(1_000);
  bench.stop.abort();
  await watching;
});

Deno.test("watchModems() gives the terminal back when a survey fails", async () => {
  const bench = new Bench();
  const watching = bench.watch({ terminal: true });
  await settle();
  bench.survey = () => Promise.reject(new Error("Gone"));
  const failed = assert.rejects(watching, /Gone/);
  await bench.clock.advance(2_000);
  await failed;
  assert.equal(bench.writes.at(-1), "\x1b[?25h\x1b[?1049l");
});

Deno.test("watchModems() outlives the cellpost that it asks, and shows the next one", async () => {
  for (const kind of [{ terminal: true }, { json: true }, {}]) {
    const bench = new Bench();
    const { survey } = bench;
    const watching = bench.watch(kind);
    await settle();
    const before = bench.lines.length;
    bench.survey = () =>
      Promise.reject(new CommandError(exitCode.system, "It does not answer"));
    await bench.clock.advance(2_000);
    const told = kind.terminal ? bench.writes.at(-1) : bench.notes.at(-1);
    assert.match(told ?? "", /It does not answer/);
    assert.match(kind.terminal ? told ?? "" : "roof", /roof/);
    assert.equal(bench.lines.length, before);
    bench.survey = survey;
    bench.views = [view("roof", "usable")];
    await bench.clock.advance(2_000);
    const shown = kind.terminal ? bench.writes.at(-1) : bench.lines.at(-1);
    assert.match(shown ?? "", /usable/);
    bench.stop.abort();
    await watching;
  }
});
