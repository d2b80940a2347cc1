/** The scripts that ask for the whole appliance: what the receiver, the queue and the phone say belongs to them. */
import assert from "node:assert/strict";
import { parse } from "smol-toml";
import { Cellpost, type StoryOptions } from "./support/appliance.ts";
import {
  type Dialog,
  type DialogAppliance,
  type DialogOptions,
  playDialog,
  readDialogs,
} from "./support/dialog.ts";

import {
  certificateFiles,
  certificateOptions,
  usersFile,
} from "./support/front_door.ts";

const dialogs = readDialogs();

/** Plays the dialog against an appliance of its own; in the end no SMS may have arrived that no line spoke of. */
async function play(
  dialog: Dialog,
  appliance: DialogAppliance,
  cut?: DialogOptions["cut"],
): Promise<void> {
  await using cellpost = await Cellpost.start(optionsOf(appliance));
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

function optionsOf(
  { config, modems, users, certificate }: DialogAppliance,
): StoryOptions {
  const { smtp, ...sections } = parse(config.join("\n"));
  return {
    config: {
      ...sections,
      smtp: {
        // A script that names its listeners has no other.
        ...(typeof smtp === "object" && "listener" in smtp && { listen: [] }),
        ...(certificate && certificateOptions),
        ...smtp as Record<string, unknown> | undefined,
      },
    },
    files: {
      ...(certificate && certificateFiles()),
      ...(users.length > 0 && { "users.toml": usersFile(users) }),
    },
    ...(modems.length > 0 ? { modems } : {}),
  };
}

function letHappen(event: string, cellpost: Cellpost): Promise<void> {
  if (event === "the disk fills") cellpost.fillDisk();
  else if (event === "somebody tidies up") cellpost.freeDisk();
  else throw new Error(`"${event}" cannot happen to an appliance`);
  return Promise.resolve();
}

for (const dialog of dialogs) {
  const { name, appliance, options } = dialog;
  if (appliance === undefined) continue;
  Deno.test(`dialog ${name}`, () => play(dialog, appliance));
  if ("whole" in options) continue;
  Deno.test(`dialog ${name} byte by byte`, () =>
    play(
      dialog,
      appliance,
      (whole) => Array.from(whole, (byte) => Uint8Array.of(byte)),
    ));
}
