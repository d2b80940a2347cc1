/** Modems on real terminals whose answers are late, ambiguous or refusals. modem.md §4 and §2.6. */
import assert from "node:assert/strict";
import { ptyTest } from "./support/pty_story.ts";

ptyTest(
  "an echo that comes late, behind the next command, answers nothing",
  {
    modems: [{
      stubbornEcho: true,
      faults: ["AT+CPMS", "AT+CNMI", "AT+CMGS", "prompt", "accepted"].map(
        (at) => ({ at, before: "AT+CREG?\r\r\nAT+CMGF=0\r\r\n" }),
      ),
    }],
  },
  async (story) => {
    const { cellpost, modem } = story;
    const ids = [await story.mail(), await story.mail(3)];
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 2);
    assert.ok(ids.every((id) => cellpost.delivery(id).attempts === 1));
  },
);

ptyTest(
  "the OK of another command is no success: what was not taken goes out again, marked",
  { modems: [{ faults: [{ at: "pdu", instead: "\r\nOK\r\n" }] }] },
  async (story) => {
    const { cellpost, modem } = story;
    const id = await story.mail();
    await cellpost.reaches(id, "uncertain");
    await story.within("no answer to a PDU", () => story.allGone());
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 1);
    assert.equal(cellpost.delivery(id).possibleDuplicate, true);
  },
);

ptyTest(
  "an OK without +CMGS for what was taken is settled by its report: there is no second",
  { modems: [{ faults: [{ at: "accepted", instead: "\r\nOK\r\n" }] }] },
  async (story) => {
    const { cellpost, modem } = story;
    const id = await story.mail();
    await cellpost.reaches(id, "delivered");
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 1);
    assert.equal(cellpost.delivery(id).possibleDuplicate, false);
  },
);

ptyTest(
  "an OK without +CMGS for what was taken, and no report, leads to no unmarked second",
  {
    modems: [{
      behaviour: { reports: false },
      faults: [{ at: "accepted", instead: "\r\nOK\r\n" }],
    }],
  },
  async (story) => {
    const { cellpost, modem } = story;
    const id = await story.mail();
    await story.within("no answer to a PDU", () => story.allGone());
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 2);
    assert.equal(cellpost.delivery(id).possibleDuplicate, true);
  },
);

ptyTest(
  "an OK that comes several commands late is believed by none",
  {
    modems: [{
      behaviour: { reports: false },
      faults: [
        { at: "AT+CSQ", instead: "" },
        { at: "AT+COPS?", instead: "\r\nOK\r\n" },
        { at: "AT+CMGS", before: "\r\nOK\r\n" },
      ],
    }],
  },
  async (story) => {
    const { modem } = story;
    await story.mail();
    await story.mail(3);
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 2);
  },
);

for (const busy of ["+CMS ERROR: 314", "+CME ERROR: 14", "+CMS ERROR: 301"]) {
  ptyTest(
    `a modem that is busy (${busy}) is asked again until it is not; the mail fails never`,
    {
      modems: [{
        faults: [{ at: "AT+CMGS", instead: `\r\n${busy}\r\n`, times: 9 }],
      }],
    },
    async (story) => {
      const { cellpost, modem } = story;
      const id = await story.mail();
      await cellpost.usable();
      await story.within("busy nine times", () => story.allGone());
      await story.keepsItsWord();
      assert.equal(cellpost.delivery(id).attempts, 1);
      assert.equal(modem.messages.length, 1);
    },
  );
}

ptyTest(
  "a modem that is busy for ten minutes delays its mails and loses none",
  {
    modems: [{
      faults: [{
        at: "AT+CMGS",
        instead: "\r\n+CMS ERROR: 314\r\n",
        times: Infinity,
      }],
    }],
  },
  async (story) => {
    const { modem } = story;
    await story.mail();
    await story.mail(3);
    await story.pass(10);
    modem.heal();
    await story.within("busy no more", () => story.allGone());
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 2);
  },
);

ptyTest(
  "a modem whose memory is full says so to the operator, and sends when there is room again",
  {
    modems: [{
      faults: [{
        at: "pdu",
        instead: "\r\n+CMS ERROR: 322\r\n",
        times: Infinity,
      }],
    }],
  },
  async (story) => {
    const { cellpost, modem } = story;
    await story.mail();
    await cellpost.says(/322 \(memory full\): delete messages/);
    await story.pass(15);
    modem.heal();
    await story.within("room again", () => story.allGone());
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 1);
  },
);
