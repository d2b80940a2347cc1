/** Modems on real terminals of the kernel that are pulled out and put back. modem.md §4: unplug, replug, renumbering. */
import assert from "node:assert/strict";
import { ptyTest } from "./support/pty_story.ts";

ptyTest(
  "a modem pulled out for a while is used again at its link, whatever number the kernel gives it",
  {},
  async (story) => {
    const { cellpost, modem } = story;
    await cellpost.usable();
    const left = modem.device;
    modem.unplug();
    await story.within("pulled out", () => story.stands("unplugged"));
    const id = await story.mail();
    await story.pass(15);
    assert.equal(cellpost.delivery(id).state, "queued");
    await modem.plugIn();
    assert.notEqual(modem.device, left);
    await story.within("put back in", () => story.allGone());
    await story.keepsItsWord();
    assert.equal(cellpost.delivery(id).attempts, 1);
  },
);

ptyTest(
  "a modem pulled out between PDU and answer may have sent it: that one is marked and goes out again",
  { modems: [{ faults: [{ at: "accepted", instead: "", then: "unplug" }] }] },
  async (story) => {
    const { cellpost, modem } = story;
    const id = await story.mail();
    await cellpost.reaches(id, "uncertain");
    await modem.plugIn();
    const other = await story.mail();
    await story.within(
      "put back in",
      () => cellpost.reaches(other, "delivered"),
    );
    await story.within("no answer to a PDU", () => story.allGone());
    await story.keepsItsWord();
    assert.equal(cellpost.delivery(id).possibleDuplicate, true);
    assert.equal(modem.messages.length, 3);
  },
);

ptyTest(
  "a modem pulled out in the middle of a long message goes on where it stopped, and nothing comes twice",
  {
    modems: [{
      // The first prompt is a good one.
      faults: [{ at: "prompt" }, { at: "prompt", instead: "", then: "unplug" }],
    }],
  },
  async (story) => {
    const { cellpost, modem } = story;
    const id = await story.mail(3);
    await story.stands("unplugged");
    assert.equal(modem.segments.length, 1);
    await modem.plugIn();
    await story.within("put back in", () => story.allGone());
    await story.keepsItsWord();
    assert.equal(modem.segments.length, 3);
    assert.equal(cellpost.delivery(id).possibleDuplicate, false);
  },
);

ptyTest(
  "two modems that lose their numbers in the middle of long messages keep to their links and to their references",
  { modems: [{}, {}] },
  async (story) => {
    const [one, two] = story.modems;
    assert.ok(one && two);
    for (const modem of story.modems) {
      modem.plan({ at: "prompt" });
      modem.plan({ at: "prompt", instead: "", then: "unplug" });
    }
    await story.cellpost.usable("modem1");
    await story.cellpost.usable("modem2");
    await Promise.all([story.mail(3), story.mail(3)]);
    await story.stands("unplugged", "modem1");
    await story.stands("unplugged", "modem2");
    // The other way round, so that each finds the lower number taken that was its own.
    await two.plugIn();
    await one.plugIn();
    await story.within("put back in", () => story.allGone());
    await story.keepsItsWord();
    assert.deepEqual([one.messages.length, two.messages.length], [1, 1]);
    assert.deepEqual([one.segments.length, two.segments.length], [3, 3]);
  },
);
