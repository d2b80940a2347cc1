import assert from "node:assert/strict";
import { logFiles, rotationOf, startsAnew } from "./log_rotation.ts";

const limits = { bytes: 100, files: 3 };

Deno.test("a log's next file is begun when the line would not fit, and never for an empty one", () => {
  const rows = [
    [0, 100, false],
    [0, 500, false],
    [60, 40, false],
    [60, 41, true],
    [100, 1, true],
  ] as const;
  for (const [size, bytes, anew] of rows) {
    assert.equal(startsAnew(size, bytes, limits), anew, `${size} + ${bytes}`);
  }
});

Deno.test("each file of a log becomes one older, from the oldest on", () => {
  assert.deepEqual(logFiles("/d/cellpost.log", limits), [
    "/d/cellpost.log",
    "/d/cellpost.1.log",
    "/d/cellpost.2.log",
  ]);
  assert.deepEqual(rotationOf("/d/cellpost.log", limits), [
    { from: "/d/cellpost.1.log", to: "/d/cellpost.2.log" },
    { from: "/d/cellpost.log", to: "/d/cellpost.1.log" },
  ]);
  assert.deepEqual(rotationOf("/d/x.log", { bytes: 1, files: 1 }), []);
});
