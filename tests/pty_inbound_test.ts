/** SMS to modems on real terminals of the kernel, where memories are full or do not answer. modem.md §4: storage full, wedges. */
import assert from "node:assert/strict";
import { deliversOf } from "../src/modem/mod.ts";
import { type PtyStory, ptyTest } from "./support/pty_story.ts";

const at = Date.UTC(2026, 10, 23, 8);

function sms(text: string, reference = 0) {
  return deliversOf({ from: "+4917100", text, at, reference });
}

function inbox({ cellpost }: PtyStory): readonly string[] {
  return cellpost.store.inbox(999).map(({ text }) => text).toSorted();
}

const long = "Tank 7 is nearly empty. ".repeat(12).trim();

ptyTest(
  "a memory that is full when cellpost starts is emptied into the inbox, and the network's backlog after it",
  {
    modems: [{ capacity: 5 }],
    before([modem]) {
      assert.ok(modem);
      for (let each = 0; each < 5; each++) {
        for (const pdu of sms(`Old ${each}`)) modem.card.store(pdu);
      }
      const [one, two, ...rest] = sms(long, 9);
      assert.ok(one && two);
      // Mixed up, and one of them twice.
      modem.sendTo(...sms("New"), two, ...rest, one, two);
    },
  },
  async (story) => {
    const { cellpost, modem } = story;
    assert.equal(modem.card.messages.size, 5);
    assert.ok(modem.waiting > 0);
    await story.mail();
    await story.within("full of SMS", async () => {
      await cellpost.until(() =>
        modem.waiting === 0 && modem.card.messages.size === 0
      );
      await story.allGone();
    });
    assert.deepEqual(inbox(story), [
      "New",
      "Old 0",
      "Old 1",
      "Old 2",
      "Old 3",
      "Old 4",
      long,
    ]);
    await story.keepsItsWord();
  },
);

ptyTest(
  "a modem that never answers AT+CMGL goes on sending, brings in what it announces, and the rest when it lists again",
  {
    modems: [{ faults: [{ at: "AT+CMGL", instead: "", times: Infinity }] }],
    before([modem]) {
      for (const pdu of sms("Hidden")) modem?.card.store(pdu);
    },
  },
  async (story) => {
    const { cellpost, modem } = story;
    await cellpost.until(() => modem.commands.includes("AT+CMGL=4"));
    for (let mail = 0; mail < 3; mail++) {
      const id = await story.mail(mail === 1 ? 3 : 1);
      await story.within("no answer to a list", async () => {
        await cellpost.reaches(id, "delivered");
      });
    }
    await cellpost.usable();
    modem.sendTo(...sms("Announced"));
    await story.within("no answer to a list", async () => {
      await cellpost.until(() => inbox(story).includes("Announced"));
    });
    modem.heal();
    await story.within("lists again", async () => {
      await cellpost.until(() => modem.card.messages.size === 0);
    });
    assert.deepEqual(inbox(story), ["Announced", "Hidden"]);
    await story.keepsItsWord();
  },
);

ptyTest(
  "a modem pulled out, and cellpost killed, while SMS come in: each is in the inbox once",
  {},
  async (story) => {
    const { cellpost, modem } = story;
    await cellpost.usable();
    modem.plan({ at: "AT+CMGD", instead: "", then: "unplug" });
    modem.sendTo(...sms(long, 3));
    await story.stands("unplugged");
    await cellpost.crash();
    await cellpost.start();
    await modem.plugIn();
    modem.sendTo(...sms("After"), ...sms(long, 3));
    await cellpost.until(() => modem.card.messages.size === 0);
    assert.deepEqual(inbox(story), ["After", long]);
  },
);
