import assert from "node:assert/strict";
import { type Ground, type Law, start } from "./law_suite.ts";
import { report } from "./report_laws_suite.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** What a wall clock that was wrong, or is set, must not do: lose an SMS, double one, or make up a story. */
export const clockLaws: readonly Law[] = [
  {
    name:
      "once the clock was set ahead, what is being sent is so still, and is recovered when its lease has run its time",
    async holds(ground) {
      const { store } = ground;
      const mail = await ground.accept();
      const claim = await ground.claim(start);
      await ground.begin(claim, 1, start);
      const now = start + hourMs + 500;
      await store.followClock(now, hourMs);
      const recovered = (leasesUntil: number) =>
        store.recover({ now: leasesUntil, resolveAt: now, leasesUntil });
      assert.deepEqual(await recovered(start + hourMs + 999), []);
      await ground.send(claim, 1, now);
      await store.settle(claim, { to: "sent" }, now);
      assert.equal(ground.first(mail).state, "sent");
      const abandoned = await ground.accept({ acceptedAt: now });
      await ground.claim(now);
      const [change] = await recovered(now + 1_001);
      assert.equal(change?.messageId, abandoned.id);
    },
  },
  {
    name:
      "once the clock was set ahead, a doubt waits for its report as long as it would have",
    async holds(ground) {
      const { store } = ground;
      const old = await ground.accept();
      await doubt(ground, start);
      const now = start + hourMs;
      // By the clock as it is now.
      const fresh = await ground.accept({ acceptedAt: now - 10 });
      await doubt(ground, now - 10);
      await store.followClock(now, hourMs + 0.4);
      const due = [old, fresh].map((it) => ground.first(it).nextAttemptAt);
      assert.deepEqual(due, [now + 100_000, now - 10 + 100_000]);
    },
  },
  {
    name:
      "once the clock was set ahead, a half-sent message waits for its modem as long as it would have",
    async holds(ground) {
      const { store } = ground;
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
      const now = start + 10_000;
      await store.followClock(now, 10_000);
      assert.equal(await ground.tryClaim(now + 1_999, "m2"), undefined);
      const again = await ground.claim(now + 1_999);
      assert.deepEqual(again.acknowledged, [1]);
      assert.equal(again.possibleDuplicate, false);
    },
  },
  ...[10, 1_500].map((laterMs): Law => ({
    name:
      `a clock that is set ahead and, ${laterMs} ms later, back again leaves all waits as long`,
    async holds(ground) {
      const { store } = ground;
      const doubted = await ground.accept();
      await doubt(ground, start);
      const half = await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      const nextAttemptAt = start + 900;
      const resumeUntil = start + 2_000;
      await store.settle(
        claim,
        { to: "queued", reason: "busy", nextAttemptAt, resumeUntil },
        start,
      );
      await store.followClock(start + hourMs, hourMs);
      const now = start + laterMs;
      await store.followClock(now);
      assert.equal(ground.first(doubted).nextAttemptAt, now + 100_000);
      assert.equal(await ground.tryClaim(now + 1_999, "m2"), undefined);
      const again = await ground.claim(now + 2_000, "m2");
      assert.equal(again.messageId, half.id);
    },
  })),
  ...[5 * hourMs, 3 * minuteMs].map((setBackMs): Law => ({
    name:
      `a report of before the clock was set back by ${setBackMs} ms settles no doubt of after it`,
    async holds(ground) {
      const { store } = ground;
      const sentAt = start - setBackMs;
      // Of an SMS that is not known any more.
      const stray = report({ reference: 7, sentAt, receivedAt: start });
      assert.equal(await store.confirm(stray), undefined);
      const now = start - setBackMs + 1_000;
      await store.followClock(now);
      const mail = await ground.accept({ acceptedAt: now });
      await doubt(ground, now);
      assert.deepEqual(await store.confirmEarly(now + 1), []);
      assert.equal(ground.first(mail).state, "uncertain");
    },
  })),
  {
    name:
      "a clock that is hours behind the service centre's, or ahead, makes no doubt settled by another SMS's report",
    async holds(ground) {
      const { store } = ground;
      const mail = await ground.accept();
      await doubt(ground, start);
      for (const offMs of [13 * minuteMs, 5 * hourMs, -3 * minuteMs]) {
        const [sentAt, receivedAt] = [start + offMs, start + 9];
        const other = report({ reference: 7, sentAt, receivedAt });
        assert.equal(await store.confirm(other), undefined, `${offMs}`);
      }
      assert.equal(ground.first(mail).state, "uncertain");
      // Ten minutes are the longest that a modem may owe its answer.
      const [sentAt, receivedAt] = [start + 11 * minuteMs, start + 12 * hourMs];
      const own = report({ reference: 7, sentAt, receivedAt });
      assert.equal((await store.confirm(own))?.change?.to, "delivered");
    },
  },
  {
    name:
      "of two doubts a report settles neither, whatever their clocks said when they were begun",
    async holds(ground) {
      const { store } = ground;
      for (const at of [start - 6 * hourMs, start + 6 * hourMs, start]) {
        await ground.accept({ acceptedAt: at });
        await doubt(ground, at);
        const [sentAt, receivedAt] = [start + 5, start + 9];
        const one = report({ reference: 7, sentAt, receivedAt });
        assert.equal(await store.confirm(one), undefined);
      }
      assert.equal(store.counts().uncertain, 3);
    },
  },
  {
    name:
      "an earlier doubt by a clock that was ahead is in the way of a guess as well",
    async holds(ground) {
      const { store } = ground;
      const ahead = start + 6 * hourMs;
      await ground.accept({ acceptedAt: ahead });
      await doubt(ground, ahead);
      const now = ahead + 100_000;
      await store.sweep({ now, onUncertain: "resend", limit: 9 });
      await ground.sendWhole(now);
      await store.followClock(start);
      const mail = await ground.accept();
      await doubt(ground, start);
      const [sentAt, receivedAt] = [start + 5, start + 9];
      const first = report({ reference: 7, sentAt, receivedAt });
      assert.equal(await store.confirm(first), undefined);
      assert.equal(ground.first(mail).state, "uncertain");
    },
  },
];

/** Claims what is due and leaves its first segment in doubt for 100 s. */
async function doubt(ground: Ground, now: number): Promise<void> {
  const claim = await ground.claim(now);
  await ground.begin(claim, 1, now);
  const reason = "silent";
  const resolveAt = now + 100_000;
  await ground.store.settle(claim, { to: "uncertain", reason, resolveAt }, now);
}
