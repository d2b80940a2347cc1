/** One SMS after another on one modem: what a crash, an operator or a fault at the moment between them makes of either. */
import assert from "node:assert/strict";
import { Cellpost } from "./support/appliance.ts";
import { FakeModem, type FakeModemOptions } from "./support/fake_modem.ts";
import { ManualClock } from "./support/manual_clock.ts";

const first = { to: "+491701234567@sms", text: "Pump 3 stopped" };
const second = { to: "+491701234568@sms", text: "Pump 4 stopped" };

Deno.test("a crash between +CMGS and its record leaves that SMS in doubt, which its report settles, and the next one untouched", async () => {
  await using story = await Story.begin({}, { on: "second prompt" });
  const { cellpost, ids } = story;
  // The modem is asked for its second prompt; that it has taken the first SMS is not on disk yet.
  await cellpost.until(() => story.submits === 2);
  assert.equal(cellpost.delivery(ids[0]).state, "sending");
  await cellpost.crash();
  await cellpost.start();
  assert.equal(cellpost.delivery(ids[0]).state, "uncertain");
  const next = cellpost.delivery(ids[1]);
  assert.deepEqual([next.state, next.attempts], ["queued", 0]);
  for (const id of ids) await cellpost.reaches(id, "delivered");
  assert.deepEqual(cellpost.texts, [first.text, second.text]);
  assert.equal(cellpost.delivery(ids[0]).possibleDuplicate, false);
  assert.equal(cellpost.delivery(ids[1]).possibleDuplicate, false);
});

Deno.test("without a report that SMS goes out again, marked", async () => {
  await using story = await Story.begin(
    { behaviour: { reports: false } },
    { on: "second prompt" },
  );
  const { cellpost, ids } = story;
  await cellpost.until(() => story.submits === 2);
  await cellpost.crash();
  await cellpost.start();
  for (const id of ids) await cellpost.reaches(id, "sent");
  assert.deepEqual(
    cellpost.texts,
    [first.text, second.text, first.text],
  );
  assert.equal(cellpost.delivery(ids[0]).possibleDuplicate, true);
  assert.equal(cellpost.delivery(ids[1]).possibleDuplicate, false);
});

Deno.test("a crash 3 ms later, without a prompt, finds the first one sent and the next one queued", async () => {
  await using story = await Story.begin({}, { on: "second prompt" });
  const { cellpost, ids } = story;
  await cellpost.until(() => cellpost.delivery(ids[0]).state === "sent");
  await assertNextUntouched(story);
});

Deno.test("a crash while a quick modem makes its prompt finds the first one sent, and the next one in doubt: it goes out once, marked", async () => {
  await using story = await Story.begin({}, {
    on: "second prompt",
    quick: true,
  });
  const { cellpost, ids } = story;
  await cellpost.until(() => pduStarted(cellpost, ids[1]));
  assert.match(cellpost.delivery(ids[0]).state, /^(?:sent|delivered)$/);
  await cellpost.crash();
  await cellpost.start();
  assert.equal(cellpost.delivery(ids[1]).state, "uncertain");
  for (const id of ids) await cellpost.reaches(id, "delivered");
  assert.deepEqual(cellpost.texts, [first.text, second.text]);
  assert.equal(cellpost.delivery(ids[1]).possibleDuplicate, true);
});

Deno.test("a crash 3 ms later, without that prompt, finds the next one queued and unmarked", async () => {
  await using story = await Story.begin({}, {
    on: "second prompt",
    quick: true,
  });
  const { cellpost, ids } = story;
  await cellpost.until(() => pduStarted(cellpost, ids[1]));
  await cellpost.until(() => !pduStarted(cellpost, ids[1]));
  await assertNextUntouched(story);
});

Deno.test("a crash right after the shared commit finds the first one sent and the next one in doubt", async () => {
  await using story = await Story.begin({}, { on: "second PDU" });
  const { cellpost, ids } = story;
  await cellpost.until(() => pduStarted(cellpost, ids[1]));
  assert.match(cellpost.delivery(ids[0]).state, /^(?:sent|delivered)$/);
  await cellpost.crash();
  await cellpost.start();
  assert.equal(cellpost.delivery(ids[1]).state, "uncertain");
  for (const id of ids) await cellpost.reaches(id, "delivered");
  assert.equal(cellpost.delivery(ids[0]).possibleDuplicate, false);
  assert.equal(cellpost.delivery(ids[1]).possibleDuplicate, true);
  assert.equal(cellpost.texts.filter((it) => it === first.text).length, 1);
});

Deno.test("what the operator cancels while the modem makes its prompt is not sent, and the prompt is left", async () => {
  await using story = await Story.begin({}, { on: "late second prompt" });
  const { cellpost, ids, modem } = story;
  await cellpost.until(() => story.submits === 2);
  const third = await cellpost.queue({ ...first, text: "Pump 5 stopped" });
  await cellpost.store.cancel(
    cellpost.delivery(ids[1]).messageId,
    cellpost.clock.now(),
  );
  await cellpost.reaches(third, "delivered");
  assert.equal(cellpost.delivery(ids[1]).state, "cancelled");
  assert.equal(cellpost.delivery(ids[1]).attempts, 0);
  assert.deepEqual(modem.received, [first.text, "Pump 5 stopped"]);
  assert.equal(cellpost.status().state, "usable");
});

Deno.test("a modem that is pulled out before its prompt leaves the next SMS to the other one, unmarked", async () => {
  await using story = await Story.begin({}, {
    on: "second prompt pulled",
    spare: true,
  });
  const { cellpost, ids, spare } = story;
  for (const id of ids) await cellpost.reaches(id, "delivered");
  assert.deepEqual(spare.received, [second.text]);
  const { attemptRecords, possibleDuplicate } = cellpost.delivery(ids[1]);
  assert.equal(possibleDuplicate, false);
  assert.deepEqual(attemptRecords.map(({ modem }) => modem), [
    "modem1",
    "modem2",
  ]);
});

Deno.test("a stop while the modem makes its prompt sends that SMS, and no other", async () => {
  await using story = await Story.begin({}, { on: "late second prompt" });
  const { cellpost, ids, modem } = story;
  const third = await cellpost.queue({ ...first, text: "Pump 5 stopped" });
  await cellpost.until(() => story.submits === 2);
  await cellpost.stop();
  assert.deepEqual(modem.received, [first.text, second.text]);
  await cellpost.start();
  assert.equal(cellpost.delivery(third).attempts, 0);
  for (const id of [...ids, third]) await cellpost.reaches(id, "delivered");
  assert.equal(modem.received.length, 3);
});

/** What happens to the modem with its second SMS. */
const faults = {
  "second prompt": { at: "prompt", instead: "" },
  "late second prompt": { at: "prompt", delayMs: 1 },
  "second prompt pulled": { at: "prompt", instead: "", then: "unplug" },
  "second PDU": { at: "pdu", instead: "" },
} as const;

/** Two mails that one modem has to send one after the other. */
class Story implements AsyncDisposable {
  private constructor(
    readonly cellpost: Cellpost,
    readonly modem: FakeModem,
    readonly spare: FakeModem,
    readonly ids: readonly [string, string],
  ) {}

  static async begin(
    options: Omit<FakeModemOptions, "clock">,
    { on, quick = false, spare = false }: {
      readonly on: keyof typeof faults;
      /** Whether the first prompt is there so soon that the next is expected to be. */
      readonly quick?: boolean;
      readonly spare?: boolean;
    },
  ): Promise<Story> {
    const clock = new ManualClock();
    const modem = new FakeModem({ ...options, clock });
    const other = new FakeModem({ clock, name: "spare" });
    const fault = faults[on];
    const late = fault.at === "prompt" && !quick;
    modem.plan({ at: fault.at, after: "", delayMs: late ? 4 : 0 });
    modem.plan(fault);
    // Both mails are to wait before the first is begun.
    modem.silent = true;
    other.silent = true;
    const modems = spare ? [modem, other] : [modem];
    const cellpost = await Cellpost.start({ clock, modems });
    const ids = [
      await cellpost.queue(first),
      await cellpost.queue(second),
    ] as const;
    modem.silent = false;
    const story = new Story(cellpost, modem, other, ids);
    await cellpost.until(() => story.submits >= 1);
    other.silent = false;
    return story;
  }

  /** How many SMS the modem was asked to take. */
  get submits(): number {
    return this.modem.commands.filter((it) => it.startsWith("AT+CMGS=")).length;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.cellpost[Symbol.asyncDispose]();
  }
}

/** The second SMS is leased, and a crash now costs neither it nor the first one anything. */
async function assertNextUntouched({ cellpost, ids }: Story): Promise<void> {
  assert.equal(cellpost.delivery(ids[1]).state, "sending");
  await cellpost.crash();
  await cellpost.start();
  assert.equal(cellpost.delivery(ids[1]).state, "queued");
  for (const id of ids) await cellpost.reaches(id, "delivered");
  assert.deepEqual(cellpost.texts, [first.text, second.text]);
  assert.equal(cellpost.delivery(ids[1]).possibleDuplicate, false);
}

/** Whether the queue knows that the PDU is on its way to the modem. */
function pduStarted(cellpost: Cellpost, id: string): boolean {
  return cellpost.delivery(id).segments[0]?.pduStartedAt !== undefined;
}
