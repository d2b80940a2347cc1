import assert from "node:assert/strict";
import { bert, type Ground, type Law, start } from "./law_suite.ts";
import { report } from "./report_laws_suite.ts";
import type { DeliveryReport } from "./store.ts";

/** Status reports that come before their reference, late, or of a segment that has none. */
export const doubtLaws: readonly Law[] = [
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
    name:
      "a report that is quicker than its reference is not taken for a repeated one of long ago",
    async holds(ground) {
      const then = start - 3_600_000;
      await ground.accept({ acceptedAt: then });
      await ground.sendWhole(then);
      const [sentAt, receivedAt] = [then, then + 9];
      await ground.store.confirm(report({ sentAt, receivedAt }));
      const mail = await ground.accept();
      const claim = await ground.claim(start);
      await ground.begin(claim, 1, start);
      const early = report({ sentAt: start, receivedAt: start + 1 });
      assert.equal(await ground.store.confirm(early), undefined);
      const at = start + 2;
      const answer = { number: 1, reference: 101, at };
      await ground.store.acknowledgeSegment(claim, answer);
      await ground.store.settle(claim, { to: "sent" }, at);
      await ground.store.confirmEarly(at, { modem: "m1", reference: 101 });
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
  ...(["resend", "hold"] as const).map((onUncertain): Law => ({
    name:
      `a report that may be of an earlier doubt settles no other one (${onUncertain})`,
    async holds(ground) {
      const first = await ground.accept();
      await doubt(ground, start);
      const now = start + 100_000;
      await ground.store.sweep({ now, onUncertain, limit: 9 });
      if (onUncertain === "resend") await ground.sendWhole(now);
      const second = await ground.accept();
      await doubt(ground, now + 10);
      const [sentAt, receivedAt] = [start + 5, now + 20];
      const ofFirst = report({ reference: 7, sentAt, receivedAt });
      assert.equal(await ground.store.confirm(ofFirst), undefined);
      assert.deepEqual(await ground.store.confirmEarly(now + 30), []);
      assert.equal(ground.first(second).state, "uncertain");
      assert.notEqual(ground.first(first).state, "delivered");
    },
  })),
  {
    name:
      "a report on a segment that is too old for it by this machine's clock settles no doubt",
    async holds(ground) {
      const unset = start - 40 * 86_400_000;
      await ground.accept({ acceptedAt: unset });
      await ground.sendWhole(unset);
      const mail = await ground.accept();
      await doubt(ground, start);
      const notBefore = start - 3 * 86_400_000;
      const booked = await ground.store.confirm(
        report({ sentAt: start - 60_000, receivedAt: start + 5, notBefore }),
      );
      assert.equal(booked, undefined);
      assert.equal(ground.first(mail).state, "uncertain");
    },
  },
  {
    name: "a doubt that a report has settled stands in no other one's way",
    async holds(ground) {
      for (
        const [at, reference] of [[start, 7], [start + 10_000, 8]] as const
      ) {
        const mail = await ground.accept();
        await doubt(ground, at);
        const [sentAt, receivedAt] = [at + 5, at + 9];
        await ground.store.confirm(report({ reference, sentAt, receivedAt }));
        assert.equal(ground.first(mail).state, "delivered");
      }
    },
  },
];

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
