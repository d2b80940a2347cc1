import assert from "node:assert/strict";
import { deliveryStates } from "../model/mod.ts";
import {
  anna,
  bert,
  type Law,
  lifetimeMs,
  start,
  submission,
} from "./law_suite.ts";

const letter = {
  receivedAt: start,
  kind: "postmaster",
  from: "anna@example.org",
  subject: "Hello",
  text: "Is anybody there?",
} as const;

/** What is accepted, kept and listed. */
export const acceptLaws: readonly Law[] = [
  {
    name: "an accepted mail is one queued delivery a recipient, due at once",
    async holds(ground) {
      const mail = submission({ recipients: [anna, bert] });
      const accepted = await ground.store.accept({ submission: mail });
      assert.deepEqual(accepted, { deliveries: [1, 2], repeated: [] });
      const { deliveries, ...message } = ground.show(mail);
      const { segmentCount, recipients, expiresAt, ...kept } = mail;
      assert.deepEqual(message, kept);
      assert.deepEqual(deliveries.map((it) => it.recipient), recipients);
      assert.deepEqual(deliveries[1], {
        deliveryId: accepted.deliveries[1],
        messageId: mail.id,
        recipient: bert,
        state: "queued",
        reason: "",
        attempts: 0,
        nextAttemptAt: start,
        modem: undefined,
        possibleDuplicate: false,
        segmentCount,
        acceptedAt: start,
        updatedAt: start,
        expiresAt,
        attemptRecords: [],
        segments: [],
        history: [{ what: "accepted", at: start }],
      });
    },
  },
  {
    name: "an accepted mail survives a crash with every word of it",
    async holds(ground) {
      const message = {
        text: "Grüße 😁\nzweite Zeile",
        flash: true,
        statusReport: false,
        referenceBits: 16,
        nationalShift: { locking: 3, single: 0 },
        validityMs: 3_600_000,
        replaceType: 7,
      } as const;
      const mail = await ground.accept({
        message,
        segmentCount: 255,
        source: "command",
        subject: "'; DROP TABLE message; --",
      });
      const before = ground.show(mail);
      await ground.crash();
      assert.deepEqual(ground.show(mail), before);
      assert.deepEqual((await ground.claim(start)).message, message);
      assert.equal(ground.store.counts().sending, 1);
    },
  },
  {
    name: "a write that fails leaves nothing behind, and its neighbours alone",
    async holds(ground) {
      const first = submission();
      const third = submission();
      const outcomes = await Promise.allSettled([
        ground.store.accept({ submission: first }),
        ground.store.accept({
          submission: { ...first, recipients: [bert] },
          item: letter,
        }),
        ground.store.accept({ submission: third }),
      ]);
      assert.deepEqual(outcomes.map((it) => it.status), [
        "fulfilled",
        "rejected",
        "fulfilled",
      ]);
      await ground.crash();
      assert.deepEqual(ground.show(first).deliveries.length, 1);
      assert.deepEqual(ground.show(third).deliveries.length, 1);
      assert.equal(ground.store.counts().queued, 2);
      assert.deepEqual(ground.store.inbox(9), [], "not even its item");
    },
  },
  {
    name: "one mail may have deliveries, and an item for the operator as well",
    async holds(ground) {
      const mail = submission();
      const both = { submission: mail, item: letter };
      const { deliveries } = await ground.store.accept(both);
      assert.deepEqual(deliveries, [1]);
      await ground.crash();
      assert.equal(ground.first(mail).state, "queued");
      assert.deepEqual(ground.store.inbox(9), [letter]);
    },
  },
  {
    name: "writes of one turn take effect in the order of their calls",
    async holds(ground) {
      const { store } = ground;
      const mail = submission();
      const [, claim, nothing, cancelled] = await Promise.all([
        store.accept({ submission: mail }),
        ground.tryClaim(start),
        ground.tryClaim(start),
        store.cancel(mail.id, start),
      ]);
      assert.equal(claim?.messageId, mail.id);
      assert.equal(nothing, undefined);
      assert.deepEqual(cancelled.unchanged.map((it) => it.state), ["sending"]);
    },
  },
  {
    name: "lists are newest first, by state, and no longer than asked",
    async holds(ground) {
      const { store } = ground;
      for (let i = 0; i < 5; i++) {
        await ground.accept({ acceptedAt: start + i });
      }
      await ground.sendWhole(start);
      await ground.claim(start + 10);
      const idsOf = (filter: Parameters<typeof store.list>[0]) =>
        store.list(filter).map((it) => it.deliveryId);
      assert.deepEqual(idsOf({ limit: 3 }), [5, 4, 3]);
      assert.deepEqual(idsOf({ state: "queued", limit: 2 }), [5, 4]);
      assert.deepEqual(idsOf({ state: "sending", limit: 9 }), [2]);
      assert.deepEqual(idsOf({ state: "sent", limit: 9 }), [1]);
      for (const state of deliveryStates.slice(5)) {
        assert.deepEqual(idsOf({ state, limit: 9 }), []);
      }
    },
  },
  {
    name: "counts name every state and follow every change",
    async holds(ground) {
      const { store } = ground;
      const none = Object.fromEntries(deliveryStates.map((it) => [it, 0]));
      assert.deepEqual(store.counts(), none);
      await ground.accept({ recipients: [anna, bert, anna] });
      await ground.sendWhole(start);
      await ground.claim(start);
      const counted = { ...none, queued: 1, sending: 1, sent: 1 };
      assert.deepEqual(store.counts(), counted);
      await ground.crash();
      assert.deepEqual(ground.store.counts(), counted);
    },
  },
  {
    name:
      "usage counts by the minute what was accepted since, whatever became of it",
    async holds(ground) {
      const minute = Math.ceil(start / 60_000) * 60_000;
      const late = { acceptedAt: minute + 60_000, user: "plc" };
      await ground.accept({ acceptedAt: minute - 1 });
      const gone = await ground.accept({ acceptedAt: minute + 1 });
      await ground.store.cancel(gone.id, minute + 1);
      const recipients = [anna, bert];
      await ground.accept({ acceptedAt: minute + 2, recipients });
      await ground.accept(late);
      await ground.crash();
      const { reversePath, clientAddress } = gone;
      const one = { reversePath, clientAddress, user: "", count: 1 };
      const first = { ...one, acceptedAt: minute - 1, recipient: anna };
      const toBert = { ...one, acceptedAt: minute + 2, recipient: bert };
      const toAnna = { ...toBert, recipient: anna };
      const last = { ...one, ...late, recipient: anna };
      const both = { ...toAnna, count: 2 };
      const cases = [
        { since: 0, expected: [first, toBert, both, last] },
        { since: minute, expected: [toBert, both, last] },
        { since: minute + 2, expected: [toBert, toAnna, last] },
        { since: minute + 60_001, expected: [] },
      ];
      for (const { since, expected } of cases) {
        const used = ground.store.usage(since).toSorted((a, b) =>
          a.acceptedAt - b.acceptedAt || a.recipient.localeCompare(b.recipient)
        );
        assert.deepEqual(used, expected);
      }
    },
  },
  {
    name: "the inbox keeps what came, newest first",
    async holds(ground) {
      const again = { ...letter, subject: "Again" };
      const accepted = await ground.store.accept({ item: letter });
      assert.deepEqual(accepted, { deliveries: [], repeated: [] });
      await ground.store.accept({ item: again });
      await ground.crash();
      assert.deepEqual(ground.store.inbox(9), [again, letter]);
      assert.equal(ground.store.inbox(1).length, 1);
    },
  },
  {
    name: "a PIN attempt is remembered for its SIM, and the salt stays",
    async holds(ground) {
      const salt = ground.store.pinSalt;
      assert.match(salt, /^[0-9a-f]{32,}$/);
      await ground.store.recordPinAttempt("8988", "hash", start);
      await ground.store.recordPinAttempt("8988", "hash", start + 1);
      await ground.crash();
      assert.equal(ground.store.pinAttempted("8988", "hash"), true);
      assert.equal(ground.store.pinAttempted("8988", "other"), false);
      assert.equal(ground.store.pinAttempted("8989", "hash"), false);
      assert.equal(ground.store.pinSalt, salt);
    },
  },
  {
    name: "close waits for what was asked, and refuses what comes later",
    async holds(ground) {
      const { store } = ground;
      const mail = submission();
      const accepted = store.accept({ submission: mail });
      const closed = store.close();
      await assert.rejects(store.accept({ submission: submission() }), {
        code: "closed",
      });
      assert.throws(() => store.list({ limit: 1 }), { code: "closed" });
      await accepted;
      await closed;
      await store.close();
      await ground.crash();
      assert.equal(ground.first(mail).expiresAt, start + lifetimeMs);
    },
  },
];
