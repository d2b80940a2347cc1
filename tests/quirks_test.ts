import assert from "node:assert/strict";
import { operatorsOnly, quirkSwitches } from "../src/modem/quirk_switches.ts";
import type { QuirkRow } from "../src/modem/quirks.ts";
import { quirkRows } from "../src/modem/quirks_table.ts";
import {
  playTranscript,
  readTranscript,
  transcriptNames,
} from "./support/transcript_play.ts";

/** The table with another row, or none, in the place of one. */
function tableWith(
  name: string,
  ...instead: readonly QuirkRow[]
): readonly QuirkRow[] {
  return quirkRows.flatMap((row) => row.name === name ? instead : [row]);
}

/** Fails when the row's transcript can be played with this table as well. */
async function assertNeeded(
  row: QuirkRow,
  rows: readonly QuirkRow[],
): Promise<void> {
  await playTranscript(readTranscript(row.transcript));
  await assert.rejects(
    playTranscript(readTranscript(row.transcript), { rows }),
    `tests/modems/${row.transcript}.at does not need ${row.name}`,
  );
}

for (const row of quirkRows) {
  Deno.test(`quirk ${row.name}: without it ${row.transcript}.at fails`, async () => {
    await assertNeeded(row, tableWith(row.name));
    // Nothing in the row is idle: each of its switches and its advice count.
    for (const key of Object.keys(row.switches)) {
      const switches = Object.fromEntries(
        Object.entries(row.switches).filter(([it]) => it !== key),
      );
      await assertNeeded(row, tableWith(row.name, { ...row, switches }));
    }
    const { advice, ...silent } = row;
    if (advice) await assertNeeded(row, tableWith(row.name, silent));
  });
}

Deno.test("every switch is used by a row, or is the operator's only", () => {
  const used = new Set(quirkRows.flatMap((row) => Object.keys(row.switches)));
  for (const key of Object.keys(quirkSwitches)) {
    const own = [...operatorsOnly].some((it) => it === key);
    assert.equal(used.has(key), !own, key);
  }
});

Deno.test("every row has a name of its own, a source and something to say or to do", () => {
  const names = quirkRows.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
  const transcripts = transcriptNames();
  for (const row of quirkRows) {
    assert.match(row.name, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    assert.match(row.source, /\w+\/\w+|[A-Z]\w+|smstools/, row.name);
    assert.ok(transcripts.includes(row.transcript), row.name);
    assert.ok(Object.keys(row.switches).length > 0 || row.advice, row.name);
  }
});
