import assert from "node:assert/strict";
import {
  anna,
  type Ground,
  type Law,
  lifetimeMs,
  resumeWaitMs,
  start,
} from "./law_suite.ts";
import type { Claim } from "./store.ts";

/** Crashes, uncertainty, expiry, and the operator who sorts them out. */
export const timeLaws: readonly Law[] = [
  {
    name:
      "after a crash a begun segment makes uncertain, all else is queued again, unmarked",
    async holds(ground) {
      const begun = await ground.accept({ segmentCount: 2 });
      const claimed = await ground.accept({ acceptedAt: start + 1 });
      await ground.begin(await ground.claim(start), 1, start);
      await ground.claim(start + 1);
      await ground.crash();
      const now = start + 500;
      const resolveAt = start + 900;
      const changes = await ground.store.recover({ now, resolveAt });
      assert.deepEqual(changes.map((it) => [it.from, it.to]), [
        ["sending", "uncertain"],
        ["sending", "queued"],
      ]);
      assert.equal(ground.first(begun).nextAttemptAt, resolveAt);
      assert.equal(ground.first(begun).attemptRecords[0]?.outcome, "uncertain");
      assert.equal(ground.first(claimed).possibleDuplicate, false);
      assert.equal((await ground.claim(now, "m2")).messageId, claimed.id);
    },
  },
  {
    name:
      "after a crash between two segments the same modem goes on, and for a while only that",
    async holds(ground) {
      await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await ground.crash();
      const now = start + 500;
      await ground.store.recover({ now, resolveAt: now });
      assert.equal(await ground.tryClaim(now, "m2"), undefined);
      const again = await ground.claim(now);
      assert.deepEqual(again.acknowledged, [1]);
      assert.equal(again.reference, claim.reference);
      assert.equal(again.possibleDuplicate, false);
    },
  },
  {
    name:
      "after a crash between the last acknowledgement and its settling nothing is sent again, whoever claims",
    async holds(ground) {
      await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await ground.send(claim, 2, start);
      await ground.crash();
      await ground.store.recover({ now: start, resolveAt: start });
      const again = await ground.claim(start, "m2");
      assert.deepEqual(again.acknowledged, [1, 2]);
      assert.equal(again.possibleDuplicate, false);
    },
  },
  {
    name: "with leasesUntil only leases that ended before it are recovered",
    async holds(ground) {
      await ground.accept({ recipients: [anna, anna] });
      await ground.claim(start);
      const extended = await ground.claim(start);
      await ground.begin(extended, 1, start + 500);
      const now = start + 1_001;
      const leasesUntil = now;
      const resolveAt = now;
      const changes = await ground.store.recover({
        now,
        resolveAt,
        leasesUntil,
      });
      assert.deepEqual(changes.map((it) => it.deliveryId), [1]);
    },
  },
  {
    name:
      "a lease is renewed by a segment when it runs low, and left alone before",
    async holds(ground) {
      await ground.accept({ recipients: [anna, anna], segmentCount: 2 });
      const fresh = await ground.claim(start);
      const low = await ground.claim(start);
      await ground.send(fresh, 1, start + 499);
      await ground.send(low, 1, start + 500);
      const endedBy = async (now: number) => {
        const times = { now, resolveAt: now, leasesUntil: now };
        const changes = await ground.store.recover(times);
        return changes.map((it) => it.deliveryId);
      };
      assert.deepEqual(await endedBy(start + 1_000), []);
      assert.deepEqual(await endedBy(start + 1_001), [fresh.deliveryId]);
      assert.deepEqual(await endedBy(start + 1_500), []);
      assert.deepEqual(await endedBy(start + 1_501), [low.deliveryId]);
    },
  },
  {
    name:
      "an unheard uncertain delivery is sent again, marked, keeping what was acknowledged",
    async holds(ground) {
      const mail = await ground.accept({ segmentCount: 3 });
      const claim = await makeUncertain(ground, start + 100);
      assert.deepEqual(await sweep(ground, start + 99), []);
      const [change] = await sweep(ground, start + 100);
      assert.equal(change?.to, "queued");
      assert.equal(change?.possibleDuplicate, true);
      assert.deepEqual(ground.first(mail).segments.map((it) => it.number), [1]);
      const early = start + 100 + resumeWaitMs - 1;
      assert.equal(await ground.tryClaim(early, "m2"), undefined);
      const again = await ground.claim(start + 100);
      assert.deepEqual(again.acknowledged, [1]);
      assert.equal(again.reference, claim.reference);
      assert.equal(again.possibleDuplicate, true);
    },
  },
  {
    name:
      "an unheard uncertain delivery is held when that is the policy, and the operator's retry marks it",
    async holds(ground) {
      const mail = await ground.accept({ segmentCount: 3 });
      await makeUncertain(ground, start + 100);
      const [held] = await sweep(ground, start + 100, "hold");
      assert.equal(held?.to, "held");
      assert.equal(held?.possibleDuplicate, false);
      assert.equal(await ground.tryClaim(start + 200), undefined);
      const { changed } = await ground.store.retry(mail.id, start + 200);
      assert.deepEqual(changed.map((it) => [it.from, it.to]), [
        ["held", "queued"],
      ]);
      const again = await ground.claim(start + 200);
      assert.equal(again.possibleDuplicate, true);
      assert.deepEqual(again.acknowledged, [1]);
    },
  },
  {
    name: "queued, held and unheard deliveries expire",
    async holds(ground) {
      const { store } = ground;
      await ground.accept({ segmentCount: 3 });
      await makeUncertain(ground, start + 100);
      await sweep(ground, start + 100, "hold");
      await ground.accept({ segmentCount: 3 });
      await makeUncertain(ground, start + lifetimeMs);
      await ground.accept();
      assert.deepEqual(await sweep(ground, start + lifetimeMs - 1), []);
      const changes = await sweep(ground, start + lifetimeMs);
      assert.deepEqual(changes.map((it) => it.from).toSorted(), [
        "held",
        "queued",
        "uncertain",
      ]);
      assert.ok(changes.every((it) => it.to === "expired"));
      assert.equal(store.counts().expired, 3);
      assert.equal(store.nextDueAt(), undefined);
    },
  },
  {
    name: "a sweep moves no more than its limit",
    async holds(ground) {
      await ground.accept({
        recipients: Array.from({ length: 5 }, () => anna),
      });
      const now = start + lifetimeMs;
      const onUncertain = "resend";
      const moved: number[] = [];
      for (let i = 0; i < 4; i++) {
        const changes = await ground.store.sweep({
          now,
          onUncertain,
          limit: 2,
        });
        moved.push(changes.length);
      }
      assert.deepEqual(moved, [2, 2, 1, 0]);
    },
  },
  {
    name: "nextDueAt is the earliest of all due times",
    async holds(ground) {
      const { store } = ground;
      assert.equal(store.nextDueAt(), undefined);
      await ground.accept({ acceptedAt: start + 70 });
      assert.equal(store.nextDueAt(), start + 70);
      const claim = await ground.claim(start + 70);
      assert.equal(store.nextDueAt(), undefined, "a lease is no due time");
      await ground.begin(claim, 1, start + 71);
      const resolveAt = start + 90;
      await store.settle(
        claim,
        { to: "uncertain", reason: "silent", resolveAt },
        start + 72,
      );
      assert.equal(store.nextDueAt(), resolveAt);
      await sweep(ground, resolveAt, "hold");
      assert.equal(store.nextDueAt(), start + 70 + lifetimeMs);
    },
  },
  {
    name:
      "once the clock was set back, what it had put off waits no longer than it would have",
    async holds(ground) {
      const { store } = ground;
      const back = start - 3_600_000;
      const reason = "busy";
      const before = await ground.accept({ acceptedAt: back - 10 });
      await store.settle(
        await ground.claim(back - 10),
        { to: "queued", nextAttemptAt: back + 20, reason },
        back - 5,
      );
      const doubted = await ground.accept({ acceptedAt: back - 10 });
      const doubtful = await ground.claim(back - 1);
      await ground.begin(doubtful, 1, start);
      const resolveAt = start + 700;
      await store.settle(
        doubtful,
        { to: "uncertain", reason, resolveAt },
        start,
      );
      const sendAt = start + 5_000;
      const wishes = new Map([[anna, { sendAt }]]);
      const later = await ground.accept({ acceptedAt: start + 2, wishes });
      const fresh = await ground.accept({ acceptedAt: start + 2 });
      await store.followClock(back);
      const due = [before, doubted, later, fresh]
        .map((it) => ground.first(it).nextAttemptAt);
      assert.deepEqual(due, [back + 20, back + 700, sendAt, back]);
    },
  },
  {
    name:
      "once the clock was set back, a half-sent message waits for its modem as long as it would have",
    async holds(ground) {
      const { store } = ground;
      const back = start - 3_600_000;
      await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      const nextAttemptAt = start + 900;
      const resumeUntil = start + 2_000;
      await store.settle(
        claim,
        { to: "queued", reason: "busy", nextAttemptAt, resumeUntil },
        start,
      );
      await store.followClock(back);
      assert.equal(await ground.tryClaim(back + 899), undefined);
      assert.equal(await ground.tryClaim(back + 1_999, "m2"), undefined);
      const again = await ground.claim(back + 2_000, "m2");
      assert.equal(again.possibleDuplicate, true);
    },
  },
  {
    name: "retry makes what waits due now, and leaves the rest",
    async holds(ground) {
      const mail = await ground.accept({ recipients: [anna, anna, anna] });
      await ground.sendWhole(start);
      await ground.store.settle(
        await ground.claim(start),
        { to: "queued", nextAttemptAt: start + 9_000, reason: "busy" },
        start,
      );
      const result = await ground.store.retry(mail.id, start + 10);
      assert.deepEqual(result.changed.map((it) => it.deliveryId), [2]);
      assert.deepEqual(result.unchanged.map((it) => it.state), [
        "sent",
        "queued",
      ]);
      assert.equal((await ground.claim(start + 10)).deliveryId, 3);
      assert.equal((await ground.claim(start + 10)).deliveryId, 2);
    },
  },
  {
    name: "cancel ends what waits or is held, and nothing else",
    async holds(ground) {
      const mail = await ground.accept({
        recipients: [anna, anna, anna],
        segmentCount: 3,
      });
      await makeUncertain(ground, start + 100);
      await sweep(ground, start + 100, "hold");
      await ground.claim(start + 100);
      const result = await ground.store.cancel(mail.id, start + 200);
      assert.deepEqual(result.changed.map((it) => it.from), ["held", "queued"]);
      assert.deepEqual(result.unchanged.map((it) => it.state), ["sending"]);
      assert.equal(ground.store.counts().cancelled, 2);
      const unknown = { ...mail, id: "0000000000000000" as typeof mail.id };
      assert.deepEqual(await ground.store.cancel(unknown.id, start), {
        changed: [],
        unchanged: [],
      });
    },
  },
];

/** Sends the first of three segments, and gets no answer for the second. */
async function makeUncertain(
  ground: Ground,
  resolveAt: number,
): Promise<Claim> {
  const claim = await ground.claim(start);
  await ground.send(claim, 1, start);
  await ground.begin(claim, 2, start);
  await ground.store.settle(
    claim,
    { to: "uncertain", reason: "no answer after Ctrl-Z", resolveAt },
    start,
  );
  return claim;
}

function sweep(
  ground: Ground,
  now: number,
  onUncertain: "resend" | "hold" = "resend",
) {
  return ground.store.sweep({ now, onUncertain, limit: 100 });
}
