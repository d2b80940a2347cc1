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
      assert.deepEqual(outbox.due(start - 1, 9), []);
      assert.equal(outbox.nextAt(), start);
      const [due, ...others] = outbox.due(start, 9);
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
      assert.equal(outbox.nextAt(), start + 60);
      await outbox.settle(id, { to: "done" }, start + 61);
      await outbox.settle(id, later, start + 62);
      await outbox.post([notice]);
      assert.equal(outbox.nextAt(), undefined);
      assert.deepEqual(
        outbox.list(9).map((it) => [it.state, it.attempts, it.reason]),
        [["done", 1, ""]],
      );
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
    to: ["plc@plant.example", "ops@plant.example"],
    body: "Subject: Not sent\r\n\r\nSorry\r\n",
  };
}

function madeOf(ground: Ground, at: number) {
  return ground.made({ acceptedAt: at, recipients: [anna], madeBy: "merge" });
}
