import assert from "node:assert/strict";
import type { Retention } from "./archive.ts";
import type { EscalationPlan } from "./escalation_record.ts";
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
      await ground.accept({ acceptedAt: late });
      assert.equal((await clear(ground, { before: late })).messages, 2);
      assert.equal(ground.store.counts().merged, 0);
    },
  },
  {
    name:
      "what was merged twice is kept until the last one is done, and as long as that",
    async holds(ground) {
      let [id] = [ground.first(await ground.accept()).deliveryId];
      for (let at = start + 1; at < start + 3; at++) {
        const submission = ground.made({ acceptedAt: at });
        const merged = await ground.store.merge({ ids: [id], submission, at });
        id = merged?.delivery ?? id;
      }
      const late = start + 9_000;
      assert.equal((await clear(ground, { before: late })).messages, 0);
      await ground.sendWhole(late);
      await ground.accept({ acceptedAt: late });
      assert.equal((await clear(ground, { before: late })).messages, 0);
      assert.equal((await clear(ground, { before: late + 1 })).messages, 3);
    },
  },
  {
    name: "a message with its text is kept while it may still be escalated",
    async holds(ground) {
      const { store } = ground;
      const submission = ground.made();
      const plan: EscalationPlan = {
        afterMs: 9 * dayMs,
        until: "answer",
        word: "",
        to: ["boss"],
        rounds: 1,
        prefix: "",
      };
      const dueAt = start + plan.afterMs;
      await store.accept({
        submission,
        escalations: [{ plan, recipients: [anna], dueAt, fixed: false }],
      });
      await ground.sendWhole(start);
      await ground.accept({ acceptedAt: dueAt });
      const both = { before: start + 1, textBefore: start + 1 };
      const cleared = await clear(ground, both);
      assert.deepEqual([cleared.messages, cleared.texts], [0, 0]);
      const [due] = store.escalations.due(dueAt, 9);
      assert.equal(due?.text, submission.message.text);
      const ended = { to: "ended", reason: "Answered", at: dueAt } as const;
      await store.escalations.settle(due, ended);
      assert.equal((await clear(ground, both)).messages, 1);
    },
  },
  {
    name:
      "the newest message stays, without its text, so that no delivery has the id of an earlier one",
    async holds(ground) {
      const mail = await ground.accept();
      const { deliveryId } = ground.first(mail);
      await ground.sendWhole(start);
      const late = { before: start + dayMs, textBefore: start + dayMs };
      const cleared = await clear(ground, late);
      assert.deepEqual([cleared.messages, cleared.texts], [0, 1]);
      assert.equal(ground.show(mail).message.text, "");
      const next = await ground.accept({ acceptedAt: start + dayMs });
      assert.equal((await clear(ground, late)).messages, 1);
      assert.ok(ground.first(next).deliveryId > deliveryId);
    },
  },
  {
    name:
      "a mail that came while the clock was ahead keeps none behind it from being cleared",
    async holds(ground) {
      await ground.accept({ acceptedAt: start + 999 * dayMs });
      await ground.sendWhole(start + 999 * dayMs);
      await ground.accept();
      await ground.sendWhole(start);
      await ground.accept({ acceptedAt: start + 2 });
      const cleared = await clear(ground, { before: start + 1 });
      assert.equal(cleared.messages, 1);
    },
  },
  {
    name:
      "what was gathered and went out by itself is in no gathering any more",
    async holds(ground) {
      const { store } = ground;
      const closesAt = start + 10;
      await store.accept({
        submission: ground.made(),
        storm: {
          caps: { perRecipient: [], perSender: [] },
          sender: "plc",
          likenessFor: () => "pump",
          graceMs: 10,
          decide: () => ({ to: "gather", by: "likeness", closesAt }),
        },
      });
      assert.equal(store.storms.gathered(), 1);
      await ground.sendWhole(closesAt + 10);
      await ground.accept({ acceptedAt: start + dayMs });
      const cleared = await clear(ground, { before: start + dayMs });
      assert.deepEqual([cleared.messages, store.storms.gathered()], [1, 0]);
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
      assert.deepEqual(steps, [1, 2, 1, 0]);
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
