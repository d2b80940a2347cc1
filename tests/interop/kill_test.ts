/** `kill -9` under load, again and again: what was answered 250 arrives, and only what a kill met on the wire may come twice. */
import assert from "node:assert/strict";
import { inFolder } from "./support/paths.ts";
import { torture } from "./support/torture.ts";

const kills = 20;

Deno.test(`${kills} kills under load lose nothing, and mark what may come twice`, async () => {
  await inFolder(async (folder) => {
    const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    const moments: string[] = [];
    const note = (line: string) => void moments.push(line);
    const result = await torture({ folder, kills, seed, note });
    const story = `seed ${seed}\n${moments.join("\n")}`;
    assert.deepEqual(
      result.judgement,
      { lost: [], invented: [], unmarked: [], markedForNothing: [] },
      story,
    );
    assert.deepEqual(result.unfinished, [], story);
    // Otherwise it was no torture.
    assert.ok(result.promised.size > kills, story);
    assert.ok(result.atRisk.size > 0, story);
  });
});
