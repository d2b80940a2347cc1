import assert from "node:assert/strict";
import { ManualClock } from "../../../tests/support/manual_clock.ts";
import { ApiBench } from "../../../tests/support/api_bench.ts";
import { FakeDesk } from "../../../tests/support/fake_desk.ts";
import type { Operations } from "../../desk/mod.ts";
import { eventStream } from "./event_stream.ts";

const line = (id: number) => ({
  ...{ id, at: 0, level: "info" as const, room: "app", text: `line ${id}` },
});

function bench(operations: Partial<Operations> = {}) {
  const clock = new ManualClock();
  const fake = new FakeDesk({
    log: ({ after = 0 }) => {
      return Promise.resolve([1, 2, 3].filter((it) => it > after).map(line));
    },
    ...operations,
  });
  return { clock, fake, api: new ApiBench(fake.desk, clock) };
}

class Reader {
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next piece; undefined at the end. */
  async next(): Promise<string | undefined> {
    return (await this.#reader.read()).value;
  }

  async close(): Promise<void> {
    await this.#reader.cancel();
  }
}

Deno.test("events are told by name, with an id and JSON, and a heartbeat in between", async () => {
  const { api, clock, fake } = bench();
  const answer = await api.ask("/events");
  assert.equal(answer.headers.get("content-type"), "text/event-stream");
  const events = new Reader(answer.body!);
  assert.equal(await events.next(), "retry: 3000\n\n");
  fake.tell({ kind: "deliveries", ids: ["A"], more: false });
  assert.equal(
    await events.next(),
    'id: 0-3\nevent: deliveries\ndata: {"kind":"deliveries","ids":["A"],"more":false}\n\n',
  );
  fake.tell({ kind: "log", lines: [line(4)] });
  assert.match(await events.next() ?? "", /^id: 0-4\nevent: log\n/);
  fake.tell({ kind: "modems" });
  assert.match(await events.next() ?? "", /^id: 0-4\nevent: modems\n/);
  await clock.advance(15_000);
  assert.equal(await events.next(), ": alive\n\n");
  await events.close();
  assert.equal(fake.watchers, 0);
  assert.equal(clock.pending, 0);
});

Deno.test("a client that wants some kinds hears of no others", async () => {
  const { api, fake } = bench();
  const events = new Reader((await api.ask("/events?kinds=stats")).body!);
  await events.next();
  fake.tell({ kind: "modems" });
  fake.tell({ kind: "stats" });
  assert.match(await events.next() ?? "", /event: stats/);
  await events.close();
});

Deno.test("a client that comes back is told of every kind, and the lines that it missed", async () => {
  const rows = [
    ["0-1", [2, 3]],
    // Of an earlier run, or made up.
    ["zz-2", [1, 2, 3]],
    ["nonsense", [1, 2, 3]],
    ["0-999", []],
  ] as const;
  for (const [id, lines] of rows) {
    const { api } = bench();
    const answer = await api.ask("/events", {
      headers: { "last-event-id": id },
    });
    const events = new Reader(answer.body!);
    let text = "";
    while (!text.includes("event: log")) text += await events.next();
    const kinds = [...text.matchAll(/event: (\w+)/g)].map((it) => it[1]);
    assert.deepEqual(kinds, [
      ...["deliveries", "modems", "inbox", "alarms", "breaker", "stats"],
      "log",
    ]);
    const log = JSON.parse(/event: log\ndata: (.*)/.exec(text)?.[1] ?? "");
    const ids = log.lines.map((it: { readonly id: number }) => it.id);
    assert.deepEqual(ids, lines, id);
    await events.close();
  }
});

Deno.test("a client that does not read is cut off, and holds no more than its share", async () => {
  const { fake, clock } = bench();
  const stream = eventStream(fake.desk.live, {
    clock,
    first: [],
    wants: () => true,
    idOf: () => "1",
  });
  assert.equal(fake.watchers, 1);
  const text = "x".repeat(1_000);
  let told = 0;
  while (fake.watchers > 0) {
    fake.tell({ kind: "log", lines: [{ ...line(1), text }] });
    told += 1;
    assert.ok(told < 300, "it is never cut off");
  }
  assert.equal(clock.pending, 0);
  let bytes = 0;
  for await (const piece of stream) bytes += piece.length;
  assert.ok(bytes <= 256 * 1024, `${bytes} bytes were kept`);
});

Deno.test("whoever asks with HEAD leaves nothing behind", async () => {
  const { api, clock, fake } = bench();
  const answer = await api.ask("/events", { method: "HEAD" });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "text/event-stream");
  assert.equal(await answer.text(), "");
  assert.deepEqual([fake.watchers, clock.pending], [0, 0]);
});
