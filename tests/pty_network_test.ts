/** Modems on real terminals whose port is well and whose network, SIM or reports are not. modem.md §4, §2.4, §2.7. */
import assert from "node:assert/strict";
import { deliveredReport } from "../src/modem/simulator_submit.ts";
import { decodeSubmit } from "../src/sms/mod.ts";
import { ptyTest } from "./support/pty_story.ts";
import type { PtyModem } from "./support/pty_modem.ts";

ptyTest(
  "a network lost while the port is fine is noticed, nothing is given to the modem, and all goes out when it is back",
  {},
  async (story) => {
    const { cellpost, modem } = story;
    await cellpost.usable();
    modem.modem.setNetwork({ registration: "searching" });
    await story.within("network lost", () => story.stands("recovering"));
    assert.match(cellpost.status().detail, /^No network/);
    const id = await story.mail();
    await story.pass(5);
    assert.equal(cellpost.delivery(id).attempts, 0);
    modem.modem.setNetwork({ registration: "home" });
    await story.within("network back", () => story.allGone());
    await story.keepsItsWord();
  },
);

ptyTest(
  "a network that only comes back when the radio is switched off and on is brought back that way",
  {},
  async (story) => {
    const { cellpost, modem } = story;
    await cellpost.usable();
    modem.modem.setNetwork({ registration: "not registered" });
    await story.mail();
    await story.within("network lost until the radio was off", async () => {
      await cellpost.until(() => modem.commands.includes("AT+CFUN=4"));
      modem.modem.setNetwork({ registration: "home" });
      await story.allGone();
    });
    await story.keepsItsWord();
  },
);

ptyTest(
  "a network lost under the mails costs tries, never a mail",
  {},
  async (story) => {
    const { cellpost, modem } = story;
    await cellpost.usable();
    modem.modem.setNetwork({ registration: "denied" });
    await story.mail();
    await story.mail(3);
    await cellpost.says(/queued again by modem1: \+CMS ERROR 331/);
    await story.pass(12);
    modem.modem.setNetwork({ registration: "roaming" });
    await story.allGone();
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 2);
  },
);

ptyTest(
  "a wrong PIN is tried once in all, over restarts, crashes and replugs; the mails wait for the right one",
  { modems: [{ behaviour: { pin: "4711" } }], pin: "1234" },
  async (story) => {
    const { cellpost, modem } = story;
    const blocked = () => story.stands("blocked");
    const id = await story.mail();
    await blocked();
    await story.pass(21);
    await cellpost.restart();
    await blocked();
    await cellpost.crash();
    await cellpost.start();
    await blocked();
    modem.unplug();
    await story.stands("unplugged");
    await modem.plugIn();
    await blocked();
    assert.equal(modem.card.pinTriesLeft, 2);
    assert.equal(attemptsAtPin(modem), 1);
    assert.equal(cellpost.delivery(id).state, "queued");
    // Somebody takes the PIN off the card in a phone.
    modem.card.enterPin("4711");
    await story.within("SIM unlocked", () => story.allGone());
    await story.keepsItsWord();
  },
);

ptyTest(
  "reports that fit nothing are no answer to anything: the mail stays sent until its own comes",
  { modems: [{ behaviour: { reports: false } }] },
  async (story) => {
    const { cellpost, modem } = story;
    const id = await story.mail();
    await cellpost.reaches(id, "sent");
    const { pdu, reference } = modem.segments[0]!;
    report(modem, pdu, { reference: reference + 1 });
    report(modem, pdu, { reference, number: "+491709999999" });
    await story.pass(1);
    assert.equal(cellpost.delivery(id).state, "sent");
    report(modem, pdu, { reference });
    await cellpost.reaches(id, "delivered");
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 1);
  },
);

ptyTest(
  "a mail whose report never comes stays sent, and is not sent again",
  {
    modems: [{ behaviour: { reports: false } }],
    config: { delivery: { report_timeout: "10m" } },
  },
  async (story) => {
    const { cellpost, modem } = story;
    const id = await story.mail(3);
    await cellpost.reaches(id, "sent");
    await story.pass(12);
    assert.equal(cellpost.delivery(id).state, "sent");
    await story.keepsItsWord();
    assert.equal(modem.messages.length, 1);
  },
);

function attemptsAtPin({ commands }: PtyModem): number {
  return commands.filter((line) => line.startsWith("AT+CPIN=")).length;
}

/** The network's report on a SUBMIT, handed over as +CDS; on one to another number, if told so. */
function report(
  { modem }: PtyModem,
  hex: string,
  { reference, number }: {
    readonly reference: number;
    readonly number?: string;
  },
): void {
  const decoded = decodeSubmit(hex);
  assert.ok(decoded.kind === "ok");
  const { recipient, ...rest } = decoded.tpdu;
  const pdu = deliveredReport(
    { ...rest, recipient: { ...recipient, ...(number && { text: number }) } },
    { reference, takenAt: 0, at: 0 },
  );
  modem.say(`+CDS: ${pdu.length}\r\n${pdu.hex}`);
}
