import assert from "node:assert/strict";
import { join } from "node:path";
import type { Child } from "../support/child.ts";
import { addressOf, startProgram } from "../support/program.ts";
import { sendMail } from "../support/smtp_client.ts";
import { temporaryFolder } from "../support/temporary_folder.ts";
import { cellpost, plugIn } from "./support/cellpost.ts";
import { Wine } from "./support/wine.ts";

const config = `
[smtp]
listen = ["127.0.0.1:0"]

[web]
listen = ["127.0.0.1:0"]

[message]
status_report = true

[[modem]]
name = "north"
port = "COM5"
`;

async function mail(served: Child, to: string, text: string) {
  const sent = await sendMail(await addressOf(served), { to, text });
  assert.equal(sent.reply.code, 250);
  return sent.id;
}

Deno.test("on Windows a mail becomes an SMS, a modem may be pulled out and put back, and Ctrl-C ends it well", async () => {
  using folder = temporaryFolder();
  await Deno.writeTextFile(folder.file("config.toml"), config);
  await using wine = await Wine.start();
  await using before = await plugIn(wine, folder.path, 5);
  await using served = cellpost(wine, folder.path, "serve");

  const first = await mail(served, "+4917012345678@sms", "Pumpe 3 läuft");
  await before.line(/\| Pumpe 3 läuft/);
  await served.line(new RegExp(`${first} to .* delivered`));

  await before.kill();
  await served.line(/north.*(?:gone|lost)/);
  const second = await mail(served, "+4917012345679@sms", "Pumpe 3 steht");
  await using after = await plugIn(wine, folder.path, 5);
  await after.line(/\| Pumpe 3 steht/);
  await served.line(new RegExp(`${second} to .* delivered`));

  await using asked = cellpost(wine, folder.path, "queue", "show", first);
  assert.equal((await asked.status()).code, 0, asked.output);
  assert.match(asked.output, /delivered/);

  served.signal("SIGINT");
  const { code } = await served.status();
  assert.equal(code, 0, served.output);
  assert.match(served.output, /Stopping: what is in flight is finished/);
  await after.stop();
});

Deno.test("on Windows the modems of the machine are found", async () => {
  using folder = temporaryFolder();
  await using wine = await Wine.start();
  // What a driver does when it makes a port.
  const map = "HKLM\\HARDWARE\\DEVICEMAP\\SERIALCOMM";
  const value = ["/v", "\\Device\\Test0", "/t", "REG_SZ", "/d", "COM6", "/f"];
  await wine.windowsProgram("reg", ["add", map, ...value]);
  const link = join(wine.devices, "com6");
  const simulate = ["simulate", "--pty", link];
  await using simulated = startProgram(folder.path, simulate);
  await simulated.line(/Simulated modem at/);
  await using asked = cellpost(wine, folder.path, "modems");
  const { code } = await asked.status();
  assert.equal(code, 0, asked.output);
  assert.match(asked.output, /COM6[^]*cellpost simulator\n +IMEI 35/);
  await simulated.stop();
});
