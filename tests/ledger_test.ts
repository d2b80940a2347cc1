import assert from "node:assert/strict";
import { localTime } from "../src/app/local_time.ts";
import {
  type DeliveryState,
  type HistoryEntry,
  parseMessageId,
} from "../src/model/mod.ts";
import { Cellpost } from "./support/appliance.ts";
import { FakeModem } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { runProgram } from "./support/program.ts";

const [anna, bert, cleo] = ["+491701111111", "+491702222222", "+491703333333"];
/** As the zone of the gateway has it. */
const later = new Date(2026, 10, 24, 8).getTime();
const text = "Pump 3 stopped";

Deno.test("the ledger tells of each recipient of a mail what became of it, and how, over a restart", async () => {
  const clock = new ManualClock();
  const networkBusy = "\r\n+CMS ERROR: 42\r\n";
  const modem = new FakeModem({
    clock,
    faults: [{ at: "pdu", instead: networkBusy }, { at: "pdu", instead: "" }],
  });
  await using cellpost = await Cellpost.start({ clock, modems: [modem] });
  const to = [`${anna}@sms`, `${bert}@sms`, `${cleo}+at-2026-11-24T0800@sms`];
  const id = await cellpost.queue({ to, text, subject: "Pump" });
  const reaches = (recipient: string, state: DeliveryState) =>
    cellpost.until(() => cellpost.delivery(id, recipient).state === state);
  await reaches(bert, "uncertain");
  await cellpost.restart();
  await reaches(anna, "delivered");
  await cellpost.store.cancel(parseMessageId(id)!, clock.now());
  await reaches(bert, "delivered");
  await cellpost.stop();
  const show = await runProgram(cellpost.folder, "queue", "show", id);
  assert.equal(show.code, 0, show.stderr);
  const [head = "", ...recipients] = show.stdout.split(/^To /m);
  assert.match(head, /^Subject {2}Pump$/m);
  assert.deepEqual(recipients.map(words), [
    [
      `${anna}  delivered, 1 segment: the phone received it`,
      "accepted",
      "attempt 1 on modem1",
      "SMS given to modem1",
      "attempt 1 failed, to be tried again: +CMS ERROR 42 (congestion)",
      "attempt 2 on modem1",
      "SMS given to modem1",
      "SMS taken by the network, reference 0",
      "attempt 2 ended: sent",
      "SMS reported as delivered: the phone received it",
      "delivered: the phone received it",
    ],
    [
      `${bert}  delivered (possible duplicate), 1 segment: the phone received it`,
      "accepted",
      "attempt 1 on modem1",
      "SMS given to modem1",
      "attempt 1 ended in doubt whether it was sent: No answer within 120 s after the PDU",
      "nothing was heard of it: queued again as a possible duplicate",
      "attempt 2 on modem1",
      "SMS given to modem1",
      "SMS taken by the network, reference 1",
      "attempt 2 ended: sent",
      "SMS reported as delivered: the phone received it",
      "delivered: the phone received it",
    ],
    [
      `${cleo}  cancelled, 1 segment: Cancelled by the operator`,
      `accepted, not to be sent before ${localTime(later)}`,
      "cancelled by the operator",
    ],
  ]);
});

/** The lines of one recipient without their times. */
function words(recipient: string): readonly string[] {
  return recipient.trimEnd().split("\n")
    .map((line) => line.replace(/^ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}/, ""));
}

Deno.test("queue list finds by recipient, sender and time, and show gives the same as data", async () => {
  const clock = new ManualClock({ nowMs: new Date(2026, 10, 26, 8).getTime() });
  await using cellpost = await Cellpost.start({ clock });
  const first = await cellpost.queue({ to: `${anna}@sms`, text });
  await cellpost.reaches(first, "delivered");
  await cellpost.until(() =>
    clock.now() >= new Date(2026, 10, 26, 9).getTime()
  );
  const from = "Boiler@Plant.example";
  const second = await cellpost.queue({ from, to: `${bert}@sms`, text });
  await cellpost.reaches(second, "delivered");
  await cellpost.stop();
  const list = async (...filter: readonly string[]) => {
    const args = ["queue", "list", "--json", ...filter];
    const { stdout, stderr } = await runProgram(cellpost.folder, ...args);
    assert.equal(stderr.replace("Nothing to show", ""), "");
    return JSON.parse(stdout).map(({ messageId }: { messageId: string }) =>
      messageId
    );
  };
  assert.deepEqual(await list(), [second, first]);
  assert.deepEqual(await list("--recipient", "0170 111-1111"), [first]);
  assert.deepEqual(await list("--sender", "<boiler@plant.example>"), [second]);
  assert.deepEqual(await list("--sender", "@plant.example"), [second]);
  assert.deepEqual(await list("--since", "2026-11-26 08:30"), [second]);
  assert.deepEqual(await list("--state", "failed"), []);
  const show = await runProgram(
    cellpost.folder,
    ...["queue", "show", first, "--json"],
  );
  const [{ history }] = JSON.parse(show.stdout).deliveries;
  assert.deepEqual(
    history.map(({ what }: HistoryEntry) => what),
    [
      ...["accepted", "attempt", "begun", "acknowledged"],
      ...["ended", "reported", "fate"],
    ],
  );
});
