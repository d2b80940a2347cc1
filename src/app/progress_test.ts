import assert from "node:assert/strict";
import fc from "fast-check";
import { ManualClock } from "../../tests/support/manual_clock.ts";
import { Progress } from "./progress.ts";
import { progressLine } from "./progress_line.ts";
import { textWidth } from "./text_width.ts";

Deno.test("progressLine() tells count, share, rate and what is left", () => {
  const facts = { what: "deliveries", done: 0, elapsedMs: 0 };
  const rows = [
    [facts, "0 deliveries"],
    [{ ...facts, done: 5, elapsedMs: 2_000 }, "5 deliveries, 2.5 a second"],
    [{ ...facts, done: 3, elapsedMs: 60_000 }, "3 deliveries, 3.0 a minute"],
    [{ ...facts, total: 0 }, "0 deliveries"],
    [
      { ...facts, total: 4 },
      "························   0 % 0 of 4 deliveries",
    ],
    [
      { ...facts, done: 1, total: 3, elapsedMs: 3_600_000, note: "SIGKILL" },
      "████████················  33 % 1 of 3 deliveries, 0.0 a minute, 2 h 0 min left, SIGKILL",
    ],
    [
      { ...facts, done: 10, total: 1_000, elapsedMs: 1_000 },
      "························   1 % 10 of 1000 deliveries, 10 a second, 1 min 39 s left",
    ],
    [
      { ...facts, done: 9, total: 8, elapsedMs: 1_000 },
      "████████████████████████ 100 % 9 of 8 deliveries, 9.0 a second",
    ],
  ] as const;
  for (const [given, line] of rows) {
    assert.equal(progressLine(given, 120), line);
  }
});

Deno.test("a progress line is never wider than the terminal", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat(),
      fc.nat(),
      fc.nat(150),
      (done, total, elapsedMs, width) => {
        const line = progressLine(
          { what: "kills", done, total, elapsedMs },
          width,
        );
        assert.ok(textWidth(line) <= width);
      },
    ),
  );
});

function place(live: boolean) {
  const clock = new ManualClock();
  const drawn: string[] = [];
  const screen = { live, status: (text: string) => void drawn.push(text) };
  return { clock, drawn, screen, columns: () => 81 };
}

Deno.test("progress is drawn five times a second at most, and goes at the end", async () => {
  const where = place(true);
  {
    using progress = new Progress("kills", where);
    progress.at(1);
    progress.at(2);
    await where.clock.advance(199);
    progress.at(3);
    await where.clock.advance(1);
    progress.at(4);
  }
  assert.deepEqual(where.drawn, ["1 kills", "4 kills, 20 a second", ""]);
});

Deno.test("where no terminal is, nothing is drawn", () => {
  const where = place(false);
  using progress = new Progress("kills", where);
  progress.at(1, { total: 2 });
  assert.deepEqual(where.drawn, []);
});
