/** Modems on real terminals of the kernel that go by their IMEI while the ports change places. modem.md §4: renumbering. */
import assert from "node:assert/strict";
import type { PtyModem } from "./support/pty_modem.ts";
import { ptyTest } from "./support/pty_story.ts";

function imeiOf({ card }: PtyModem): string {
  return `35${/\d{10}/.exec(card.iccid.slice(4))?.[0]}000`;
}

ptyTest(
  "a modem is followed by its IMEI to another port in the middle of a message; who takes its old port gets neither SMS nor PIN",
  {
    modems: [{ behaviour: { pin: "1111" } }, { behaviour: { pin: "2222" } }],
    pin: "1111",
    // The other one is not ours.
    portOf: (modem) =>
      modem.card.name === "modem1" ? `imei:${imeiOf(modem)}` : undefined,
  },
  async (story) => {
    const { cellpost } = story;
    const [ours, other] = story.modems;
    assert.ok(ours && other);
    await cellpost.usable();
    assert.equal(cellpost.status().device, ours.link);
    ours.plan({ at: "prompt" });
    ours.plan({ at: "prompt", instead: "", then: "unplug" });
    const id = await story.mail(3);
    await story.stands("unplugged");
    assert.equal(ours.segments.length, 1);
    other.unplug();
    const [first, second] = [ours.link, other.link];
    await other.plugIn(first);
    await story.pass(3);
    assert.equal(cellpost.delivery(id).state, "queued");
    await ours.plugIn(second);
    await story.within("put back in", () => story.allGone());
    await story.keepsItsWord();
    assert.equal(cellpost.status().device, second);
    assert.equal(cellpost.delivery(id).possibleDuplicate, false);
    assert.deepEqual([ours.messages.length, ours.segments.length], [1, 3]);
    assert.equal(other.segments.length, 0);
    assert.deepEqual(
      [ours, other].map(({ card }) => card.pinTriesLeft),
      [3, 3],
    );
    assert.ok(!other.commands.some((it) => /^AT\+(?:CPIN=|CMG)/.test(it)));
  },
);
