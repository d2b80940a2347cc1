import assert from "node:assert/strict";
import { anna, bert, type Law, lifetimeMs, start } from "./law_suite.ts";

/** Leases, segments and references. */
export const claimLaws: readonly Law[] = [
  {
    name: "the longest due is claimed first, and nothing before it is due",
    async holds(ground) {
      const late = await ground.accept({ acceptedAt: start + 20 });
      const early = await ground.accept({ acceptedAt: start + 10 });
      assert.equal(await ground.tryClaim(start + 9), undefined);
      const claim = await ground.claim(start + 10);
      assert.deepEqual(claim, {
        deliveryId: 2,
        messageId: early.id,
        modem: "m1",
        recipient: anna,
        message: early.message,
        segmentCount: 1,
        attempt: 1,
        reference: undefined,
        acknowledged: [],
        possibleDuplicate: false,
        priority: "normal",
        acceptedAt: start + 10,
        expiresAt: start + 10 + lifetimeMs,
      });
      assert.equal(await ground.tryClaim(start + 19), undefined);
      assert.equal((await ground.claim(start + 20)).messageId, late.id);
    },
  },
  {
    name: "a modem that takes only urgent ones leaves the others to the rest",
    async holds(ground) {
      const { store } = ground;
      await ground.accept();
      const urgent = await ground.accept({
        wishes: new Map([[anna, { priority: "urgent" as const }]]),
      });
      const request = {
        modem: "m1",
        now: start,
        leaseUntil: start + 1_000,
        urgentOnly: true,
      };
      const claim = await store.claim(request);
      assert.equal(claim?.messageId, urgent.id);
      assert.equal(await store.claim(request), undefined);
      assert.notEqual(await ground.tryClaim(start, "m2"), undefined);
    },
  },
  {
    name: "an expired delivery is not claimed",
    async holds(ground) {
      await ground.accept();
      assert.equal(await ground.tryClaim(start + lifetimeMs), undefined);
    },
  },
  {
    name: "no delivery is leased to two",
    async holds(ground) {
      await ground.accept({ recipients: [anna, bert, anna] });
      const modems = ["m1", "m2", "m3", "m4", "m5"];
      const claims = await Promise.all(
        modems.map((modem) => ground.tryClaim(start, modem)),
      );
      const ids = claims.map((it) => it?.deliveryId);
      assert.deepEqual(ids, [1, 2, 3, undefined, undefined]);
    },
  },
  {
    name: "each step of an SMS is on record",
    async holds(ground) {
      const mail = await ground.accept();
      const claim = await ground.claim(start + 1);
      await ground.begin(claim, 1, start + 2);
      await ground.store.acknowledgeSegment(claim, {
        number: 1,
        reference: 17,
        at: start + 3,
      });
      const change = await ground.store.settle(
        claim,
        { to: "sent" },
        start + 4,
      );
      assert.deepEqual(change, {
        deliveryId: 1,
        messageId: mail.id,
        recipient: anna,
        from: "sending",
        to: "sent",
        reason: "",
        possibleDuplicate: false,
      });
      const delivery = ground.first(mail);
      assert.deepEqual(delivery.attemptRecords, [{
        attempt: 1,
        modem: "m1",
        startedAt: start + 1,
        endedAt: start + 4,
        outcome: "sent",
        reason: "",
      }]);
      assert.deepEqual(delivery.segments, [{
        number: 1,
        pduStartedAt: start + 2,
        acknowledgedAt: start + 3,
        reference: 17,
        report: undefined,
      }]);
      assert.equal(delivery.modem, "m1");
      assert.equal(delivery.nextAttemptAt, undefined);
    },
  },
  {
    name:
      "a delivery queued again is due at its time, with its unanswered segment forgotten",
    async holds(ground) {
      const mail = await ground.accept();
      const claim = await ground.claim(start);
      await ground.begin(claim, 1, start);
      const later = start + 5_000;
      await ground.store.settle(
        claim,
        { to: "queued", nextAttemptAt: later, reason: "+CMS ERROR: 38" },
        start + 1,
      );
      assert.deepEqual(ground.first(mail).segments, []);
      assert.equal(ground.first(mail).reason, "+CMS ERROR: 38");
      assert.equal(await ground.tryClaim(later - 1), undefined);
      const again = await ground.claim(later, "m2");
      assert.equal(again.attempt, 2);
      assert.equal(again.possibleDuplicate, false);
    },
  },
  {
    name: "a lease that is over starts nothing and settles nothing",
    async holds(ground) {
      const mail = await ground.accept();
      const old = await ground.claim(start);
      await ground.store.recover({ now: start, resolveAt: start + 1 });
      await assert.rejects(ground.begin(old, 1, start), /lease .* is over/);
      const current = await ground.claim(start, "m2");
      await assert.rejects(ground.begin(old, 1, start), /lease .* is over/);
      await ground.begin(current, 1, start);
      await ground.store.acknowledgeSegment(old, {
        number: 1,
        reference: 5,
        at: start,
      });
      assert.equal(ground.first(mail).segments[0]?.reference, undefined);
      const change = await ground.store.settle(old, { to: "sent" }, start);
      assert.equal(change, undefined);
      assert.equal(ground.first(mail).state, "sending");
    },
  },
  {
    name: "an acknowledgement that comes after the lease still counts",
    async holds(ground) {
      const mail = await ground.accept();
      const claim = await ground.claim(start);
      await ground.begin(claim, 1, start);
      const resolveAt = start + 10;
      await ground.store.recover({ now: start + 1, resolveAt });
      await ground.store.acknowledgeSegment(claim, {
        number: 1,
        reference: 5,
        at: start + 2,
      });
      await ground.store.sweep({
        now: resolveAt,
        onUncertain: "resend",
        limit: 9,
      });
      const again = await ground.claim(resolveAt, "m2");
      assert.deepEqual(again.acknowledged, [1], "nothing is left to send");
      await ground.store.settle(again, { to: "sent" }, resolveAt);
      assert.equal(ground.first(mail).state, "sent");
    },
  },
  {
    name: "an acknowledged segment is not started again",
    async holds(ground) {
      await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await assert.rejects(ground.begin(claim, 1, start), /acknowledged/);
    },
  },
  {
    name: "each recipient has a counter of references, which survives a crash",
    async holds(ground) {
      await ground.accept({
        segmentCount: 2,
        recipients: [anna, bert, anna, anna],
      });
      const [first, other, second] = [
        await ground.claim(start),
        await ground.claim(start),
        await ground.claim(start),
      ];
      await ground.crash();
      const third = await ground.claim(start);
      assert.ok(first.reference !== undefined);
      assert.ok(other.reference !== undefined);
      assert.ok(first.reference >= 0 && first.reference <= 65_535);
      assert.equal(second.reference, (first.reference + 1) % 65_536);
      assert.equal(third.reference, (first.reference + 2) % 65_536);
    },
  },
  {
    name:
      "the same modem resumes after the last acknowledged segment under the same reference",
    async holds(ground) {
      await ground.accept({ segmentCount: 3 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await ground.begin(claim, 2, start);
      await ground.store.settle(claim, {
        to: "queued",
        nextAttemptAt: start + 1,
        reason: "busy",
        resumeUntil: start + 100,
      }, start);
      const again = await ground.claim(start + 1);
      assert.equal(again.reference, claim.reference);
      assert.deepEqual(again.acknowledged, [1]);
      assert.equal(again.possibleDuplicate, false);
    },
  },
  {
    name: "another modem waits for resumeUntil, then starts anew, and marks",
    async holds(ground) {
      const mail = await ground.accept({ segmentCount: 3 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      const resumeUntil = start + 100;
      await ground.store.settle(claim, {
        to: "queued",
        nextAttemptAt: start + 1,
        reason: "unplugged",
        resumeUntil,
      }, start);
      assert.equal(await ground.tryClaim(resumeUntil - 1, "m2"), undefined);
      const again = await ground.claim(resumeUntil, "m2");
      assert.notEqual(again.reference, claim.reference);
      assert.deepEqual(again.acknowledged, []);
      assert.equal(again.possibleDuplicate, true);
      assert.deepEqual(ground.first(mail).segments, []);
      assert.equal(ground.first(mail).possibleDuplicate, true);
    },
  },
  {
    name:
      "another modem takes a new reference, unmarked, when no segment had left",
    async holds(ground) {
      await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.store.settle(claim, {
        to: "queued",
        nextAttemptAt: start,
        reason: "no network",
      }, start);
      const again = await ground.claim(start, "m2");
      assert.notEqual(again.reference, claim.reference);
      assert.equal(again.possibleDuplicate, false);
    },
  },
  {
    name: "what waits for a dead modem is not in the way of the rest",
    async holds(ground) {
      await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await ground.store.settle(claim, {
        to: "queued",
        nextAttemptAt: start,
        reason: "unplugged",
        resumeUntil: start + 100,
      }, start);
      const fresh = await ground.accept({ acceptedAt: start + 1 });
      assert.equal((await ground.claim(start + 1, "m2")).messageId, fresh.id);
      assert.equal((await ground.claim(start + 1)).deliveryId, 1);
    },
  },
];
