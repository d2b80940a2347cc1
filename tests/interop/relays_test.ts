/** Mail servers in front of the appliance, as they stand in companies: they queue, retry, pipeline, and die. */
import { freePort } from "../support/free_port.ts";
import assert from "node:assert/strict";
import { eventually, pause } from "./support/eventually.ts";
import { inFolder } from "./support/paths.ts";
import { exim } from "./support/relays/exim.ts";
import { nullmailer } from "./support/relays/nullmailer.ts";
import { openSmtpd } from "./support/relays/opensmtpd.ts";
import { postfix } from "./support/relays/postfix.ts";
import {
  type MakeRelay,
  type Relay,
  RunningRelay,
} from "./support/relays/relay.ts";
import { serve, type ServedAppliance } from "./support/served_appliance.ts";

const number = "+919812345678";

const relays: Readonly<Record<string, MakeRelay>> = {
  Postfix: postfix,
  Exim: exim,
  OpenSMTPD: openSmtpd,
  nullmailer,
};

for (const [name, make] of Object.entries(relays)) {
  Deno.test(`${name} in front hands on what it is given`, async () => {
    await inFolders(async (folder, relayFolder) => {
      const port = freePort();
      await using appliance = await serve({ folder, port });
      const relay = await make({ folder: relayFolder, gatewayPort: port });
      await using _running = await RunningRelay.start(relay);
      await relay.submit({
        to: `${number}@sms.example`,
        data: mail("Öl 80 °C"),
      });
      await arrive(appliance, 1, relay);
      await appliance.stop();
      assert.deepEqual(appliance.arrived, [
        { recipient: number, text: "Öl 80 °C" },
      ]);
    });
  });

  Deno.test(`${name} killed with mails in its queue loses and doubles none`, async () => {
    await inFolders(async (folder, relayFolder) => {
      const port = freePort();
      const relay = await make({ folder: relayFolder, gatewayPort: port });
      const texts = ["Pump 1", "Pump 2", "Pump 3", "Pump 4", "Pump 5"];
      await using running = await RunningRelay.start(relay);
      // Nobody listens behind it yet.
      for (const text of texts) {
        await relay.submit({ to: `${number}@sms.example`, data: mail(text) });
      }
      await running.kill();
      await using appliance = await serve({ folder, port });
      await running.start();
      await arrive(appliance, texts.length, relay);
      await appliance.stop();
      const arrived = appliance.arrived.map(({ text }) => text).toSorted();
      assert.deepEqual(arrived, texts);
    });
  });
}

for (const [name, make] of Object.entries(relays)) {
  Deno.test(`${name} killed in the midst of handing on loses and doubles none`, async () => {
    await inFolders(async (folder, relayFolder) => {
      const port = freePort();
      const relay = await make({ folder: relayFolder, gatewayPort: port });
      const texts = Array.from({ length: 20 }, (_, at) => `Pump ${at + 10}`);
      await using appliance = await serve({ folder, port });
      await using running = await RunningRelay.start(relay);
      for (const text of texts) {
        await relay.submit({ to: `${number}@sms.example`, data: mail(text) });
      }
      await appliance.arrive(1);
      await running.kill();
      await running.start();
      await arrive(appliance, texts.length, relay);
      await appliance.stop();
      // What it hands on once more, since it died before it had noted our 250, has the Message-ID of the first.
      const arrived = appliance.arrived.map(({ text }) => text).toSorted();
      assert.deepEqual(arrived, texts);
    });
  });
}

async function inFolders(
  test: (folder: string, relayFolder: string) => Promise<void>,
): Promise<void> {
  await inFolder((folder) => inFolder((other) => test(folder, other)));
}

async function arrive(
  appliance: ServedAppliance,
  count: number,
  relay: Relay,
): Promise<void> {
  try {
    // What a relay is told before it has read its queue, it has to be told again.
    await eventually(async () => {
      await relay.retry?.();
      await pause(100);
      return appliance.arrived.length >= count;
    }, `${count} SMS by way of ${relay.name}`);
  } catch (error) {
    throw new Error(`${error}\n${relay.name} says:\n${relay.log()}`);
  }
}

function mail(text: string): string {
  return [
    "From: Plant <plant@example.org>",
    "To: On call <oncall@sms.example>",
    "Subject: Alarm",
    `Message-ID: <${text.replaceAll(/\W/g, ".")}@plant.example.org>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    text,
  ].join("\n");
}
