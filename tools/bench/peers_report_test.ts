import assert from "node:assert/strict";
import { cellpost, cellpostInMemory } from "./peer_cellpost.ts";
import type { PeerResult } from "./peer_run.ts";
import { smsdByDefault, smsdInMemory, smsdTuned } from "./peer_smsd.ts";
import {
  type PeersReport,
  renderNotes,
  renderPeers,
  targetsOf,
} from "./peers_report.ts";
import { meetsBar } from "./table.ts";

function result(
  peer: PeerResult["peer"],
  fastRate: number,
  slowRate: number,
): PeerResult {
  const fromStart = { mean: 2.25, worst: 4 };
  const fromQueued = { mean: 1.04, worst: 3 };
  return { peer, fastRate, slowRate, fromStart, fromQueued };
}

const report: PeersReport = {
  bare: { fastRate: 2000, slowRate: 9.9, answerMs: 100.5 },
  results: [
    result(cellpost, 500, 9.6),
    result(smsdByDefault, 2.5, 2),
    result(smsdTuned, 300, 9),
    result(cellpostInMemory, 900, NaN),
    result(smsdInMemory, 600, 9.9),
  ],
};

Deno.test("targetsOf() measures us against smsd's defaults, the best peer and the modem", () => {
  const targets = targetsOf(report);
  assert.deepEqual(targets.map(({ value }) => value.toFixed(2)), [
    "200.00",
    "1.67",
    "1.50",
    "3.33",
    "3.67",
  ]);
  const verdicts = targets.map(meetsBar);
  assert.deepEqual(verdicts, [true, false, false, undefined, false]);
});

Deno.test("without a measured smsd its target is missed, not met", () => {
  const [ours] = report.results;
  assert.ok(ours);
  const [first] = targetsOf({ ...report, results: [ours] });
  assert.equal(first && meetsBar(first), false);
});

Deno.test("renderPeers() has a row for each gateway and the bare sender", () => {
  const lines = renderPeers(report).split("\n");
  assert.equal(lines.length, 2 + 5 + 1);
  const cells = lines[2]?.split("|").map((cell) => cell.trim());
  assert.deepEqual(cells, [
    "",
    "cellpost, defaults",
    "500",
    "9.60",
    "3.7",
    "2.3 (4)",
    "1.0 (3)",
    "",
  ]);
  assert.match(lines[5] ?? "", /in memory +\| 900 +\| +\| +\|/);
});

Deno.test("renderNotes() says of each gateway how it was set up", () => {
  const notes = renderNotes(report).split("\n");
  assert.match(notes[1] ?? "", /^- smsd, defaults .*delaytime = 1/);
  assert.match(
    notes[0] ?? "",
    /100 ms modem, 20 one at a time, after 500 and 200 to warm up/,
  );
  assert.doesNotMatch(notes[3] ?? "", /100 ms/);
});
