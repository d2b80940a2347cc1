import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { ManualClock } from "./support/manual_clock.ts";
import { FakeModem, type FakeModemOptions } from "./support/fake_modem.ts";

const mail = { to: "+491701234567@sms", text: "Pump 3 stopped" };

Deno.test("a network out of order delays an SMS and does not lose it", async () => {
  await using story = await startWith({ faults: [refusal(38)] });
  const { cellpost, modem } = story;
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "delivered");
  assert.deepEqual(modem.received, [mail.text]);
  assert.deepEqual(
    cellpost.delivery(id).attemptRecords.map(({ outcome }) => outcome),
    ["queued", "sent"],
  );
  await cellpost.says(
    /queued again by modem1: \+CMS ERROR 38 \(network out of order\)$/,
  );
});

Deno.test("trouble of the recipient's phone is tried again, each time after a longer wait", async () => {
  await using story = await startWith({ faults: [refusal(27, 2)] }, {
    retry_first: "10s",
    retry_max: "5m",
  });
  const { cellpost } = story;
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "delivered");
  const starts = cellpost.delivery(id).attemptRecords
    .map(({ startedAt }) => startedAt);
  const waits = starts.slice(1).map((at, index) => at - starts[index]!);
  assert.equal(waits.length, 2);
  // Up to a fifth is taken off by chance.
  assert.ok(waits[0]! >= 8_000 && waits[0]! < 11_000, `${waits}`);
  assert.ok(waits[1]! >= 16_000 && waits[1]! < 21_000, `${waits}`);
});

Deno.test("an error that will never go away ends it at once", async () => {
  await using story = await startWith({ faults: [refusal(1)] });
  const { cellpost, modem } = story;
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "failed");
  assert.deepEqual(modem.received, []);
  const { attempts, reason } = cellpost.delivery(id);
  assert.equal(attempts, 1);
  assert.equal(reason, "+CMS ERROR 1 (unassigned number)");
  await cellpost.says(
    / failed by modem1: \+CMS ERROR 1 \(unassigned number\)$/,
  );
});

Deno.test("an error that may go away is given one more chance, not a day of them", async () => {
  await using story = await startWith({ faults: [refusal(21, 9)] });
  const { cellpost } = story;
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "failed");
  assert.equal(cellpost.delivery(id).attempts, 2);
});

Deno.test("a message's own error never holds up the modem", async () => {
  await using story = await startWith({ faults: [refusal(27)] });
  const { cellpost, modem } = story;
  const bad = await cellpost.queue(mail);
  const good = await cellpost.queue({ ...mail, text: "Next one" });
  await cellpost.reaches(good, "delivered");
  assert.equal(cellpost.delivery(bad).state, "queued");
  assert.equal(cellpost.status().state, "usable");
  assert.deepEqual(modem.received, ["Next one"]);
  await cellpost.reaches(bad, "delivered");
  const states = cellpost.lines.filter((it) => it.startsWith("modem1 "));
  assert.deepEqual(states, ["modem1 starting", "modem1 usable"]);
});

Deno.test("what cannot be sent in time expires, and is not sent afterwards", async () => {
  await using story = await startWith({}, { expire_after: "1m" });
  const { cellpost, clock, modem } = story;
  await cellpost.usable();
  modem.unplug();
  await cellpost.until(() => cellpost.status().state === "unplugged");
  const acceptedAt = clock.now();
  const id = await cellpost.queue(mail);
  await cellpost.reaches(id, "expired");
  assert.ok(clock.now() - acceptedAt >= 60_000);
  await cellpost.says(/ to \+491701234567 expired/);
  modem.plug();
  await cellpost.usable();
  const later = await cellpost.queue({ ...mail, text: "Still alive" });
  await cellpost.reaches(later, "delivered");
  assert.deepEqual(modem.received, ["Still alive"]);
});

interface Story extends AsyncDisposable {
  readonly cellpost: Cellpost;
  readonly modem: FakeModem;
  readonly clock: ManualClock;
}

async function startWith(
  options: Omit<FakeModemOptions, "clock">,
  delivery: Record<string, string> = {},
): Promise<Story> {
  const clock = new ManualClock();
  const modem = new FakeModem({ clock, ...options });
  const config = { delivery };
  const cellpost = await Cellpost.start({ clock, modems: [modem], config });
  return {
    cellpost,
    modem,
    clock,
    [Symbol.asyncDispose]: () => cellpost[Symbol.asyncDispose](),
  };
}

/** The network says no to a PDU. */
function refusal(code: number, times = 1) {
  return { at: "pdu", instead: `\r\n+CMS ERROR: ${code}\r\n`, times } as const;
}
