/**
 * `kill -9` under load, again and again, while the disk fails and the clock jumps: what was answered 250 arrives, only what a kill met
 * on the wire may come twice, and what was answered 4xx does not arrive.
 */
import assert from "node:assert/strict";
import { faultKinds } from "./support/fault_plan.ts";
import { inFolder } from "./support/paths.ts";
import { torture } from "./support/torture.ts";

const kills = 20;

Deno.test(`${kills} kills under load and amid faults lose nothing, and mark what may come twice`, async () => {
  await inFolder(async (folder) => {
    const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    const moments: string[] = [];
    const note = (line: string) => void moments.push(line);
    const faults = faultKinds;
    const result = await torture({ folder, kills, seed, faults, note });
    const story = `deno task torture -- --kills ${kills} --seed ${seed}\n${
      moments.join("\n")
    }`;
    assert.deepEqual(
      result.judgement,
      {
        ...{ lost: [], invented: [], unmarked: [], markedForNothing: [] },
        refusedYetShown: [],
      },
      story,
    );
    assert.deepEqual(result.unfinished, [], story);
    // Otherwise it was no torture.
    assert.ok(result.promised.size > kills, story);
    assert.ok(result.atRisk.size > 0, story);
    assert.ok(result.failedCalls > 0, story);
  });
});
