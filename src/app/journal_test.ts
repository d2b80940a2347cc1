import assert from "node:assert/strict";
import { isJournal, withPriority } from "./journal.ts";
import { startLog } from "./log.ts";
import { bugLine } from "./log_line.ts";

Deno.test("each line has its priority, also those of a trace", () => {
  assert.equal(withPriority("debug", "a"), "<7>a");
  assert.equal(withPriority("info", "a"), "<6>a");
  assert.equal(withPriority("warning", "a\nb\n\nc"), "<4>a\n<4>b\n<4>\n<4>c");
  assert.equal(withPriority("error", ""), "<3>");
});

Deno.test("a stream is the journal when device and inode are those of JOURNAL_STREAM", () => {
  const stream = { dev: 8n, ino: 12345678901234567890n };
  assert.ok(isJournal("8:12345678901234567890", stream));
  for (const other of [undefined, "", "8:1", "9:12345678901234567890", "8"]) {
    assert.ok(!isJournal(other, stream), String(other));
  }
});

Deno.test("for journald a line has its priority and no time of ours; JSON stays JSON behind it", () => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const options = { level: "info", journal: true, write } as const;
  const log = startLog({ ...options, format: "text" });
  const line = { text: "{modem1} usable", properties: { a: 1 } };
  log.line("modem", { ...line, level: "warning" });
  const error = new Error("x");
  error.stack = "Error: x\n    at one\n    at two";
  log.line("app", bugLine(error));
  log.stop();
  assert.deepEqual(lines, [
    "<4>{modem1} usable",
    "<3>Bug, please report it: Error: x\n<3>    at one\n<3>    at two",
  ]);
  lines.length = 0;
  const json = startLog({ ...options, format: "json" });
  json.line("modem", { ...line, level: "info" });
  json.stop();
  assert.match(lines[0] ?? "", /^<6>\{.*\}$/);
  const parsed = JSON.parse(lines[0]?.slice(3) ?? "");
  assert.equal(parsed.message, "{modem1} usable");
});
