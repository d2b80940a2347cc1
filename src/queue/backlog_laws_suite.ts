import assert from "node:assert/strict";
import type { DeliveryId } from "../model/mod.ts";
import { anna, bert, type Law, lifetimeMs, start } from "./law_suite.ts";

const later = start + 50_000;

/** What holds for the rules of time. */
export const backlogLaws: readonly Law[] = [
  {
    name:
      "a delivery has its own first attempt and expiry where it is given them",
    async holds(ground) {
      const times = { dueAt: later, expiresAt: later + 7, reason: "Quiet" };
      const made = await ground.accept({
        recipients: [anna, bert],
        times: new Map([[anna, times]]),
      });
      const [first, second] = ground.show(made).deliveries;
      assert.equal(first?.nextAttemptAt, later);
      assert.equal(first?.expiresAt, later + 7);
      assert.equal(first?.reason, "Quiet");
      assert.equal(second?.nextAttemptAt, start);
      assert.equal(second?.expiresAt, start + lifetimeMs);
      assert.equal((await ground.claim(start)).recipient, bert);
      assert.equal(await ground.tryClaim(start), undefined);
      await ground.store.backlog.prepare({ quiet: true, merge: false });
      assert.deepEqual(
        ground.store.backlog.putOffs(0, 9).map((it) => it.recipient),
        [anna],
      );
    },
  },
  {
    name: "a claim tells what rules of time ask for",
    async holds(ground) {
      const reached = ["oncall", ""];
      await ground.accept({
        wishes: new Map([[anna, {
          sendAt: start,
          reached,
          priority: "urgent",
        }]]),
        madeBy: "merge",
        forced: true,
      });
      const { acceptedAt, priority, sendAt, ...rest } = await ground.claim(
        start,
      );
      assert.deepEqual([acceptedAt, priority, sendAt], [
        start,
        "urgent",
        start,
      ]);
      assert.deepEqual(rest.reached, reached);
      assert.equal(rest.forced, true);
      assert.equal(rest.merges, true);
    },
  },
  {
    name: "a claim that is put back untried was no attempt",
    async holds(ground) {
      const made = await ground.accept();
      const claim = await ground.claim(start);
      const change = await ground.store.settle(claim, {
        to: "queued",
        untried: true,
        nextAttemptAt: later,
        reason: "Quiet",
        expiresAt: later + 9,
      }, start + 1);
      assert.equal(change?.to, "queued");
      const { attempts, reason, attemptRecords, modem, ...rest } = ground.first(
        made,
      );
      assert.deepEqual({ attempts, reason, attemptRecords, modem }, {
        attempts: 0,
        reason: "Quiet",
        attemptRecords: [],
        modem: undefined,
      });
      assert.deepEqual([rest.nextAttemptAt, rest.expiresAt], [
        later,
        later + 9,
      ]);
      assert.equal(await ground.tryClaim(later - 1), undefined);
      assert.equal((await ground.claim(later)).attempt, 1);
    },
  },
  {
    name: "a claim that is put back untried keeps why an earlier one failed",
    async holds(ground) {
      const made = await ground.accept();
      await ground.store.settle(await ground.claim(start, "m1"), {
        to: "queued",
        nextAttemptAt: start,
        reason: "Congestion",
      }, start);
      const second = await ground.claim(start, "m2");
      const back = { to: "queued", untried: true, nextAttemptAt: later };
      await ground.store.settle(
        second,
        { ...back, to: "queued", reason: "Quiet" },
        start,
      );
      const record = ground.first(made);
      assert.equal(record.reason, "Congestion");
      assert.equal(record.attempts, 1);
      assert.deepEqual(
        record.attemptRecords.map((it) => [it.modem, it.outcome]),
        [["m1", "queued"]],
      );
      // The lease that was taken back is over.
      assert.equal(
        await ground.store.settle(second, { to: "sent" }, later),
        undefined,
      );
      await ground.crash();
      assert.equal((await ground.claim(later)).attempt, 2);
    },
  },
  {
    name: "an operator's retry is the last word, also on what was due",
    async holds(ground) {
      const waits = await ground.accept({
        times: new Map([[anna, { dueAt: later, expiresAt: later + 9 }]]),
      });
      const { changed } = await ground.store.retry(waits.id, start);
      assert.equal(changed.length, 1);
      assert.equal((await ground.claim(start)).forced, true);
      const due = await ground.accept();
      assert.deepEqual((await ground.store.retry(due.id, start)).changed, []);
      await ground.crash();
      assert.equal((await ground.claim(start)).forced, true);
    },
  },
  {
    name:
      "what waits is told in pages, the first to expire first, without what was begun",
    async holds(ground) {
      const begun = await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await ground.store.settle(claim, {
        to: "queued",
        nextAttemptAt: start,
        reason: "x",
      }, start);
      await ground.accept({ acceptedAt: start + 2 });
      await ground.accept({ acceptedAt: start + 1, recipients: [bert] });
      await ground.accept({ acceptedAt: start + 9 });
      const { backlog } = ground.store;
      const first = backlog.page({ expiresAt: 0, deliveryId: 0 }, 2);
      assert.deepEqual(first.map((it) => it.acceptedAt - start), [1, 2]);
      const [, second] = first;
      assert.ok(second);
      const rest = backlog.page(second, 2);
      assert.deepEqual(rest.map((it) => it.acceptedAt - start), [9]);
      const page = { after: 0, limit: 9 };
      assert.deepEqual(
        backlog.to(anna, page).map((it) => it.acceptedAt - start),
        [2, 9],
      );
      assert.equal(ground.first(begun).state, "queued");
    },
  },
  {
    name: "a number's backlog comes in pages, with and without its index",
    async holds(ground) {
      for (let at = 0; at < 5; at++) {
        await ground.accept({ acceptedAt: start + at });
        await ground.accept({ acceptedAt: start + at, recipients: [bert] });
      }
      for (const merge of [false, true, false]) {
        await ground.store.backlog.prepare({ quiet: false, merge });
        const seen: number[] = [];
        for (let after = 0;;) {
          const page = ground.store.backlog.to(anna, { after, limit: 2 });
          seen.push(...page.map((it) => it.acceptedAt - start));
          const last = page.at(-1);
          if (last === undefined) break;
          after = last.deliveryId;
        }
        assert.deepEqual(seen, [0, 1, 2, 3, 4]);
      }
    },
  },
  {
    name:
      "what is put off is found until it is sent, and only while somebody asks",
    async holds(ground) {
      const { backlog } = ground.store;
      await backlog.prepare({ quiet: true, merge: false });
      const made = await ground.accept();
      const id = ground.first(made).deliveryId;
      const putOff = { id, until: later, reason: "Quiet" };
      assert.deepEqual(await backlog.putOff([putOff], start), [id]);
      assert.equal(ground.first(made).nextAttemptAt, later);
      assert.equal(ground.first(made).reason, "Quiet");
      assert.deepEqual(backlog.putOffs(id, 9), []);
      // The rule has gone, but not yet what waits for it.
      await backlog.prepare({ quiet: false, merge: false });
      assert.deepEqual(
        backlog.putOffs(0, 9).map((it) => it.deliveryId),
        [id],
      );
      const sent = await ground.sendWhole(later);
      assert.equal(sent.deliveryId, id);
      assert.deepEqual(backlog.putOffs(0, 9), []);
      assert.deepEqual(await backlog.putOff([putOff], later), []);
    },
  },
  {
    name: "only what still waits expires, and it is told",
    async holds(ground) {
      const stale = await ground.accept();
      const sent = await ground.accept({ acceptedAt: start - 1 });
      await ground.sendWhole(start);
      const ids: DeliveryId[] = [stale, sent].map((it) =>
        ground.first(it).deliveryId
      );
      const why = { reason: "Stale", at: start };
      const changes = await ground.store.backlog.expire(ids, why);
      assert.deepEqual(
        changes.map(({ deliveryId, from, to }) => [deliveryId, from, to]),
        [[ids[0], "queued", "expired"]],
      );
      assert.equal(ground.first(stale).reason, "Stale");
      assert.equal(ground.first(sent).state, "sent");
      assert.equal(ground.store.counts().expired, 1);
      await ground.crash();
      assert.equal(ground.first(stale).state, "expired");
    },
  },
  {
    name:
      "an SMS that was put off and never tried expires in words that say so",
    async holds(ground) {
      const made = await ground.accept({
        times: new Map([[anna, {
          dueAt: later,
          expiresAt: later + 1,
          reason: "Quiet",
        }]]),
      });
      const now = later + 1;
      await ground.store.sweep({ now, onUncertain: "resend", limit: 9 });
      assert.equal(
        ground.first(made).reason,
        "Expired before a modem could take it",
      );
    },
  },
];
