import assert from "node:assert/strict";
import type { DeliveryId } from "../model/mod.ts";
import type { Entry } from "./entry.ts";
import {
  anna,
  bert,
  type Ground,
  type Law,
  lifetimeMs,
  start,
} from "./law_suite.ts";
import type { Claim } from "./store.ts";

/** What may become of a delivery while somebody has only peeked at it. */
const meanwhiles: Readonly<
  Record<string, (ground: Ground, next: Claim) => Promise<unknown>>
> = {
  cancelled: ({ store }, { messageId }) => store.cancel(messageId, start),
  "leased to another": (ground) => ground.claim(start, "m2"),
  "leased to this very modem": (ground) => ground.claim(start),
  "tried and put off": async (ground) => {
    const claim = await ground.claim(start, "m2");
    const later = { to: "queued", nextAttemptAt: start, reason: "" } as const;
    await ground.store.settle(claim, later, start);
  },
  expired: ({ store }) =>
    store.sweep({
      now: start + lifetimeMs,
      onUncertain: "resend",
      limit: 10,
    }),
};

/** What is peeked at before it is leased, and what is recorded together. */
export const entryLaws: readonly Law[] = [
  {
    name: "what is peeked at is what a claim would lease, and stays as it is",
    async holds(ground) {
      const mail = await ground.accept();
      const peeked = peek(ground);
      assert.equal(ground.first(mail).state, "queued");
      assert.equal(ground.first(mail).attempts, 0);
      assert.deepEqual(peek(ground), peeked);
      assert.deepEqual(await ground.claim(start), peeked);
      const { store } = ground;
      assert.equal(store.peek({ modem: "m1", now: start }), undefined);
    },
  },
  {
    name: "nobody is given what somebody else was told to be spared",
    async holds(ground) {
      const { store } = ground;
      await ground.accept({ recipients: [anna, bert] });
      const except = new Set<DeliveryId>();
      const request = { modem: "m2", now: start, except };
      const claiming = store.claim({ ...request, leaseUntil: start + 1_000 });
      // Also one that was peeked at while the claim waited for its commit.
      except.add(peek(ground).deliveryId);
      assert.equal((await claiming)?.deliveryId, 2);
      assert.equal(store.peek(request), undefined);
      except.clear();
      assert.equal(store.peek(request)?.deliveryId, 1);
    },
  },
  {
    name:
      "what is excepted is passed over among the urgent and the pinned, too",
    async holds(ground) {
      const { store } = ground;
      const wishes = new Map([[anna, { priority: "urgent" as const }]]);
      await ground.accept({ wishes });
      const long = await ground.accept({ segmentCount: 2 });
      const claim = await ground.store.claim({
        modem: "m1",
        now: start,
        leaseUntil: start + 1_000,
        except: new Set([peek(ground).deliveryId]),
      });
      assert.equal(claim?.messageId, long.id);
      await ground.send(claim, 1, start);
      const pinned = {
        to: "queued",
        nextAttemptAt: start,
        reason: "",
        resumeUntil: start + 9_000,
      } as const;
      await store.settle(claim, pinned, start);
      const peekBut = (...ids: number[]) =>
        store.peek({
          modem: "m1",
          now: start,
          except: new Set(ids as DeliveryId[]),
        })?.deliveryId;
      assert.equal(peekBut(), 1);
      assert.equal(peekBut(1), 2);
      assert.equal(peekBut(2), 1);
      assert.equal(peekBut(1, 2), undefined);
    },
  },
  {
    name: "what needs a new reference can only be claimed",
    async holds(ground) {
      const { store } = ground;
      await ground.accept({ segmentCount: 2 });
      const request = { modem: "m1", now: start };
      assert.equal(store.peek(request), undefined);
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      const again = { to: "queued", nextAttemptAt: start, reason: "" } as const;
      await store.settle(claim, again, start);
      const peeked = store.peek(request);
      assert.equal(peeked?.reference, claim.reference);
      assert.deepEqual(peeked?.acknowledged, [1]);
      assert.equal(store.peek({ ...request, modem: "m2" }), undefined);
    },
  },
  {
    name: "the end of one SMS and the begin of the next are one commit",
    async holds(ground) {
      const first = await ground.accept();
      const second = await ground.accept();
      const ended = await ground.claim(start);
      await ground.begin(ended, 1, start);
      const next = peek(ground);
      const recorded = await ground.store.record([
        claimed(next),
        acknowledged(ended),
        settled(ended),
        started(next),
      ]);
      assert.deepEqual(recorded.changes.map(({ to }) => to), ["sent"]);
      assert.deepEqual(recorded.claimed, [next]);
      const { sent, sending } = ground.store.counts();
      assert.deepEqual({ sent, sending }, { sent: 1, sending: 1 });
      await ground.crash();
      await ground.store.recover({ now: start, resolveAt: start });
      assert.equal(ground.first(first).state, "sent");
      assert.equal(ground.first(second).state, "uncertain");
      assert.equal(ground.first(second).attempts, 1);
    },
  },
  {
    name: "one crash before that commit leaves the next one untouched",
    async holds(ground) {
      const first = await ground.accept();
      const second = await ground.accept();
      await ground.begin(await ground.claim(start), 1, start);
      peek(ground);
      await ground.crash();
      await ground.store.recover({ now: start, resolveAt: start });
      assert.equal(ground.first(first).state, "uncertain");
      assert.equal(ground.first(second).state, "queued");
      assert.equal(ground.first(second).attempts, 0);
    },
  },
  ...Object.entries(meanwhiles).map(([what, happens]): Law => ({
    name: `what was peeked at and is ${what} is left as it is; the rest counts`,
    async holds(ground) {
      const first = await ground.accept({ recipients: [bert] });
      const ended = await ground.claim(start);
      await ground.begin(ended, 1, start);
      const second = await ground.accept();
      const next = peek(ground);
      await happens(ground, next);
      const before = ground.first(second);
      const { gone, claimed: leased } = await ground.store.record([
        claimed(next),
        acknowledged(ended),
        settled(ended),
        started(next),
      ]);
      assert.deepEqual({ gone, leased }, { gone: [next], leased: [] });
      assert.equal(ground.first(first).state, "sent");
      assert.deepEqual(ground.first(second), before);
    },
  })),
  {
    name: "what was begun and is withdrawn leaves no trace, and no doubt",
    async holds(ground) {
      const mail = await ground.accept();
      const claim = await ground.claim(start);
      const { store } = ground;
      await store.record([started(claim)]);
      await store.record([withdrawn(claim)]);
      const { history, segments } = ground.first(mail);
      assert.deepEqual(segments, []);
      assert.ok(history.every(({ what }) => what !== "begun"));
      await ground.crash();
      await ground.store.recover({ now: start, resolveAt: start });
      assert.equal(ground.first(mail).state, "queued");
      assert.equal(ground.first(mail).possibleDuplicate, false);
    },
  },
  {
    name: "only what this very lease has begun can be withdrawn",
    async holds(ground) {
      const { store } = ground;
      const mail = await ground.accept();
      const claim = await ground.claim(start);
      const stands = () => ground.first(mail).segments[0];
      await store.record([started(claim), acknowledged(claim)]);
      await store.record([withdrawn(claim)]);
      assert.equal(stands()?.reference, 7, "it was acknowledged");
      const late = await ground.accept({ recipients: [bert] });
      const first = await ground.claim(start);
      await store.record([started(first)]);
      for (const other of [{ modem: "m2" }, { attempt: 2 }]) {
        await store.record([withdrawn({ ...first, ...other })]);
        assert.equal(ground.first(late).segments[0]?.pduStartedAt, start);
      }
      const lost = { to: "uncertain", reason: "", resolveAt: start } as const;
      await store.settle(first, lost, start);
      await store.record([withdrawn(first)]);
      assert.equal(ground.first(late).segments[0]?.pduStartedAt, start);
    },
  },
  {
    name: "of entries of which one must not be made none is made",
    async holds(ground) {
      const first = await ground.accept();
      const second = await ground.accept();
      const ended = await ground.claim(start);
      await ground.begin(ended, 1, start);
      const over = await ground.claim(start);
      await ground.store.settle(over, { to: "failed", reason: "" }, start);
      const entries = [acknowledged(ended), settled(ended), started(over)];
      await assert.rejects(ground.store.record(entries), /lease/);
      assert.equal(ground.first(first).state, "sending");
      assert.equal(ground.first(first).segments[0]?.reference, undefined);
      assert.equal(ground.first(second).state, "failed");
      assert.equal(ground.store.counts().sending, 1);
    },
  },
];

function peek({ store }: Ground): Claim {
  const peeked = store.peek({ modem: "m1", now: start });
  assert.ok(peeked, "nothing to peek at");
  return peeked;
}

const leaseUntil = start + 1_000;

function claimed(claim: Claim): Entry {
  return { kind: "claimed", claim, at: start, leaseUntil };
}

function started(claim: Claim): Entry {
  return { kind: "started", claim, number: 1, at: start, leaseUntil };
}

function withdrawn(claim: Claim): Entry {
  return { kind: "withdrawn", claim, number: 1 };
}

function acknowledged(claim: Claim): Entry {
  const kind = "acknowledged";
  return { kind, claim, number: 1, reference: 7, at: start };
}

function settled(claim: Claim): Entry {
  return { kind: "settled", claim, transition: { to: "sent" }, at: start };
}
