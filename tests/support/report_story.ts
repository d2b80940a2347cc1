/** Stories about what senders are told: an appliance with a relay in this process. */
import assert from "node:assert/strict";
import { Cellpost, type StoryOptions } from "./appliance.ts";
import { type FakeFault, FakeModem } from "./fake_modem.ts";
import { ManualClock } from "./manual_clock.ts";
import { Smarthost } from "./smarthost.ts";
import { SmtpClient } from "./smtp_client.ts";

/** Whom these stories' SMS are for. */
export const anna = "+491701234567";
const unknownNumber = "\r\n+CMS ERROR: 1\r\n";

/** The modem refuses every SMS for good. */
export const refuse = {
  at: "AT+CMGS",
  instead: unknownNumber,
  times: Infinity,
};
/** The `[mail]` section of these stories. */
export const relay = { relay: "relay.example", from: "cellpost@gw.example" };

/** An appliance with a relay and a modem that has these faults. */
export async function startReporting(
  { faults = [], config }: {
    readonly faults?: readonly FakeFault[];
    readonly config?: NonNullable<StoryOptions["config"]>;
  } = {},
) {
  const clock = new ManualClock();
  const smarthost = new Smarthost();
  const modem = new FakeModem({ clock, faults });
  const cellpost = await Cellpost.start({
    clock,
    modems: [modem],
    mailer: smarthost.mailer,
    config: { mail: relay, contacts: { anna }, ...config },
  });
  await cellpost.usable();
  return { cellpost, smarthost, clock };
}

/** Sends a mail with a dialog of its own, and returns its id. */
export async function mailTo(
  cellpost: Cellpost,
  {
    from = "MAIL FROM:<plc@plant.example>",
    to = `RCPT TO:<${anna}@sms>`,
    header = "X-Nothing: 0",
  } = {},
): Promise<string> {
  using client = await SmtpClient.connect(cellpost.address);
  await client.command("EHLO client.example");
  const sender = await client.command(from);
  assert.equal(sender.code, 250, sender.lines.join());
  const recipient = await client.command(to);
  assert.equal(recipient.code, 250, recipient.lines.join());
  await client.command("DATA");
  const n = cellpost.events.length;
  const lines = [
    "From: PLC <plc@plant.example>",
    "To: <anna@sms>",
    "Subject: =?utf-8?Q?Pumpe_l=C3=A4uft?=",
    `Message-ID: <${cellpost.store.counts().failed + 1}@plant.example>`,
    header,
    "",
    `3 bar ${n}`,
    ".",
    "",
  ];
  await client.write(new TextEncoder().encode(lines.join("\r\n")));
  const reply = await client.reply();
  const [, id = ""] = /Queued as ([0-9A-Z]{16})/.exec(reply.lines.join()) ?? [];
  assert.notEqual(id, "", reply.lines.join());
  return id;
}
