import assert from "node:assert/strict";
import type { PhoneNumber, Wishes } from "../model/mod.ts";
import {
  anna,
  bert,
  type Ground,
  type Law,
  lifetimeMs,
  start,
} from "./law_suite.ts";

const urgent: Wishes = { priority: "urgent" };

/** What recipients wish of their deliveries, and senders of their mails. */
export const wishLaws: readonly Law[] = [
  {
    name: "what is known of a client and asked by a sender survives a crash",
    async holds(ground) {
      const asked = {
        user: "plc",
        messageId: "<1@plant.example>",
        notification: { returned: "headers", envelopeId: "QQ 314" },
      } as const;
      const wishes = new Map([
        [anna, {
          flash: true,
          priority: "urgent" as const,
          sendAt: start + 60_000,
        }] as const,
      ]);
      const notifications = new Map(
        [
          [anna, {
            notify: ["success", "delay"],
            originalRecipient: "rfc822;anna@plant.example",
          }],
          [bert, { notify: [] }],
        ] as const,
      );
      const recipients = [anna, bert];
      const mail = { ...asked, recipients, wishes, notifications };
      const accepted = await ground.accept(mail);
      await ground.crash();
      const { user, messageId, notification, deliveries } = ground.show(
        accepted,
      );
      assert.deepEqual({ user, messageId, notification }, asked);
      const toBert = ground.store.list({ limit: 1 });
      for (const it of [...deliveries, ...toBert]) {
        assert.deepEqual(it.wishes, wishes.get(it.recipient));
        assert.deepEqual(it.notification, notifications.get(it.recipient));
      }
    },
  },
  {
    name: "each part of a sender's request stands alone",
    async holds(ground) {
      const parts = [{ returned: "full" }, { envelopeId: "7" }] as const;
      for (const notification of parts) {
        const mail = await ground.accept({ notification });
        assert.deepEqual(ground.show(mail).notification, notification);
      }
      const ofAnna = { originalRecipient: "rfc822;anna@plant.example" };
      const notifications = new Map([[anna, ofAnna]]);
      const mail = await ground.accept({ notifications });
      assert.deepEqual(ground.first(mail).notification, ofAnna);
      assert.equal(ground.first(mail).wishes, undefined);
    },
  },
  {
    name: "an SMS is flash for who wishes it, or for all as the message says",
    async holds(ground) {
      const recipients = [anna, bert];
      const wishes = new Map([[bert, { flash: true }]]);
      const mail = await ground.accept({ recipients, wishes });
      const { message } = mail;
      assert.deepEqual(await claimed(ground), message);
      assert.deepEqual(await claimed(ground), { ...message, flash: true });
      assert.equal(ground.show(mail).message.flash, false);
      await ground.accept({ message: { ...message, flash: true } });
      assert.deepEqual(await claimed(ground), { ...message, flash: true });
    },
  },
  {
    name: "urgent deliveries are claimed before all others, longest due first",
    async holds(ground) {
      await ground.accept({ recipients: [anna, anna] });
      await acceptTo(ground, urgent, start + 20);
      await acceptTo(ground, urgent, start + 10);
      assert.equal((await ground.claim(start + 9)).deliveryId, 1);
      for (const expected of [4, 3, 2]) {
        assert.equal((await ground.claim(start + 20)).deliveryId, expected);
      }
    },
  },
  {
    name: "an urgent delivery is not claimed once it has expired",
    async holds(ground) {
      await acceptTo(ground, urgent, start);
      const last = start + lifetimeMs;
      const late = await ground.accept({ acceptedAt: last });
      assert.equal((await ground.claim(last)).messageId, late.id);
      assert.equal(await ground.tryClaim(last), undefined);
    },
  },
  {
    name: "an urgent delivery that waits again is still urgent",
    async holds(ground) {
      await acceptTo(ground, urgent, start);
      const claim = await ground.claim(start);
      const later = start + 5_000;
      await ground.store.settle(
        claim,
        { to: "queued", nextAttemptAt: later, reason: "busy" },
        start,
      );
      await ground.accept();
      await ground.crash();
      assert.equal((await ground.claim(later, "m2")).deliveryId, 1);
    },
  },
  {
    name:
      "an urgent delivery that waits for its modem comes first there, and is in nobody else's way",
    async holds(ground) {
      await acceptTo(ground, urgent, start, 2);
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await ground.accept({ recipients: [anna, anna] });
      const resumeUntil = start + 100;
      await ground.store.settle(claim, {
        to: "queued",
        nextAttemptAt: start + 10,
        reason: "no network",
        resumeUntil,
      }, start);
      assert.equal((await ground.claim(start + 10, "m2")).deliveryId, 2);
      const again = await ground.claim(start + 10);
      assert.deepEqual([again.deliveryId, again.acknowledged], [1, [1]]);
      await ground.store.settle(again, {
        to: "queued",
        nextAttemptAt: start + 10,
        reason: "no network",
        resumeUntil,
      }, start);
      assert.equal((await ground.claim(resumeUntil, "m2")).deliveryId, 1);
    },
  },
  {
    name: "a delivery waits for its sendAt, and expires as much later",
    async holds(ground) {
      const sendAt = start + 3_600_000;
      const recipients = [anna, bert];
      const wishes = new Map([[anna, { sendAt }]]);
      const mail = await ground.accept({ recipients, wishes });
      const delivery = ground.first(mail);
      assert.equal(delivery.nextAttemptAt, sendAt);
      assert.equal(delivery.expiresAt, sendAt + lifetimeMs);
      assert.equal((await ground.claim(start)).recipient, bert);
      assert.equal(ground.store.nextDueAt(), sendAt);
      const now = sendAt - 1;
      const sweep = { now, onUncertain: "resend", limit: 9 } as const;
      assert.deepEqual(await ground.store.sweep(sweep), []);
      assert.equal(await ground.tryClaim(now), undefined);
      const claim = await ground.claim(sendAt);
      assert.equal(claim.expiresAt, sendAt + lifetimeMs);
      assert.equal(claim.acceptedAt, start);
    },
  },
  {
    name: "a sendAt that has passed is now, and shortens no life",
    async holds(ground) {
      const wishes = new Map([[anna, { sendAt: start - 5_000 }]]);
      const mail = await ground.accept({ wishes });
      const { nextAttemptAt, expiresAt } = ground.first(mail);
      assert.deepEqual([nextAttemptAt, expiresAt], [start, start + lifetimeMs]);
    },
  },
  {
    name:
      "of those that are due since the same moment the first to expire goes first",
    async holds(ground) {
      await acceptTo(ground, { sendAt: start + 10 }, start, 2);
      const pinned = await ground.claim(start + 10);
      await ground.send(pinned, 1, start + 10);
      await ground.accept({ expiresAt: start + 50 });
      const early = await ground.claim(start + 10);
      for (const claim of [pinned, early]) {
        await ground.store.settle(claim, {
          to: "queued",
          nextAttemptAt: start + 20,
          reason: "busy",
          ...(claim === pinned ? { resumeUntil: start + 99 } : {}),
        }, start + 10);
      }
      const order = [
        await ground.claim(start + 20),
        await ground.claim(start + 20),
      ];
      assert.deepEqual(order.map((it) => it.deliveryId), [2, 1]);
    },
  },
  {
    name: "retry does not wait for a sendAt",
    async holds(ground) {
      const mail = await acceptTo(ground, { sendAt: start + 9_000 }, start);
      await ground.store.retry(mail.id, start + 1);
      assert.equal((await ground.claim(start + 1)).messageId, mail.id);
    },
  },
];

/** Accepts a mail to Anna with her wishes. */
function acceptTo(
  ground: Ground,
  wished: Wishes,
  acceptedAt: number,
  segmentCount = 1,
) {
  const wishes = new Map<PhoneNumber, Wishes>([[anna, wished]]);
  return ground.accept({ acceptedAt, wishes, segmentCount });
}

/** The message of the next claim. */
async function claimed(ground: Ground) {
  return (await ground.claim(start)).message;
}
