import assert from "node:assert/strict";
import { checkWalOrder, parseTrace } from "./wal_trace.ts";

const id = "1M84662HQ2AJC2CH";
const header = (size: string, offset: number) =>
  `7 pwrite64(9</q.db-wal>, "\\0\\0\\0\\2${size}salt-salt-sums-s", 24, ${offset}) = 24`;
const page = (text: string, offset: number) =>
  `7 pwrite64(9</q.db-wal>, "${text}", 4096, ${offset}) = 4096`;
const open = "\\0\\0\\0\\0";
const closed = "\\0\\0\\0\\24";

const transaction = [
  header(open, 32),
  page(`\\r\\0\\0\\0\\1\\017${id}plant`, 56),
  header(closed, 4152),
  page("an index", 4176),
];
const sync = "7 fsync(9</q.db-wal>)        = 0";
const answer =
  `7 sendto(3<TCP:[1->2]>, "250 2.0.0 Queued as ${id}\\r\\n", 38, MSG_NOSIGNAL, NULL, 0) = 38`;

function check(...lines: readonly string[]) {
  return checkWalOrder(parseTrace(lines.join("\n")));
}

Deno.test("commit, sync, answer is the right order", () => {
  const verdict = check(...transaction, sync, answer);
  assert.deepEqual(verdict, { answered: [id], syncs: 1, violations: [] });
  const data = sync.replace("fsync", "fdatasync");
  assert.deepEqual(check(...transaction, data, answer), verdict);
});

Deno.test("an answer without a sync, or before it, is too early", () => {
  const violations = [`${id} was answered before its commit was synced`];
  const lists = [
    [...transaction, answer],
    [...transaction, answer, sync],
    // Of another file, failed, or of an earlier commit.
    [...transaction, sync.replace("-wal", ""), answer],
    [...transaction, sync.replace("= 0", "= -1 EIO"), answer],
    [sync, ...transaction, answer],
    // Begun before the last page was written.
    [...transaction.slice(0, 3), sync, transaction[3] ?? "", answer],
  ];
  for (const lines of lists) {
    assert.deepEqual(check(...lines).violations, violations, lines.join("\n"));
  }
});

Deno.test("an answer before the commit, or without one, is told", () => {
  const open = [answer, ...transaction, sync];
  assert.deepEqual(check(...open).violations, [
    `${id} was answered before its transaction was committed`,
  ]);
  assert.deepEqual(check(sync, answer).violations, [
    `${id} was answered and never written`,
  ]);
});

Deno.test("a call that another thread interrupts counts from its begin to its return", () => {
  const begun = "7 fsync(9</q.db-wal> <unfinished ...>";
  const other = '8 write(1</dev/null>, "x", 1) = 1';
  const returned = "7 <... fsync resumed>)             = 0";
  const good = check(...transaction, begun, other, returned, answer);
  assert.deepEqual(good, { answered: [id], syncs: 1, violations: [] });
  const early = answer.replace(/^7/, "8");
  const bad = check(...transaction, begun, other, early, returned);
  assert.equal(bad.violations.length, 1);
});
