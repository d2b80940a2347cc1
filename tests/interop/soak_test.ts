/** All that can go wrong with 16 modems, for a minute in which five pass: the queue's word is held against the modems' own. */
import assert from "node:assert/strict";
import { soak } from "../../tools/soak/run.ts";
import { inFolder } from "./support/paths.ts";

Deno.test("a soak loses nothing, marks what may come twice, and leaves every modem usable", async () => {
  await inFolder(async (folder) => {
    const seed = crypto.getRandomValues(new Uint16Array(1))[0] ?? 0;
    const { violations, refused, unusable, ...result } = await soak({
      folder,
      seed,
      // As many faults as in ten minutes, but no faster: a busy machine keeps a process waiting for 0.1 s and more, and a second in which
      // a modem must answer is to be longer than that.
      minutes: 5,
      harm: 2,
      speed: 5,
      modems: 16,
      rate: 2,
      kills: 3,
    });
    const story = `seed ${seed}, ${JSON.stringify(result)}`;
    for (const [name, mails] of Object.entries(violations)) {
      assert.deepEqual(mails, [], `${name}, ${story}`);
    }
    assert.deepEqual(
      { refused, unusable },
      { refused: [], unusable: [] },
      story,
    );
    const sum = Object.values(result.states).reduce((all, one) => all + one, 0);
    assert.equal(sum, result.accepted + result.unheard, story);
    // Otherwise it was no soak.
    assert.ok(result.accepted > 100 && result.marked > 0, story);
    const { handed, repeated } = result.inbound;
    assert.ok(handed > 50 && repeated > 10, story);
    assert.ok(Object.keys(result.faults).length > 30, story);
  });
});
