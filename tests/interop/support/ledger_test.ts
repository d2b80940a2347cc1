import assert from "node:assert/strict";
import { judge, type Ledger, twice } from "./ledger.ts";

const nothing = { lost: [], invented: [], unmarked: [], markedForNothing: [] };

function ledger(changed: Partial<Ledger> = {}): Ledger {
  return {
    promised: new Set(["a", "b"]),
    tried: new Set(["a", "b", "c"]),
    shown: ["b", "a"],
    segments: [
      { mail: "b", part: 1 },
      { mail: "a", part: 1 },
      { mail: "a", part: 2 },
    ],
    atRisk: new Set(["a"]),
    marked: new Set(),
    ...changed,
  };
}

Deno.test("a ledger in which every promise was kept once is in order", () => {
  assert.deepEqual(judge(ledger()), nothing);
});

Deno.test("a promise that was not kept is lost, a mail without 250 is not", () => {
  const judged = judge(ledger({ shown: ["a"] }));
  assert.deepEqual(judged, { ...nothing, lost: ["b"] });
});

Deno.test("an SMS that nobody sent is told", () => {
  const judged = judge(ledger({ shown: ["a", "b", "x"] }));
  assert.deepEqual(judged, { ...nothing, invented: ["x"] });
});

Deno.test("a mail shown twice must be marked", () => {
  const shown = ["a", "b", "a"];
  assert.deepEqual(judge(ledger({ shown })), { ...nothing, unmarked: ["a"] });
  assert.deepEqual(judge(ledger({ shown, marked: new Set("a") })), nothing);
});

Deno.test("a segment that arrived twice must be marked, even if the phone showed one SMS", () => {
  const segments = [
    { mail: "a", part: 1 },
    { mail: "a", part: 2 },
    { mail: "a", part: 2 },
  ];
  assert.deepEqual([...twice({ shown: ["a"], segments })], ["a"]);
  const judged = judge(ledger({ segments }));
  assert.deepEqual(judged, { ...nothing, unmarked: ["a"] });
});

Deno.test("a mark needs a PDU that a kill has met", () => {
  const judged = judge(ledger({ marked: new Set(["a", "b"]) }));
  assert.deepEqual(judged, { ...nothing, markedForNothing: ["b"] });
});
