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
    name:
      "of several with the same reference each gets a report, and a repeated one changes nothing",
    async holds(ground) {
      // The modem counts anew when it is plugged in again.
      const sentAt = [start, start + 30_000];
      for (const at of sentAt) {
        await ground.accept();
        await ground.sendWhole(at);
      }
      const other = await ground.accept({ acceptedAt: start - 300_000 });
      await ground.sendWhole(start - 300_000);
      const receivedAt = start + 40_000;
      for (const at of sentAt) {
        const booked = await ground.store.confirm(
          report({ sentAt: at + 1_000, receivedAt }),
        );
        assert.equal(booked?.change?.to, "delivered");
      }
      for (const at of sentAt) {
        const repeated = report({ sentAt: at + 1_000, receivedAt });
        const booked = await ground.store.confirm(repeated);
        assert.deepEqual(booked, { change: undefined });
      }
      assert.equal(ground.first(other).state, "sent");
    },
  },
  {
    name:
      "a service centre whose clock is wrong has no report taken for a repeated one",
    async holds(ground) {
      const hour = 3_600_000;
      for (const at of [start, start + hour]) {
        const mail = await ground.accept({ acceptedAt: at });
        await ground.sendWhole(at);
        await ground.store.confirm(
          report({ sentAt: at - hour, receivedAt: at + 1_000 }),
        );
        assert.equal(ground.first(mail).state, "delivered");
      }
    },
  },
  {
    name: "a report may write a short national number without its country",
    async holds(ground) {
      await ground.accept({ recipients: [number("+3545812345")] });
      await ground.sendWhole(start);
      for (const recipient of ["2345", "12345", "6812345"]) {
        assert.equal(
          await ground.store.confirm(report({ recipient })),
          undefined,
        );
      }
      const booked = await ground.store.confirm(
        report({ recipient: "5812345" }),
      );
      assert.equal(booked?.change?.to, "delivered");
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
];

/** A report on the first segment to Anna. */
export function report(changes: Partial<DeliveryReport> = {}): DeliveryReport {
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
