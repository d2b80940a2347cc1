import assert from "node:assert/strict";
import {
  anna,
  bert,
  type Ground,
  type Law,
  number,
  start,
  submission,
} from "./law_suite.ts";
import type { Submission } from "./submission.ts";

const windowMs = 600_000;
const carl = number("+46701234567");
const named = { messageId: "<1@plant.example>" };

/** Which deliveries are repeats of earlier ones. */
export const repeatLaws: readonly Law[] = [
  {
    name: "a mail with the same Message-ID, sender and text is a repeat",
    async holds(ground) {
      const first = await ground.accept(named);
      const again = submission({ ...named, acceptedAt: start + windowMs });
      assert.deepEqual(await deliver(ground, again), {
        deliveries: [],
        repeated: [{ recipient: anna, id: first.id }],
      });
      await ground.crash();
      assert.equal(ground.store.show(again.id), undefined);
      assert.equal(ground.store.counts().queued, 1);
      assert.deepEqual(await deliver(ground, again), {
        deliveries: [],
        repeated: [{ recipient: anna, id: first.id }],
      }, "and so is the next");
    },
  },
  {
    name: "nothing is a repeat unless that is asked",
    async holds(ground) {
      const first = await ground.accept(named);
      await ground.store.markUnheard(first.id);
      await ground.accept(named);
      assert.equal(ground.store.counts().queued, 2);
    },
  },
  {
    name: "a mail differs by its text, sender, recipient, Message-ID or age",
    async holds(ground) {
      const first = await ground.accept(named);
      await ground.accept({ messageId: "" });
      const text = "Pump 4 stopped";
      const others: readonly Partial<Submission>[] = [
        { ...named, message: { ...first.message, text } },
        { ...named, reversePath: "PLC@plant.example" },
        { ...named, recipients: [bert] },
        { messageId: "<2@plant.example>" },
        { messageId: "" },
        {},
        { ...named, acceptedAt: start + windowMs + 1 },
        { ...named, acceptedAt: start - 1 },
      ];
      for (const other of others) {
        const { deliveries, repeated } = await deliver(
          ground,
          submission(other),
        );
        assert.deepEqual([deliveries.length, repeated], [1, []]);
      }
    },
  },
  {
    name: "a Message-ID that its sender gave to several texts says nothing",
    async holds(ground) {
      const text = (text: string): Partial<Submission> => ({
        ...named,
        message: { ...submission().message, text },
      });
      const other = { ...text("Tank 7"), reversePath: "ups@plant.example" };
      await deliver(ground, submission(other));
      const alarms = ["ALARM", "OK", "ALARM", "ALARM", "OK"];
      for (const [index, alarm] of alarms.entries()) {
        const { deliveries } = await deliver(ground, submission(text(alarm)));
        assert.deepEqual(deliveries, [index + 2], `${index} ${alarm}`);
      }
      const late = submission({
        ...text("OK"),
        acceptedAt: start + windowMs + 1,
      });
      assert.deepEqual((await deliver(ground, late)).deliveries, [7]);
      const again = { ...late, id: submission().id };
      assert.deepEqual((await deliver(ground, again)).repeated, [
        { recipient: anna, id: late.id },
      ], "once the others are forgotten");
      const { repeated } = await deliver(ground, submission(other));
      assert.equal(repeated.length, 1, "nor has it to do with other senders");
    },
  },
  {
    name: "each recipient is a repeat by itself",
    async holds(ground) {
      const first = await ground.accept({ ...named, recipients: [anna, bert] });
      const again = submission({ ...named, recipients: [bert, carl, anna] });
      const { deliveries, repeated } = await deliver(ground, again);
      assert.deepEqual(deliveries, [3]);
      assert.deepEqual(repeated, [
        { recipient: bert, id: first.id },
        { recipient: anna, id: first.id },
      ]);
      assert.equal(ground.first(again).recipient, carl);
      const third = submission({ ...named, recipients: [anna, carl] });
      const all = await deliver(ground, third);
      assert.deepEqual(all.deliveries, []);
      assert.deepEqual(all.repeated, [
        { recipient: anna, id: first.id },
        { recipient: carl, id: again.id },
      ]);
    },
  },
  {
    name: "of two equal mails in one turn one is the repeat",
    async holds(ground) {
      const mails = [submission(named), submission(named)] as const;
      const [first, second] = await Promise.all(
        mails.map((mail) => deliver(ground, mail)),
      );
      assert.deepEqual(first?.repeated, []);
      assert.deepEqual(second?.deliveries, []);
      assert.equal(second?.repeated[0]?.id, mails[0].id);
      assert.equal(ground.store.counts().queued, 1);
    },
  },
  {
    name: "a recipient who is named twice in one mail repeats nothing",
    async holds(ground) {
      const mail = submission({ ...named, recipients: [anna, anna] });
      assert.deepEqual((await deliver(ground, mail)).deliveries, [1, 2]);
    },
  },
  {
    name: "the mail after one that its client may not have heard is a repeat",
    async holds(ground) {
      const first = await ground.accept({ recipients: [anna, bert] });
      await ground.store.markUnheard(first.id);
      await ground.crash();
      const again = submission({ messageId: "<2@plant.example>" });
      const { deliveries, repeated } = await deliver(ground, again);
      assert.deepEqual(deliveries, []);
      assert.deepEqual(repeated, [{ recipient: anna, id: first.id }]);
    },
  },
  {
    name:
      "a mail counts as heard once a repeat was answered, until that is unheard too",
    async holds(ground) {
      const first = await ground.accept();
      const mails = [submission(), submission(), submission()] as const;
      await ground.store.markUnheard(first.id);
      assert.deepEqual((await deliver(ground, mails[0])).deliveries, []);
      await ground.store.markUnheard(first.id);
      assert.deepEqual((await deliver(ground, mails[1])).deliveries, []);
      assert.deepEqual((await deliver(ground, mails[2])).deliveries, [2]);
    },
  },
  {
    name:
      "an unheard mail is no reason to keep back another sender's, another text or a later one",
    async holds(ground) {
      const first = await ground.accept();
      await ground.store.markUnheard(first.id);
      const others: readonly Partial<Submission>[] = [
        { message: { ...first.message, text: "Pump 4 stopped" } },
        { reversePath: "" },
        { recipients: [bert] },
        { acceptedAt: start + windowMs + 1 },
        { acceptedAt: start - 1 },
      ];
      for (const other of others) {
        const { repeated } = await deliver(ground, submission(other));
        assert.deepEqual(repeated, []);
      }
    },
  },
  {
    name:
      "an unheard mail is no reason to keep back one that comes after another unheard text",
    async holds(ground) {
      const deliverUnheard = async (text: string) => {
        const mail = submission({
          message: { ...submission().message, text },
        });
        const { deliveries, repeated } = await deliver(ground, mail);
        await ground.store.markUnheard(repeated[0]?.id ?? mail.id);
        return deliveries;
      };
      assert.deepEqual(await deliverUnheard("ALARM"), [1]);
      assert.deepEqual(await deliverUnheard("OK"), [2]);
      assert.deepEqual(await deliverUnheard("ALARM"), [3]);
      assert.deepEqual(await deliverUnheard("ALARM"), []);
      assert.deepEqual(await deliverUnheard("OK"), [4]);
    },
  },
  {
    name: "a repeat of what failed, expired or was cancelled goes out",
    async holds(ground) {
      const first = await ground.accept({ ...named, expiresAt: start + 10 });
      await ground.store.cancel(first.id, start);
      const second = submission({ ...named, expiresAt: start + 10 });
      assert.deepEqual((await deliver(ground, second)).deliveries, [2]);
      await ground.store.settle(
        await ground.claim(start),
        { to: "failed", reason: "barred" },
        start,
      );
      const third = submission({ ...named, expiresAt: start + 10 });
      assert.deepEqual((await deliver(ground, third)).deliveries, [3]);
      await ground.store.sweep({
        now: start + 10,
        onUncertain: "resend",
        limit: 9,
      });
      const fourth = submission(named);
      assert.deepEqual((await deliver(ground, fourth)).deliveries, [4]);
      await ground.sendWhole(start);
      const { repeated } = await deliver(ground, submission(named));
      assert.deepEqual(repeated, [{ recipient: anna, id: fourth.id }]);
    },
  },
  {
    name:
      "what a mail has for the operator is kept even when all else is a repeat",
    async holds(ground) {
      await ground.accept(named);
      const item = {
        receivedAt: start,
        kind: "postmaster",
        from: "plc@plant.example",
        subject: "Pump",
        text: "Pump 3 stopped",
      } as const;
      const again = submission(named);
      const repeats = { since: start };
      await ground.store.accept({ submission: again, item, repeats });
      assert.deepEqual(ground.store.inbox(9), [item]);
      assert.equal(ground.store.show(again.id), undefined);
    },
  },
  {
    name:
      "a mail that waits for its time is no reason to keep back one that is due earlier",
    async holds(ground) {
      const at = (sendAt: number) => ({
        ...named,
        wishes: new Map([[anna, { sendAt }]]),
      });
      const later = await ground.accept(at(start + 9_000));
      const again = await deliver(ground, submission(at(start + 9_000)));
      assert.deepEqual(again.repeated, [{ recipient: anna, id: later.id }]);
      const earlier = submission(at(start + 8_000));
      assert.deepEqual((await deliver(ground, earlier)).deliveries, [2]);
      const now = submission(named);
      assert.deepEqual((await deliver(ground, now)).deliveries, [3]);
      const { repeated } = await deliver(ground, submission(named));
      assert.deepEqual(repeated, [{ recipient: anna, id: now.id }]);
    },
  },
  {
    name: "marking a mail that is not there does nothing",
    async holds(ground) {
      await ground.store.markUnheard(submission().id);
      assert.deepEqual(ground.store.list({ limit: 1 }), []);
    },
  },
];

/** Accepts a mail unless it is a repeat within the window. */
function deliver(ground: Ground, mail: Submission) {
  const repeats = { since: mail.acceptedAt - windowMs };
  return ground.store.accept({ submission: mail, repeats });
}
