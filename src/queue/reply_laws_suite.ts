import assert from "node:assert/strict";
import type { PhoneNumber } from "../model/mod.ts";
import type { InboundSegment } from "./inbound_item.ts";
import {
  anna,
  bert,
  type Ground,
  type Law,
  number,
  start,
} from "./law_suite.ts";
import type { Notice } from "./notice.ts";
import type { FreshSms, Handling, ReplyDecision } from "./reply.ts";

/** What follows from SMS: whom they answer, that nothing follows twice, and who wants none. */
export const replyLaws: readonly Law[] = [
  {
    name:
      "an SMS is fresh until something has followed from it, over a crash, and then never again",
    async holds(ground) {
      await receive(ground, { text: "One" });
      await receive(ground, { text: "Two" });
      await ground.crash();
      assert.deepEqual(texts(await handle(ground, { limit: 1 })), ["One"]);
      await ground.crash();
      assert.deepEqual(texts(await handle(ground)), ["Two"]);
      await ground.crash();
      assert.deepEqual(await handle(ground), []);
      const keys = ground.store.outbox.list(9).map((it) => it.key);
      assert.deepEqual(keys.toSorted(), ["forward:1", "forward:2"]);
    },
  },
  {
    name: "an SMS goes by mail also after all that came before it was cleared",
    async holds(ground) {
      await receive(ground, { text: "One" });
      await handle(ground);
      const { archive, outbox } = ground.store;
      const before = start + 1_000;
      const retention = { textBefore: before, after: 0, limit: 9 };
      await archive.clear({ ...retention, before });
      assert.deepEqual(ground.store.inbox(9), []);
      await receive(ground, { text: "Two" });
      assert.deepEqual(texts(await handle(ground)), ["Two"]);
      assert.equal(outbox.list(9).length, 2);
      const thread = ground.store.replies.threadOf(["sms.2@cellpost"], start);
      assert.equal(thread?.number, anna);
    },
  },
  {
    name:
      "an SMS that answers one in the place of several goes to the newest of their senders",
    async holds(ground) {
      const ids = [];
      for (const reversePath of ["old@x.y", "new@x.y", ""]) {
        const messageId = reversePath && `1.${reversePath}`;
        const mail = await ground.accept({ reversePath, messageId });
        ids.push(ground.first(mail).deliveryId);
      }
      const submission = ground.made({ reversePath: "", madeBy: "merge" });
      await ground.store.merge({ ids, submission, at: start });
      await ground.sendWhole(start);
      await receive(ground);
      assert.deepEqual(await answered(ground), [
        ["m1", "new@x.y", "1.new@x.y"],
      ]);
    },
  },
  {
    name:
      "an SMS that comes after the inbox was cleared goes on like any other",
    async holds(ground) {
      await receive(ground, { text: "One" });
      await handle(ground);
      await ground.store.archive.clear({
        ...{ before: start + 11, textBefore: start + 11 },
        ...{ after: 0, limit: 9 },
      });
      assert.deepEqual(ground.store.inbox(9), []);
      await ground.crash();
      await receive(ground, { text: "Two" });
      assert.deepEqual(texts(await handle(ground)), ["Two"]);
      assert.equal(ground.store.outbox.list(9).length, 2);
      assert.ok(ground.store.replies.threadOf(["sms.2@cellpost"], start));
    },
  },
  {
    name:
      "whom an SMS answers: the last mail to its number by each modem, once it has gone out or may have",
    async holds(ground) {
      await ground.accept({ reversePath: "old@x.y" });
      await ground.sendWhole(start);
      await ground.accept({ reversePath: "", acceptedAt: start + 1 });
      await ground.sendWhole(start + 1);
      await ground.accept({ reversePath: "c@x.y", recipients: [bert] });
      await ground.sendWhole(start + 2, "m2");
      await ground.accept({
        reversePath: "new@x.y",
        messageId: "1@x.y",
        acceptedAt: start + 3,
      });
      await receive(ground);
      assert.deepEqual(await answered(ground), [["m1", "old@x.y", ""]]);
      const claim = await ground.claim(start + 4, "m2");
      await ground.begin(claim, 1, start + 4);
      const resolveAt = start + 9;
      await ground.store.settle(
        claim,
        { to: "uncertain", reason: "", resolveAt },
        start + 5,
      );
      await receive(ground);
      await ground.crash();
      assert.deepEqual(await answered(ground), [
        ["m2", "new@x.y", "1@x.y"],
        ["m1", "old@x.y", ""],
      ]);
      await receive(ground);
      assert.deepEqual(await answered(ground, { since: start + 5 }), [
        ["m2", "new@x.y", "1@x.y"],
      ]);
    },
  },
  {
    name:
      "a number in a form that cannot be read is found by its last eight digits, one with its country code is not",
    async holds(ground) {
      await ground.accept({ reversePath: "a@x.y" });
      await ground.sendWhole(start);
      for (
        const [sender, found] of [
          ["09812345678", 1],
          ["12345678", 1],
          ["2345678", 0],
          ["+469812345678", 0],
          ["ACME 12345678", 0],
        ] as const
      ) {
        await receive(ground, { sender });
        const [sms] = await handle(ground);
        assert.equal(sms?.correspondents.length, found, sender);
      }
    },
  },
  {
    name:
      "what went on is counted by sender, by text and in all, and forgotten in time",
    async holds(ground) {
      for (
        const [sender, text] of [[anna, "Hi"], [anna, "Hi"], [
          bert,
          "Hi",
        ]] as const
      ) {
        await receive(ground, { sender, text });
      }
      await handle(ground);
      await receive(ground, { text: "Hi" });
      const counted = { own: [start, start + 11], all: [start], same: start };
      // By a clock that was ahead until now nothing has gone on yet.
      await ground.crash();
      await receive(ground, { text: "Hi" });
      const [early] = await handle(ground, {
        counted,
        now: start + 9,
        limit: 1,
      });
      assert.deepEqual(early?.forwarded, { own: [0, 0], all: [0], same: 0 });
      const [sms] = await handle(ground, { counted });
      assert.deepEqual(sms?.forwarded, { own: [3, 0], all: [4], same: 3 });
      await ground.store.replies.forget(start + 11);
      await receive(ground, { text: "Hi" });
      const [later] = await handle(ground, { counted });
      assert.deepEqual(later?.forwarded, { own: [0, 0], all: [0], same: 0 });
    },
  },
  {
    name: "by the Message-ID of its mail an answer finds back",
    async holds(ground) {
      await receive(ground);
      await handle(ground);
      await ground.crash();
      const { replies } = ground.store;
      const thread = replies.threadOf(["x@y", "sms.1@cellpost"], start);
      assert.deepEqual(thread, { number: anna, sender: anna, modem: "m1" });
      assert.equal(replies.threadOf(["sms.1@cellpost"], start + 11), undefined);
      assert.equal(replies.threadOf([], start), undefined);
    },
  },
  {
    name:
      "who is on the deny list stays there over a crash, and what waits for it is cancelled",
    async holds(ground) {
      await ground.accept({ recipients: [anna, bert] });
      const waiting = await ground.accept({ acceptedAt: start + 1 });
      const claim = await ground.claim(start);
      await receive(ground, { text: "STOP" });
      const decide = () => stop(anna);
      await handle(ground, { decide });
      await ground.crash();
      const { replies } = ground.store;
      assert.ok(replies.isDenied(anna) && !replies.isDenied(bert));
      assert.deepEqual(replies.denied(), [{
        number: anna,
        at: start + 10,
        madeBy: "sms",
      }]);
      const { changes, done } = await replies.cancelDenied(start + 11);
      assert.ok(done);
      assert.deepEqual(changes.map((it) => it.recipient), [anna]);
      assert.equal(ground.first(waiting).state, "cancelled");
      assert.equal(ground.store.counts().cancelled, 1);
      // What its modem has in hand goes on.
      assert.equal(ground.first({ id: claim.messageId }).state, "sending");
      assert.deepEqual((await replies.cancelDenied(start)).changes, []);
      assert.equal(await replies.allow(anna), true);
      assert.equal(await replies.allow(anna), false);
      assert.equal(await replies.deny(bert, start), true);
      assert.equal(await replies.deny(bert, start), false);
      await ground.crash();
      const listed = [anna, bert].map((it) =>
        ground.store.replies.isDenied(it)
      );
      assert.deepEqual(listed, [false, true]);
    },
  },
  {
    name:
      "what waits for a denied number is found among more than one look takes",
    async holds(ground) {
      const recipients = Array.from(
        { length: 10_001 },
        (_, at) => number(`+4670${1_000_000 + at}`),
      );
      const [listed = anna] = recipients;
      await ground.accept({ recipients: [...recipients, anna] });
      const { replies } = ground.store;
      await replies.deny(anna, start);
      const first = await replies.cancelDenied(start);
      assert.deepEqual([first.changes.length, first.done], [0, false]);
      // Listed in the midst of it: found by a look of its own.
      await replies.deny(listed, start);
      const second = await replies.cancelDenied(start);
      assert.deepEqual(second.changes.map((it) => it.recipient), [anna]);
      assert.equal(second.done, false);
      const third = await replies.cancelDenied(start);
      assert.deepEqual(third.changes.map((it) => it.recipient), [listed]);
      assert.equal((await replies.cancelDenied(start)).done, true);
    },
  },
  {
    name:
      "an answer of a number is known from the moment it came, however the network wrote it",
    async holds(ground) {
      const { store } = ground;
      const at = start + 10;
      await receive(ground, { sender: "+4612345678" });
      assert.equal(store.replies.answeredSince(anna, 0), false);
      await receive(ground, { sender: "09812345678" });
      assert.equal(store.replies.answeredSince(anna, at), true);
      assert.equal(store.replies.answeredSince(anna, at + 1), false);
      assert.equal(store.replies.answeredSince(bert, 0), false);
      assert.equal(store.replies.answeredSince(number("72404"), 0), false);
      await receive(ground, { sender: "72404" });
      assert.equal(store.replies.answeredSince(number("72404"), 0), true);
    },
  },
];

/** A whole SMS of Anna's. */
async function receive(
  { store }: Ground,
  { sender = anna, text = "OK" }: {
    readonly sender?: string;
    readonly text?: string;
  } = {},
): Promise<void> {
  const segment: InboundSegment = {
    modem: "m1",
    kind: "sms",
    sender,
    receivedAt: start + 10,
    sentAt: undefined,
    pdu: "00",
    fingerprint: crypto.randomUUID(),
  };
  await store.receive(segment, { waitMs: 1_000, textOf: () => text });
}

async function handle(
  { store }: Ground,
  changes: Partial<Handling> = {},
): Promise<readonly FreshSms[]> {
  const handled = await store.replies.handle({
    now: start + 10,
    limit: 9,
    since: start,
    counted: { own: [], all: [], same: start },
    read: (sender) => [anna, bert].find((it) => it === sender),
    decide: forward,
    ...changes,
  });
  return handled.map(({ sms }) => sms);
}

function texts(handled: readonly FreshSms[]): readonly string[] {
  return handled.map(({ item }) => item.text);
}

async function answered(ground: Ground, changes: Partial<Handling> = {}) {
  const [sms] = await handle(ground, changes);
  return sms?.correspondents.map(({ modem, reversePath, messageId }) => [
    modem,
    reversePath,
    messageId,
  ]);
}

function forward({ id, number }: FreshSms): ReplyDecision {
  const messageId = `sms.${id}@cellpost`;
  const notice: Notice = {
    key: `forward:${id}`,
    kind: "forward",
    channel: "mail",
    createdAt: start,
    expiresAt: start + 1_000,
    from: "",
    to: ["a@x.y"],
    body: "Subject: x\r\n\r\nx\r\n",
  };
  const whom = number === undefined ? {} : { number };
  return { mail: { kind: "posted", notice, messageId, ...whom } };
}

function stop(number: PhoneNumber): ReplyDecision {
  return { word: { kind: "stop", number }, mail: { kind: "kept", why: "" } };
}
