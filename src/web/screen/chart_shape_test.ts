import assert from "node:assert/strict";
import fc from "fast-check";
import {
  busySlots,
  chartShape,
  scaleOf,
  slotAt,
  totalsOf,
} from "./chart_shape.ts";

const size = {
  width: 400,
  height: 200,
  left: 30,
  right: 10,
  top: 10,
  bottom: 20,
};
const start = new Date(2026, 10, 26, 14, 3).getTime();

function series(accepted: number[], sent = accepted, failed: number[] = []) {
  const counts = { accepted, sent, failed, delivered: [], received: [] };
  return { from: start, slotMs: 60_000, counts };
}

Deno.test("a scale is whole and round, and holds the largest value", () => {
  const rows = [
    [0, [0, 1, 2]],
    [1, [0, 1, 2]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [20, [0, 5, 10, 15, 20]],
    [97, [0, 50, 100]],
    [2_345, [0, 1_000, 2_000, 3_000]],
  ] as const;
  for (const [largest, scale] of rows) {
    assert.deepEqual(scaleOf(largest), [...scale], `${largest}`);
  }
  fc.assert(fc.property(fc.nat(10_000_000), (largest) => {
    const scale = scaleOf(largest);
    assert.ok(scale.at(-1)! >= largest && scale.every(Number.isInteger));
    assert.ok(scale.length >= 3 && scale.length <= 6);
  }));
});

Deno.test("nothing is drawn outside of its rectangle", () => {
  const values = fc.array(fc.nat(5_000), { minLength: 60, maxLength: 60 });
  fc.assert(fc.property(values, values, values, (accepted, sent, failed) => {
    const shape = chartShape(series(accepted, sent, failed), size);
    const ys = [
      ...shape.heights,
      ...[...shape.sent.matchAll(/[ C][\d.]+ ([\d.]+)/g)].map((it) => +it[1]!),
    ];
    assert.ok(ys.every((y) => y >= size.top && y <= 400), `${ys}`);
    assert.ok(shape.middles.every((x) => x > 30 && x < 390));
    for (const bar of [...shape.accepted, ...shape.failed]) {
      assert.ok(bar.height >= 2 && bar.y >= size.top);
      assert.ok(Math.abs(bar.y + bar.height - shape.base) < 0.11);
    }
  }));
});

Deno.test("an empty span is a flat line on the base, without bars", () => {
  const shape = chartShape(series(Array(60).fill(0)), size);
  const line = [...shape.sent.matchAll(/[MC ]([\d.]+) ([\d.]+)/g)];
  assert.ok(line.length > 59 && line.every((it) => it[2] === "180"));
  assert.deepEqual(shape.accepted, []);
  assert.deepEqual(shape.failed, []);
  assert.deepEqual(chartShape(series([]), size).middles, []);
});

Deno.test("the smooth line goes through its points and never beyond its neighbours", () => {
  const values = fc.array(fc.nat(50), { minLength: 3, maxLength: 30 });
  fc.assert(fc.property(values, (sent) => {
    const { heights, sent: line } = chartShape(series(sent), size);
    const curves = line.split("C").slice(1)
      .map((it) => it.split(" ").map(Number));
    assert.equal(curves.length, sent.length - 1);
    for (const [at, [, first, , second, , to]] of curves.entries()) {
      const [low, high] = [heights[at]!, heights[at + 1]!].toSorted((a, b) =>
        a - b
      ) as [number, number];
      assert.equal(to, heights[at + 1]);
      for (const y of [first!, second!]) {
        assert.ok(y >= low - 0.1 && y <= high + 0.1, `${y} of ${low}-${high}`);
      }
    }
  }));
});

Deno.test("columns stand at round times of the clock on the wall", () => {
  const shape = chartShape(series(Array(60).fill(1)), size);
  const minutes = shape.columns.map(({ value }) =>
    new Date(value).getMinutes()
  );
  assert.deepEqual(minutes, [10, 20, 30, 40, 50, 0]);
});

Deno.test("the slot under the pointer is the nearest one", () => {
  const shape = chartShape(series([1, 2, 3, 4]), size);
  assert.deepEqual(shape.middles, [75, 165, 255, 345]);
  const rows = [[0, 0], [119, 0], [121, 1], [255, 2], [999, 3]] as const;
  for (const [x, slot] of rows) assert.equal(slotAt(shape, x), slot);
});

Deno.test("the table has what happened, the newest first, and the sums", () => {
  const given = series([1, 0, 3], [0, 0, 2], [0, 0, 1]);
  assert.deepEqual(busySlots(given), [
    { at: start + 120_000, accepted: 3, sent: 2, failed: 1 },
    { at: start, accepted: 1, sent: 0, failed: 0 },
  ]);
  assert.deepEqual(totalsOf(given), { accepted: 4, sent: 2, failed: 1 });
});
