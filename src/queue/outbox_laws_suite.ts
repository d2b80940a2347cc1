import assert from "node:assert/strict";
import { anna, type Ground, type Law, start } from "./law_suite.ts";
import type { Notice } from "./notice.ts";

/** What cellpost itself has to tell, and what follows from changes. */
export const outboxLaws: readonly Law[] = [
  {
    name: "a notice is kept over a crash, waits for its time, and is made once",
    async holds(ground) {
      const notice = noticeOf("report:1");
      await ground.store.outbox.post([notice, notice]);
      await ground.crash();
      const { outbox } = ground.store;
      await outbox.post([notice]);
      assert.deepEqual(outbox.due("mail", start - 1, 9), []);
      assert.equal(outbox.nextAt("mail"), start);
      const [due, ...others] = outbox.due("mail", start, 9);
      assert.ok(due);
      assert.deepEqual(others, []);
      const { id, state, attempts, reason, nextAttemptAt, updatedAt, ...same } =
        due;
      assert.deepEqual(same, notice);
      assert.deepEqual([state, attempts, reason, nextAttemptAt, updatedAt], [
        "waiting",
        0,
        "",
        start,
        start,
      ]);
      const later = {
        to: "waiting",
        nextAttemptAt: start + 60,
        reason: "No route to host",
      } as const;
      await outbox.settle(id, later, start + 1);
      assert.equal(outbox.nextAt("mail"), start + 60);
      await outbox.settle(id, { to: "done" }, start + 61);
      await outbox.settle(id, later, start + 62);
      await outbox.post([notice]);
      assert.equal(outbox.nextAt("mail"), undefined);
      assert.deepEqual(
        outbox.list(9).map((it) => [it.state, it.attempts, it.reason]),
        [["done", 1, ""]],
      );
    },
  },
  {
    name: "a mail to several addresses is one for each, with a fate of its own",
    async holds(ground) {
      const { outbox } = ground.store;
      const to = ["plc@plant.example", "ops@plant.example"];
      await outbox.post([{ ...noticeOf("alarm:1"), to }]);
      const [first, second, ...others] = outbox.due("mail", start, 9);
      assert.ok(first && second);
      assert.deepEqual(others, []);
      assert.deepEqual([first.to, second.to], to.map((it) => [it]));
      await outbox.settle(first.id, { to: "failed", reason: "No" }, start);
      assert.deepEqual(outbox.due("mail", start, 9), [second]);
      await outbox.post([{ ...noticeOf("alarm:1"), to }]);
      assert.equal(outbox.list(9).length, 2);
    },
  },
  {
    name:
      "each channel has its own notices, and what is done is kept without its body",
    async holds(ground) {
      const { outbox } = ground.store;
      const hook = {
        ...noticeOf("alarm:2"),
        kind: "alarm",
        channel: "webhook",
        to: ["https://hooks.example/1"],
      } as const;
      await outbox.post([noticeOf("report:1"), hook]);
      assert.deepEqual(
        outbox.due("webhook", start, 9).map((it) => it.key),
        ["alarm:2"],
      );
      assert.deepEqual(outbox.reportTimes("plc@plant.example", start), [start]);
      assert.deepEqual(outbox.reportTimes("plc@plant.example", start + 1), []);
      assert.deepEqual(outbox.reportTimes("https://hooks.example/1", 0), []);
      const [mail] = outbox.due("mail", start, 9);
      await outbox.settle(mail!.id, { to: "done" }, start + 5);
      assert.deepEqual(outbox.list(9).map((it) => it.body === ""), [
        false,
        true,
      ]);
      assert.equal(outbox.nextAt("mail"), undefined);
    },
  },
  {
    name:
      "after the clock was set back no notice waits for the time to come again",
    async holds(ground) {
      const { outbox, followClock } = {
        outbox: ground.store.outbox,
        followClock: (now: number) => ground.store.followClock(now),
      };
      await outbox.post([noticeOf("report:1")]);
      await followClock(start - 3_600_000);
      const [due] = outbox.due("mail", start - 3_600_000, 9);
      assert.equal(due?.expiresAt, start - 3_600_000 + 1_000);
    },
  },
  {
    name:
      "who looks for late deliveries begins with the next one, and goes on where he was",
    async holds(ground) {
      await ground.accept();
      const { outbox } = ground.store;
      const cursor = await outbox.delayCursor();
      assert.deepEqual(outbox.delayCandidates(cursor, 9), []);
      const waiting = ground.first(await ground.accept()).deliveryId;
      await ground.crash();
      const again = ground.store.outbox;
      assert.equal(await again.delayCursor(), cursor);
      assert.deepEqual(again.delayCandidates(cursor, 9), [{
        deliveryId: waiting,
        acceptedAt: start,
        sendAt: undefined,
        open: true,
      }]);
      const parked = [{ deliveryId: waiting, at: start + 60 }];
      await again.digest([], [], { parked, delayCursor: waiting });
      await ground.crash();
      const later = ground.store.outbox;
      assert.equal(await later.delayCursor(), waiting);
      assert.equal(later.nextNewsAt(), start + 60);
      assert.deepEqual(later.dueNews(start + 59, 9), []);
      const [news, ...others] = later.dueNews(start + 60, 9);
      assert.deepEqual(others, []);
      assert.deepEqual([news?.deliveryId, news?.to], [waiting, "queued"]);
    },
  },
  {
    name: "who looks for late deliveries misses none after all were cleared",
    async holds(ground) {
      await ground.accept();
      await ground.accept();
      await ground.sendWhole(start);
      await ground.sendWhole(start);
      const { archive, outbox } = ground.store;
      const cursor = await outbox.delayCursor();
      const before = start + 1;
      const retention = { before, textBefore: before, limit: 9 };
      const cleared = await archive.clear({ ...retention, after: 0 });
      // The newest stays, so that no id comes again.
      assert.equal(cleared.messages, 1);
      const waiting = ground.first(await ground.accept()).deliveryId;
      const late = outbox.delayCandidates(cursor, 9);
      assert.deepEqual(late.map((it) => it.deliveryId), [waiting]);
    },
  },
  {
    name: "a report can tell all that it needs of a delivery",
    async holds(ground) {
      const mail = await ground.accept({
        recipients: [anna],
        automatic: true,
        reversePath: "plc@plant.example",
        messageId: "1@plant.example",
        notification: { envelopeId: "QQ", returned: "full" },
        notifications: new Map([[anna, {
          notify: ["success"],
          originalRecipient: "rfc822;anna@sms.example",
          forwardPath: "anna@sms.example",
        }]]),
      });
      const { deliveryId } = ground.first(mail);
      await ground.sendWhole(start + 7);
      const [of, ...others] = ground.store.outbox.reportables([
        deliveryId,
        deliveryId + 1 as typeof deliveryId,
      ]);
      assert.deepEqual(others, []);
      assert.ok(of);
      assert.deepEqual(of.notification, mail.notifications?.get(anna));
      assert.deepEqual(
        [of.state, of.attempts, of.lastAttemptAt, of.sentAt, of.trying],
        ["sent", 1, start + 7, start + 7, false],
      );
      const { automatic, selfMade, messageId, reversePath, notification } =
        of.mail;
      assert.deepEqual(
        [automatic, selfMade, messageId, reversePath, notification],
        [true, false, mail.messageId, mail.reversePath, mail.notification],
      );
      assert.equal(ground.show(mail).automatic, true);
    },
  },
  {
    name:
      "several deliveries become one message, and what waits no more undoes it",
    async holds(ground) {
      const mails = [
        await ground.accept(),
        await ground.accept({ acceptedAt: start + 1 }),
        await ground.accept({ acceptedAt: start + 2 }),
      ];
      const ids = mails.map((it) => ground.first(it).deliveryId);
      const submission = madeOf(ground, start + 3);
      const merging = { ids, submission, at: start + 3 };
      const claim = await ground.claim(start);
      assert.equal(await ground.store.merge(merging), undefined);
      assert.equal(ground.store.show(submission.id), undefined);
      const again = { to: "queued", nextAttemptAt: start, reason: "" } as const;
      await ground.store.settle(claim, again, start);
      const merged = await ground.store.merge(merging);
      assert.ok(merged);
      await ground.crash();
      for (const mail of mails) {
        const { state, mergedInto } = ground.first(mail);
        assert.deepEqual([state, mergedInto], ["merged", merged.delivery]);
      }
      const { outbox } = ground.store;
      assert.deepEqual(outbox.mergedInto(merged.delivery), ids);
      assert.equal(
        outbox.reportables([merged.delivery])[0]?.mail.selfMade,
        true,
      );
      assert.equal(ground.show(submission).madeBy, "merge");
      assert.deepEqual(merged.changes.map((it) => it.deliveryId), ids);
      const { queued, merged: count } = ground.store.counts();
      assert.deepEqual([queued, count], [1, 3]);
      assert.equal((await ground.claim(start + 3)).messageId, submission.id);
      assert.equal(await ground.tryClaim(start + 3), undefined);
    },
  },
];

function noticeOf(key: string): Notice {
  return {
    key,
    kind: "report",
    channel: "mail",
    createdAt: start,
    expiresAt: start + 1_000,
    from: "",
    to: ["plc@plant.example"],
    body: "Subject: Not sent\r\n\r\nSorry\r\n",
  };
}

function madeOf(ground: Ground, at: number) {
  return ground.made({ acceptedAt: at, recipients: [anna], madeBy: "merge" });
}
