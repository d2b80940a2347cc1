import assert from "node:assert/strict";
import type { Retention } from "./archive.ts";
import { anna, bert, type Ground, type Law, start } from "./law_suite.ts";

const dayMs = 86_400_000;

/** What is done is kept as long as the operator chose, and what waits for ever. */
export const archiveLaws: readonly Law[] = [
  {
    name:
      "what is done is cleared when its time is over, with all that belongs to it",
    async holds(ground) {
      const old = await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await ground.send(claim, 2, start);
      await ground.store.settle(claim, { to: "sent" }, start);
      const young = await ground.accept({ acceptedAt: start + dayMs });
      await ground.sendWhole(start + dayMs);
      const cleared = await clear(ground, { before: start + 1 });
      assert.deepEqual(
        [cleared.messages, cleared.texts, cleared.next],
        [1, 0, undefined],
      );
      await ground.crash();
      assert.equal(ground.store.show(old.id), undefined);
      assert.equal(ground.first(young).state, "sent");
      assert.equal(ground.store.counts().sent, 1);
    },
  },
  {
    name: "what waits for anything is kept whatever its age",
    async holds(ground) {
      const { store } = ground;
      const waiting = await ground.accept();
      const held = await ground.accept({ recipients: [anna, bert] });
      for (let it = 0; it < 2; it++) {
        const claim = await ground.claim(start);
        await ground.begin(claim, 1, start);
        const { to, reason } = { to: "uncertain", reason: "Silence" } as const;
        await store.settle(claim, { to, reason, resolveAt: start + 1 }, start);
      }
      const sweep = { now: start + 2, onUncertain: "hold", limit: 9 } as const;
      await store.sweep(sweep);
      const late = start + 365 * dayMs;
      const cleared = await clear(ground, { before: late, textBefore: late });
      assert.deepEqual([cleared.messages, cleared.texts], [0, 0]);
      const texts = [waiting, held].map((it) => ground.show(it).message.text);
      assert.deepEqual(texts, [waiting.message.text, held.message.text]);
    },
  },
  {
    name: "a merged delivery is kept until the one that serves it is done",
    async holds(ground) {
      const merged = await ground.accept();
      const submission = ground.made({ acceptedAt: start + 1 });
      const ids = [ground.first(merged).deliveryId];
      await ground.store.merge({ ids, submission, at: start + 1 });
      const late = start + dayMs;
      assert.equal((await clear(ground, { before: late })).messages, 0);
      await ground.sendWhole(start + 2);
      assert.equal((await clear(ground, { before: late })).messages, 2);
      assert.equal(ground.store.counts().merged, 0);
    },
  },
  {
    name: "texts may go earlier than the rest",
    async holds(ground) {
      const mail = await ground.accept();
      await ground.sendWhole(start);
      const cleared = await clear(ground, { textBefore: start + 1 });
      assert.deepEqual([cleared.messages, cleared.texts], [0, 1]);
      const { message, subject, deliveries } = ground.show(mail);
      assert.deepEqual([message.text, subject], ["", ""]);
      assert.equal(deliveries[0]?.attemptRecords.length, 1);
      const again = await clear(ground, { textBefore: start + 1 });
      assert.equal(again.texts, 0, "only once");
      const [row] = ground.store.archive.page({ after: 0, limit: 9 });
      assert.equal(row?.text, "");
    },
  },
  {
    name:
      "clearing goes in steps, past what is kept, and stops at what is young",
    async holds(ground) {
      const mails = [];
      for (let it = 0; it < 5; it++) mails.push(await ground.accept());
      const [kept] = mails;
      assert.ok(kept);
      const claims = [];
      for (let it = 0; it < 5; it++) claims.push(await ground.claim(start));
      for (const claim of claims) {
        await ground.send(claim, 1, start);
        const later = {
          to: "queued",
          nextAttemptAt: start,
          reason: "",
        } as const;
        const transition = claim.messageId === kept.id
          ? later
          : { to: "sent" } as const;
        await ground.store.settle(claim, transition, start);
      }
      await ground.accept({ acceptedAt: start + dayMs });
      const steps: number[] = [];
      let after: number | undefined = 0;
      while (after !== undefined) {
        const step: Awaited<ReturnType<typeof clear>> = await clear(ground, {
          before: start + 1,
          after,
          limit: 2,
        });
        steps.push(step.messages);
        after = step.next;
      }
      assert.deepEqual(steps, [1, 2, 1]);
      assert.ok(ground.store.show(kept.id));
    },
  },
  {
    name: "what was received, and notices that are done, go as well",
    async holds(ground) {
      const { store } = ground;
      const notice = {
        kind: "report",
        channel: "mail",
        createdAt: start,
        expiresAt: start + 9,
        from: "",
        to: ["a@b.c"],
        body: "Text",
      } as const;
      const item = {
        receivedAt: start,
        kind: "postmaster",
        from: "a@b.c",
        subject: "Hello",
        text: "World",
      } as const;
      await store.accept({ item });
      await store.outbox.post([{ ...notice, key: "done" }, {
        ...notice,
        key: "waiting",
      }]);
      const [first] = store.outbox.due("mail", start, 1);
      await store.outbox.settle(first?.id ?? 0, { to: "done" }, start);
      await clear(ground, { textBefore: start + 1 });
      assert.deepEqual(
        store.inbox(9).map((it) => [it.from, it.text]),
        [["a@b.c", ""]],
      );
      assert.deepEqual(
        store.outbox.list(9).map((it) => [it.key, it.body]),
        [["waiting", "Text"], ["done", ""]],
      );
      const cleared = await clear(ground, { before: start + 1 });
      assert.deepEqual([cleared.received, cleared.notices], [1, 1]);
      assert.deepEqual(store.inbox(9), []);
      assert.deepEqual(store.outbox.list(9).map((it) => it.key), ["waiting"]);
    },
  },
  {
    name:
      "an export pages through all deliveries in the order of their acceptance",
    async holds(ground) {
      const first = await ground.accept({ recipients: [anna, bert] });
      const second = await ground.accept({ acceptedAt: start + dayMs });
      const { archive } = ground.store;
      const page = archive.page({ after: 0, limit: 2 });
      assert.deepEqual(page.map((it) => [it.messageId, it.recipient]), [
        [first.id, anna],
        [first.id, bert],
      ]);
      const after = page.at(-1)?.deliveryId ?? 0;
      const rest = archive.page({ after, limit: 2 });
      assert.deepEqual(rest.map((it) => it.messageId), [second.id]);
      const span = {
        after: 0,
        limit: 9,
        since: start + 1,
        until: start + dayMs,
      };
      assert.deepEqual(archive.page(span), []);
      assert.equal(archive.page({ ...span, until: span.until + 1 }).length, 1);
    },
  },
];

function clear(ground: Ground, wanted: Partial<Retention>) {
  return ground.store.archive.clear({
    before: -Infinity,
    textBefore: -Infinity,
    after: 0,
    limit: 100,
    ...wanted,
  });
}
