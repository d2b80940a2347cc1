import assert from "node:assert/strict";
import {
  anna,
  bert,
  type Ground,
  type Law,
  number,
  start,
} from "./law_suite.ts";
import type { DeliveryReport } from "./store.ts";

/** Status reports: whom they speak of and what they change. */
export const reportLaws: readonly Law[] = [
  {
    name: "a report on the only segment makes a sent delivery delivered",
    async holds(ground) {
      const mail = await ground.accept();
      await ground.sendWhole(start);
      const booked = await ground.store.confirm(report());
      assert.deepEqual(booked, {
        change: {
          deliveryId: 1,
          messageId: mail.id,
          recipient: anna,
          from: "sent",
          to: "delivered",
          reason: "received",
          possibleDuplicate: false,
        },
      });
      assert.deepEqual(await ground.store.confirm(report()), {
        change: undefined,
      }, "a second one changes nothing");
      assert.equal(ground.store.counts().delivered, 1);
    },
  },
  {
    name:
      "a failed report makes a sent delivery failed; one that says trying is only noted",
    async holds(ground) {
      const mail = await ground.accept();
      await ground.sendWhole(start);
      const trying = await ground.store.confirm(report({ outcome: "trying" }));
      assert.deepEqual(trying, { change: undefined });
      assert.equal(ground.first(mail).segments[0]?.report, "trying");
      const failed = await ground.store.confirm(
        report({ outcome: "failed", reason: "SIM full" }),
      );
      assert.equal(failed?.change?.to, "failed");
      assert.equal(ground.first(mail).reason, "SIM full");
      await ground.store.confirm(report({ outcome: "trying" }));
      assert.equal(ground.first(mail).segments[0]?.report, "failed");
    },
  },
  {
    name:
      "a report finds its segment by modem, reference and the number's last eight digits",
    async holds(ground) {
      await ground.accept();
      await ground.sendWhole(start);
      const strangers = [
        report({ modem: "m2" }),
        report({ reference: 102 }),
        report({ recipient: bert }),
        report({ recipient: "" }),
      ];
      for (const stranger of strangers) {
        assert.equal(await ground.store.confirm(stranger), undefined);
      }
      const national = await ground.store.confirm(
        report({ recipient: "098-12345678" }),
      );
      assert.equal(national?.change?.to, "delivered");
    },
  },
  {
    name: "a report for a short code finds it whole",
    async holds(ground) {
      await ground.accept({ recipients: [number("72404")] });
      await ground.sendWhole(start);
      const booked = await ground.store.confirm(report({ recipient: "72404" }));
      assert.equal(booked?.change?.to, "delivered");
    },
  },
  {
    name: "of several segments with the same reference the newest counts",
    async holds(ground) {
      await ground.accept({ recipients: [anna, bert, anna] });
      for (let i = 0; i < 3; i++) await ground.sendWhole(start + i);
      const first = await ground.store.confirm(report());
      assert.equal(first?.change?.deliveryId, 3);
      const other = await ground.store.confirm(report({ recipient: bert }));
      assert.equal(other?.change?.deliveryId, 2);
    },
  },
  {
    name: "a report speaks of no segment that is too old for it",
    async holds(ground) {
      await ground.accept();
      await ground.sendWhole(start);
      for (const recipient of ["919812345678", undefined]) {
        const late = report({ recipient, notBefore: start + 1 });
        assert.equal(await ground.store.confirm(late), undefined);
      }
      const timely = report({ recipient: undefined, notBefore: start });
      const booked = await ground.store.confirm(timely);
      assert.equal(booked?.change?.to, "delivered");
    },
  },
  {
    name: "a long message is delivered when every segment is",
    async holds(ground) {
      await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await ground.send(claim, 2, start);
      await ground.store.settle(claim, { to: "sent" }, start);
      const second = await ground.store.confirm(report({ reference: 102 }));
      assert.deepEqual(second, { change: undefined });
      const first = await ground.store.confirm(report({ reference: 101 }));
      assert.equal(first?.change?.to, "delivered");
    },
  },
  {
    name: "reports that are quicker than the settling count when it comes",
    async holds(ground) {
      const mail = await ground.accept();
      for (const outcome of ["delivered", "failed"] as const) {
        const again = outcome === "failed" ? await ground.accept() : mail;
        const claim = await ground.claim(start);
        await ground.send(claim, 1, start);
        const early = await ground.store.confirm(report({ outcome }));
        assert.deepEqual(early, { change: undefined });
        assert.equal(ground.first(again).state, "sending");
        const change = await ground.store.settle(claim, { to: "sent" }, start);
        assert.equal(change?.from, "sending");
        assert.equal(change?.to, outcome);
        assert.equal(ground.first(again).attemptRecords[0]?.outcome, "sent");
        assert.equal(ground.store.counts()[outcome], 1);
      }
    },
  },
  {
    name:
      "a report settles an uncertain delivery, unless a segment is still in doubt",
    async holds(ground) {
      const whole = await lateAcknowledgement(ground, 1);
      const booked = await ground.store.confirm(report());
      assert.deepEqual(
        [booked?.change?.from, booked?.change?.to],
        ["uncertain", "delivered"],
      );
      assert.equal(ground.first(whole).state, "delivered");
      await lateAcknowledgement(ground, 2);
      const partly = await ground.store.confirm(report());
      assert.deepEqual(partly, { change: undefined });
      const failed = await ground.store.confirm(
        report({ recipient: anna, outcome: "failed" }),
      );
      assert.deepEqual(failed, { change: undefined }, "it was delivered");
    },
  },
  {
    name: "a report on a delivery that waits again is kept for its segment",
    async holds(ground) {
      const mail = await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await ground.store.settle(claim, {
        to: "queued",
        nextAttemptAt: start,
        reason: "busy",
        resumeUntil: start + 100,
      }, start);
      assert.deepEqual(await ground.store.confirm(report()), {
        change: undefined,
      });
      assert.equal(ground.first(mail).segments[0]?.report, "delivered");
      const again = await ground.claim(start);
      await ground.send(again, 2, start);
      await ground.store.confirm(report({ reference: 102 }));
      const change = await ground.store.settle(again, { to: "sent" }, start);
      assert.equal(change?.to, "delivered");
    },
  },
  {
    name:
      "a report that is quicker than its reference waits for it, also over a crash",
    async holds(ground) {
      const mail = await ground.accept();
      const claim = await ground.claim(start);
      await ground.begin(claim, 1, start);
      const early = report({ receivedAt: start + 1, sentAt: start });
      assert.equal(await ground.store.confirm(early), undefined);
      assert.deepEqual(await ground.store.confirmEarly(start + 1), []);
      await ground.store.acknowledgeSegment(claim, {
        ...{ number: 1, reference: 101, at: start + 2 },
      });
      await ground.crash();
      await ground.store.recover({ now: start + 3, resolveAt: start + 9 });
      await ground.store.confirmEarly(start + 3);
      const again = await ground.claim(start + 3);
      assert.deepEqual(again.acknowledged, [1]);
      await ground.store.settle(again, { to: "sent" }, start + 3);
      assert.equal(ground.first(mail).state, "delivered");
    },
  },
  {
    name: "a report that waited speaks of no segment that was begun after it",
    async holds(ground) {
      const stray = report({ receivedAt: start - 1 });
      assert.equal(await ground.store.confirm(stray), undefined);
      const mail = await ground.accept();
      await ground.sendWhole(start);
      assert.deepEqual(await ground.store.confirmEarly(start), []);
      assert.equal(ground.first(mail).segments[0]?.report, undefined);
      const own = report({ receivedAt: start });
      await ground.store.confirm(own);
      assert.equal(ground.first(mail).state, "delivered");
    },
  },
  {
    name:
      "of segments with the same reference those come first that the report can be of",
    async holds(ground) {
      const first = await ground.accept();
      await ground.sendWhole(start);
      const later = start + 26 * 3_600_000;
      const second = await ground.accept({ acceptedAt: later - 1_800_000 });
      await ground.sendWhole(later - 1_800_000);
      // It has lain in the modem since the first was sent.
      const old = report({ sentAt: start + 1_000, receivedAt: later });
      const booked = await ground.store.confirm(old);
      assert.equal(booked?.change?.messageId, first.id);
      const newer = report({ sentAt: later, receivedAt: later });
      const other = await ground.store.confirm(newer);
      assert.equal(other?.change?.messageId, second.id);
    },
  },
  {
    name: "a report settles the only doubt that it can be of",
    async holds(ground) {
      const mail = await ground.accept();
      await doubt(ground, start);
      const strangers: readonly Partial<DeliveryReport>[] = [
        { modem: "m2" },
        { recipient: bert },
        { recipient: undefined },
        { sentAt: undefined },
        { sentAt: start - 120_001 },
        { receivedAt: start - 1 },
      ];
      for (const stranger of strangers) {
        const unlike = report({ reference: 7, sentAt: start + 5, ...stranger });
        assert.equal(await ground.store.confirm(unlike), undefined);
      }
      const booked = await ground.store.confirm(
        report({ reference: 7, sentAt: start + 5 }),
      );
      assert.deepEqual(
        [booked?.change?.from, booked?.change?.to],
        ["uncertain", "delivered"],
      );
      const [segment] = ground.first(mail).segments;
      assert.equal(segment?.reference, 7);
      const again = await ground.store.confirm(
        report({ reference: 7, sentAt: start + 5, outcome: "failed" }),
      );
      assert.deepEqual(again, { change: undefined });
    },
  },
  {
    name:
      "of two doubts a report settles neither, nor one beside an SMS in flight",
    async holds(ground) {
      await ground.accept();
      await doubt(ground, start);
      await ground.accept();
      const second = await ground.claim(start + 1);
      await ground.begin(second, 1, start + 1);
      const one = report({ reference: 7, sentAt: start + 5 });
      assert.equal(await ground.store.confirm(one), undefined, "in flight");
      await ground.store.settle(
        second,
        { to: "uncertain", reason: "silent", resolveAt: start + 100 },
        start + 2,
      );
      assert.deepEqual(await ground.store.confirmEarly(start + 3), []);
      assert.equal(ground.store.counts().uncertain, 2);
    },
  },
  {
    name:
      "what was in flight beside a doubt clears it up by its acknowledgement",
    async holds(ground) {
      const mail = await ground.accept();
      await doubt(ground, start);
      await ground.accept();
      const second = await ground.claim(start + 1);
      await ground.begin(second, 1, start + 1);
      const one = report({ reference: 7, sentAt: start + 5 });
      assert.equal(await ground.store.confirm(one), undefined);
      const at = start + 2;
      const answer = { number: 1, reference: 50, at };
      await ground.store.acknowledgeSegment(second, answer);
      const strange = { modem: "m2", reference: 7 };
      assert.deepEqual(await ground.store.confirmEarly(at, strange), []);
      const own = { modem: "m1", reference: 50 };
      const [booked] = await ground.store.confirmEarly(at, own);
      assert.equal(booked?.change.messageId, mail.id);
      assert.equal(booked?.change.to, "delivered");
    },
  },
  {
    name: "a report that came before the doubt settles it when it comes",
    async holds(ground) {
      const mail = await ground.accept();
      const claim = await ground.claim(start);
      await ground.begin(claim, 1, start);
      const early = report({ reference: 7, sentAt: start });
      assert.equal(await ground.store.confirm(early), undefined);
      await ground.crash();
      const now = start + 5_000;
      await ground.store.recover({ now, resolveAt: now + 100 });
      assert.equal(ground.first(mail).state, "uncertain");
      const [booked] = await ground.store.confirmEarly(now);
      assert.equal(booked?.change.to, "delivered");
      assert.equal(booked?.modem, "m1");
      assert.deepEqual(await ground.store.confirmEarly(now), []);
      assert.equal(ground.store.counts().delivered, 1);
    },
  },
  {
    name: "a doubt that a report has settled is not sent again with the others",
    async holds(ground) {
      const mail = await ground.accept({ segmentCount: 3 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await ground.begin(claim, 2, start);
      await ground.store.settle(
        claim,
        { to: "uncertain", reason: "silent", resolveAt: start + 100 },
        start,
      );
      const second = report({ reference: 102, sentAt: start });
      assert.deepEqual(await ground.store.confirm(second), {
        change: undefined,
      });
      await ground.store.sweep({
        now: start + 100,
        onUncertain: "resend",
        limit: 9,
      });
      const again = await ground.claim(start + 100);
      assert.deepEqual(again.acknowledged, [1, 2]);
      assert.equal(ground.first(mail).segments[1]?.report, "delivered");
    },
  },
  {
    name: "a failed report settles a doubt as failed",
    async holds(ground) {
      await ground.accept();
      await doubt(ground, start);
      const booked = await ground.store.confirm(
        report({ reference: 7, sentAt: start, outcome: "failed" }),
      );
      assert.equal(booked?.change?.to, "failed");
    },
  },
];

function report(changes: Partial<DeliveryReport> = {}): DeliveryReport {
  return {
    modem: "m1",
    reference: 101,
    recipient: "919812345678",
    outcome: "delivered",
    reason: "received",
    receivedAt: start + 1_000,
    notBefore: 0,
    ...changes,
  };
}

/** Claims what is due and leaves its first segment in doubt. */
async function doubt(ground: Ground, now: number): Promise<void> {
  const claim = await ground.claim(now);
  await ground.begin(claim, 1, now);
  const resolveAt = now + 100_000;
  await ground.store.settle(
    claim,
    { to: "uncertain", reason: "silent", resolveAt },
    now,
  );
}

/** An uncertain delivery of whose segments the first was acknowledged. */
async function lateAcknowledgement(ground: Ground, segmentCount: number) {
  const mail = await ground.accept({ segmentCount });
  const claim = await ground.claim(start);
  await ground.send(claim, 1, start + segmentCount);
  await ground.store.settle(
    claim,
    { to: "uncertain", reason: "silent", resolveAt: start + 100 },
    start,
  );
  return mail;
}
