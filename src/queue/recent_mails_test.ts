import assert from "node:assert/strict";
import { anna, start, submission } from "./law_suite.ts";
import { openDatabase } from "./open_database.ts";
import { systemClock } from "../model/mod.ts";
import { RecentMails } from "./recent_mails.ts";

Deno.test("what was never seen is known to be new, what was may be a repeat", async () => {
  await using ground = await open();
  const recent = new RecentMails();
  const mail = { ...submission(), messageId: "1@plc", acceptedAt: start };
  const knows = (since: number, messageId = "1@plc") =>
    recent.mayKnow(ground.database, { ...mail, messageId }, since);
  assert.equal(knows(start - 1_000), false);
  recent.note(mail);
  assert.equal(knows(start - 1_000), true);
  assert.equal(knows(start), true);
  assert.equal(knows(start + 1), false, "it is too long ago");
  assert.equal(knows(start - 1_000, "2@plc"), false);
  assert.equal(knows(start - 1_000, ""), false);
  recent.note({ ...mail, acceptedAt: start - 500 });
  assert.equal(knows(start), true, "a clock set back takes nothing away");
});

Deno.test("an unheard mail makes every mail of its sender a possible repeat", async () => {
  await using ground = await open();
  const recent = new RecentMails();
  const mail = { ...submission(), recipients: [anna], acceptedAt: start };
  const knows = () => recent.mayKnow(ground.database, mail, start - 1_000);
  assert.equal(knows(), false);
  recent.noteUnheard("somebody@else", start);
  assert.equal(knows(), false);
  recent.noteUnheard(mail.reversePath, start);
  assert.equal(knows(), true);
});

async function open() {
  const folder = Deno.makeTempDirSync();
  const database = await openDatabase(`${folder}/queue.db`, systemClock);
  return {
    database,
    [Symbol.asyncDispose]() {
      database.close();
      return Deno.remove(folder, { recursive: true });
    },
  };
}
