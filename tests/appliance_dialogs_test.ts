/** The scripts that ask for the whole appliance: what the receiver, the queue and the phone say belongs to them. */
import assert from "node:assert/strict";
import { parse } from "smol-toml";
import { Cellpost } from "./support/appliance.ts";
import {
  type Dialog,
  type DialogAppliance,
  type DialogOptions,
  parseDialog,
  playDialog,
} from "./support/dialog.ts";

const folder = new URL("./dialogs/", import.meta.url);
const dialogs = [...Deno.readDirSync(folder)]
  .map(({ name }) => name)
  .filter((name) => name.endsWith(".smtp"))
  .sort()
  .map((name) =>
    parseDialog(name, Deno.readTextFileSync(new URL(name, folder)))
  );

/** Plays the dialog against an appliance of its own; in the end no SMS may have arrived that no line spoke of. */
async function play(
  dialog: Dialog,
  { config, modems }: DialogAppliance,
  cut?: DialogOptions["cut"],
): Promise<void> {
  await using cellpost = await Cellpost.start({
    config: parse(config.join("\n")),
    ...(modems.length > 0 ? { modems } : {}),
  });
  const { hostname, port } = cellpost.address;
  let seen = 0;
  await playDialog(dialog, {
    hostname,
    port,
    nextSms: async () => {
      await cellpost.until(() => cellpost.received.length > seen);
      const { recipient, text } = cellpost.received[seen++]!;
      return `${recipient} ${JSON.stringify(text)}`;
    },
    happen: (event) => letHappen(event, cellpost),
    ...(cut && { cut }),
  });
  await cellpost.stop();
  assert.deepEqual(cellpost.texts.slice(seen), []);
}

function letHappen(event: string, cellpost: Cellpost): Promise<void> {
  if (event === "the disk fills") cellpost.fillDisk();
  else if (event === "somebody tidies up") cellpost.freeDisk();
  else throw new Error(`"${event}" cannot happen to an appliance`);
  return Promise.resolve();
}

for (const dialog of dialogs) {
  const { name, appliance } = dialog;
  if (appliance === undefined) continue;
  Deno.test(`dialog ${name}`, () => play(dialog, appliance));
  Deno.test(`dialog ${name} byte by byte`, () =>
    play(
      dialog,
      appliance,
      (whole) => Array.from(whole, (byte) => Uint8Array.of(byte)),
    ));
}
