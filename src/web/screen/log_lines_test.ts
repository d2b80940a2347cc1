import assert from "node:assert/strict";
import { noLines, shownLines, toggleRest, withLines } from "./log_lines.ts";
import type { LogView } from "./wire.ts";

function line(id: number, level: LogView["level"] = "info"): LogView {
  return { id, level, at: id, room: "smtp", text: `Line ${id}` };
}

function lines(from: number, to: number): LogView[] {
  return Array.from({ length: to - from + 1 }, (_, at) => line(from + at));
}

Deno.test("lines stand in their order, once each, the newest 500", () => {
  let log = withLines(noLines, [line(3), line(1)]);
  log = withLines(log, [line(2), line(3)]);
  assert.deepEqual(log.lines.map(({ id }) => id), [1, 2, 3]);
  log = withLines(log, lines(4, 900));
  assert.equal(log.lines.length, 500);
  assert.equal(log.lines[0]?.id, 401);
});

Deno.test("a log at rest moves no line under the eyes of who reads it, and says how many came", () => {
  let log = toggleRest(withLines(noLines, lines(1, 500)));
  log = withLines(log, lines(501, 700));
  const rest = shownLines(log);
  assert.deepEqual(
    rest.shown.map(({ id }) => id),
    lines(1, 500).map((it) => it.id),
  );
  assert.equal(rest.held, 200);
  const again = shownLines(toggleRest(log));
  assert.equal(again.shown.at(-1)?.id, 700);
  assert.equal(again.shown.length, 500);
  assert.equal(again.held, 0);
});

Deno.test("levels are filtered, and debug is for files", () => {
  const log = withLines(noLines, [
    ...[line(1, "debug"), line(2, "info")],
    ...[line(3, "warning"), line(4, "error")],
  ]);
  const ids = (level: "all" | "warning" | "error") =>
    shownLines({ ...log, level }).shown.map(({ id }) => id);
  assert.deepEqual(ids("all"), [2, 3, 4]);
  assert.deepEqual(ids("warning"), [3, 4]);
  assert.deepEqual(ids("error"), [4]);
});
