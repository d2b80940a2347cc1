/** Modems on real terminals that stop answering, one command or all of them. modem.md §4: wedges. */
import assert from "node:assert/strict";
import { ptyTest } from "./support/pty_story.ts";

const forever = Infinity;

ptyTest(
  "a modem that gives no prompt any more is restarted in the end, and sends all that has waited",
  { modems: [{ faults: [{ at: "prompt", instead: "", times: forever }] }] },
  async (story) => {
    const { cellpost, modem } = story;
    for (let mail = 0; mail < 5; mail++) await story.mail();
    await story.within("wedged until it is restarted", async () => {
      await cellpost.until(() => modem.commands.includes("AT+CFUN=1,1"));
      modem.heal();
      await story.allGone();
    });
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 5);
  },
);

ptyTest(
  "a modem that takes PDUs and never answers is restarted in the end; all that it was given is marked",
  { modems: [{ faults: [{ at: "accepted", instead: "", times: forever }] }] },
  async (story) => {
    const { cellpost, modem } = story;
    for (let mail = 0; mail < 5; mail++) await story.mail();
    await story.within("wedged with PDUs until it is restarted", async () => {
      await cellpost.until(() => modem.commands.includes("AT+CFUN=1,1"));
      modem.heal();
      await story.allGone();
    });
    await story.keepsItsWord();
  },
);

ptyTest(
  "a modem that falls silent while nothing is to do is noticed, and used when it speaks again after the longest rest",
  {},
  async (story) => {
    const { cellpost, modem } = story;
    await cellpost.usable();
    modem.silent = true;
    await story.within("silent", () => story.stands("recovering"));
    const id = await story.mail();
    await story.pass(25);
    assert.equal(cellpost.delivery(id).state, "queued");
    modem.heal();
    await story.within("speaks again", () => story.allGone());
    await story.keepsItsWord();
  },
);

ptyTest(
  "a modem that is silent for less than its command may take costs nothing but that time",
  {
    modems: [{
      faults: [{ at: "AT+CMGS", delayMs: 25_000 }, {
        at: "accepted",
        delayMs: 110_000,
      }],
    }],
  },
  async (story) => {
    const { cellpost, modem } = story;
    const id = await story.mail();
    await story.allGone();
    await story.keepsItsWord();
    assert.equal(cellpost.delivery(id).attempts, 1);
    assert.equal(modem.messages.length, 1);
  },
);

ptyTest(
  "a prompt that comes when nobody waits for it any more is left, never answered",
  { modems: [{ faults: [{ at: "AT+CMGS", delayMs: 40_000 }] }] },
  async (story) => {
    const { modem } = story;
    await story.mail();
    await story.mail(3);
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 2);
  },
);

ptyTest(
  "a modem that reboots under a PDU is set up anew; that PDU is marked and goes out again",
  { modems: [{ faults: [{ at: "pdu", instead: "", then: "restart" }] }] },
  async (story) => {
    const { cellpost, modem } = story;
    const id = await story.mail();
    const other = await story.mail();
    await cellpost.reaches(id, "uncertain");
    await story.within("rebooted", () => cellpost.reaches(other, "delivered"));
    await story.within("no answer to a PDU", () => story.allGone());
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 2);
  },
);

ptyTest(
  "a modem that only the operator's reset_command brings back gets it as the last rung, and sends all that has waited",
  {
    modems: [{ faults: [{ at: "prompt", instead: "", times: forever }] }],
    settings: { reset_command: ["uhubctl", "-a", "cycle"] },
    onReset(modem) {
      // The power goes and comes back, and with it another number.
      modem.unplug();
      modem.heal();
      modem.plugIn();
    },
  },
  async (story) => {
    const { cellpost, modem } = story;
    await cellpost.usable();
    const left = modem.device;
    for (let mail = 0; mail < 3; mail++) await story.mail();
    await story.within("wedged until its power is cut", async () => {
      await cellpost.says(/^modem1: The reset_command has run$/);
      await story.allGone();
    });
    await story.keepsItsWord();
    assert.notEqual(modem.device, left);
    assert.equal(modem.messages.length, 3);
    const told = cellpost.lines.join("\n");
    assert.match(
      told,
      /set up again\n[^]*off and on\n[^]*restarted\n[^]*closed and opened\n[^]*reset_command is being run\n/,
    );
  },
);
