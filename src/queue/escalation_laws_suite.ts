import assert from "node:assert/strict";
import type { InboundSegment } from "./inbound_item.ts";
import { anna, bert, type Ground, type Law, start } from "./law_suite.ts";
import type { EscalationPlan, EscalationRecord } from "./escalation_record.ts";
import type { Submission } from "./submission.ts";

const plan: EscalationPlan = {
  afterMs: 600,
  until: "delivered",
  word: "",
  to: ["boss", "+4915187654321"],
  rounds: 1,
  prefix: "[ESC] ",
};

/** Messages that others get when nobody confirms them. */
export const escalationLaws: readonly Law[] = [
  {
    name: "an escalation begins with its message, and is due over a crash",
    async holds(ground) {
      const made = await begin(ground, { recipients: [anna, bert] });
      await ground.crash();
      const { escalations } = ground.store;
      assert.equal(escalations.nextAt(), start + 600);
      assert.deepEqual(escalations.due(start + 599, 9), []);
      assert.deepEqual(escalations.due(start + 600, 9), [{
        id: 1,
        messageId: made.id,
        plan,
        step: 0,
        dueAt: start + 600,
        text: "Pump 3 stopped",
        subject: "Pump",
        reversePath: "plc@plant.example",
        segmentCount: 1,
        deliveries: [{ recipient: anna, state: "queued", own: true }],
        answers: [],
      }]);
      const [to] = ground.show(made).deliveries;
      assert.ok(to);
      assert.equal(escalations.of(to.deliveryId).length, 1);
      assert.deepEqual(escalations.open(0, 9), escalations.open(0, 1));
      assert.deepEqual(escalations.open(1, 9), []);
    },
  },
  {
    name:
      "what is still to escalate is kept with its text, and so are its steps",
    async holds(ground) {
      const made = await begin(ground);
      await ground.sendWhole(start);
      const before = start + 365 * 86_400_000;
      const retention = { before, textBefore: before, after: 0, limit: 9 };
      const clear = () => ground.store.archive.clear(retention);
      assert.equal((await clear()).messages, 0);
      const first = dueOne(ground, before);
      assert.equal(first.text, made.message.text);
      await ground.store.escalations.settle(first, stepOf(ground, start + 1));
      await ground.sendWhole(start + 2);
      assert.equal((await clear()).messages, 0);
      const second = dueOne(ground, before);
      assert.equal(second.deliveries.length, 2);
      const fate = { to: "ended", reason: "exhausted", at: start + 3 } as const;
      await ground.store.escalations.settle(second, fate);
      // The newest of all messages stays.
      assert.equal((await clear()).messages, 1);
    },
  },
  {
    name:
      "none begins for a message that is a repeat, nor for recipients that it has not",
    async holds(ground) {
      const submission = ground.made({ messageId: "<1@plc>" });
      await ground.store.accept({ submission });
      const again = { ...ground.made({ messageId: "<1@plc>" }) };
      await ground.store.accept({
        submission: again,
        repeats: { since: start - 1 },
        escalations: [beginning([anna])],
      });
      await ground.store.accept({
        submission: ground.made(),
        escalations: [beginning([bert])],
      });
      assert.equal(ground.store.escalations.nextAt(), undefined);
    },
  },
  {
    name: "a step and its message are one commit, and made once",
    async holds(ground) {
      await begin(ground);
      const record = dueOne(ground, start + 600);
      const next = stepOf(ground, start + 600);
      const all = await Promise.all([
        ground.store.escalations.settle(record, next),
        ground.store.escalations.settle(record, stepOf(ground, start + 600)),
      ]);
      assert.deepEqual(all.map((it) => it?.length), [1, undefined]);
      await ground.crash();
      const after = dueOne(ground, start + 1_200);
      assert.equal(after.step, 1);
      assert.deepEqual(after.deliveries.map((it) => it.recipient), [
        anna,
        bert,
      ]);
      assert.equal(ground.store.counts().queued, 2);
      assert.equal(ground.show(next.submission).madeBy, "escalation");
      const ended = { to: "ended", reason: "Delivered", at: start } as const;
      assert.deepEqual(
        await ground.store.escalations.settle(after, ended),
        [],
      );
      assert.equal(
        await ground.store.escalations.settle(after, ended),
        undefined,
      );
      assert.equal(ground.store.escalations.nextAt(), undefined);
      assert.deepEqual(ground.store.escalations.open(0, 9), []);
    },
  },
  {
    name: "what has happened since a record was read undoes its step",
    async holds(ground) {
      await begin(ground);
      const record = dueOne(ground, start + 600);
      await ground.sendWhole(start);
      const next = stepOf(ground, start + 600);
      assert.equal(
        await ground.store.escalations.settle(record, next),
        undefined,
      );
      assert.equal(ground.store.show(next.submission.id), undefined);
    },
  },
  {
    name: "a merged delivery is in the state of the one that serves it",
    async holds(ground) {
      const made = await begin(ground);
      const submission = ground.made({ madeBy: "merge" });
      const ids = [ground.first(made).deliveryId];
      const merged = await ground.store.merge({ ids, submission, at: start });
      assert.ok(merged);
      const again = ground.made({ madeBy: "merge" });
      await ground.store.merge({
        ids: [merged.delivery],
        submission: again,
        at: start,
      });
      await ground.sendWhole(start);
      const record = dueOne(ground, start + 600);
      assert.deepEqual(record.deliveries, [{
        recipient: anna,
        state: "sent",
        own: true,
      }]);
      assert.equal(
        ground.store.escalations.of(merged.delivery).length,
        1,
      );
    },
  },
  {
    name:
      "an answer is an SMS from a recipient that came later, whatever the clock says",
    async holds(ground) {
      await receive(ground, anna, "Too early");
      await begin(ground, {}, { until: "answer" });
      await receive(ground, bert, "Somebody else");
      await receive(ground, anna, "OK", start - 1_000_000);
      await receive(ground, anna.slice(1), "From abroad");
      const { answers } = dueOne(ground, start + 600);
      assert.deepEqual(answers, ["OK", "From abroad"]);
      const before = start + 365 * 86_400_000;
      const retention = { before, textBefore: before, after: 0, limit: 9 };
      const cleared = await ground.store.archive.clear(retention);
      assert.equal(cleared.received, 1, "but what came before");
      assert.deepEqual(dueOne(ground, start + 600).answers, answers);
    },
  },
  {
    name:
      "an answer is kept until it has been looked at, and an inbox that was cleared hides none",
    async holds(ground) {
      const { archive } = ground.store;
      const clear = () => {
        const late = start + 9_000;
        const what = { before: late, textBefore: late, after: 0, limit: 9 };
        return archive.clear(what);
      };
      await receive(ground, anna, "One");
      await receive(ground, anna, "Two");
      assert.equal((await clear()).received, 2);
      await begin(ground, {}, { until: "answer" });
      await receive(ground, anna, "OK");
      const { received, receivedTexts } = await clear();
      assert.deepEqual([received, receivedTexts], [0, 0]);
      assert.deepEqual(dueOne(ground, start + 600).answers, ["OK"]);
    },
  },
  {
    name:
      "a clock that is set makes no wait longer or shorter, and a sendAt stays",
    async holds(ground) {
      await begin(ground);
      await ground.store.accept({
        submission: ground.made(),
        escalations: [{
          ...beginning([anna]),
          dueAt: start + 900,
          fixed: true,
        }],
      });
      const { escalations } = ground.store;
      const dues = () => escalations.open(0, 9).map((it) => it.dueAt);
      await escalations.followClock(start + 100);
      assert.deepEqual(dues(), [start + 600, start + 900]);
      await escalations.followClock(start + 70_100, {
        by: 70_000,
        withinMs: 60,
      });
      assert.deepEqual(dues(), [start + 70_600, start + 900]);
      await escalations.followClock(start + 100, {
        by: -70_000,
        withinMs: 60,
      });
      assert.deepEqual(dues(), [start + 600, start + 900]);
      // By a process that was not there when it was set.
      await escalations.followClock(start - 5_000);
      assert.deepEqual(dues(), [start - 4_400, start + 900]);
    },
  },
];

function beginning(recipients: Submission["recipients"]) {
  const dueAt = start + plan.afterMs;
  return { plan, recipients, dueAt, fixed: false };
}

async function begin(
  ground: Ground,
  changes: Partial<Submission> = {},
  own: Partial<EscalationPlan> = {},
): Promise<Submission> {
  const submission = ground.made(changes);
  const escalation = { ...beginning([anna]), plan: { ...plan, ...own } };
  await ground.store.accept({ submission, escalations: [escalation] });
  return submission;
}

function dueOne(ground: Ground, now: number): EscalationRecord {
  const [record, ...others] = ground.store.escalations.due(now, 9);
  assert.ok(record, "nothing is due");
  assert.deepEqual(others, []);
  return record;
}

function stepOf(ground: Ground, at: number) {
  const submission = ground.made({
    acceptedAt: at,
    source: "command",
    madeBy: "escalation",
    recipients: [bert],
  });
  return { to: "next", submission, dueAt: at + 600, at } as const;
}

async function receive(
  ground: Ground,
  sender: string,
  text: string,
  receivedAt = start,
): Promise<void> {
  const segment: InboundSegment = {
    modem: "m1",
    kind: "sms",
    sender,
    receivedAt,
    sentAt: undefined,
    pdu: "00",
    fingerprint: text,
  };
  await ground.store.receive(segment, { waitMs: 1, textOf: () => text });
}
