import assert from "node:assert/strict";
import type { HistoryEntry } from "../model/mod.ts";
import {
  anna,
  bert,
  type Ground,
  type Law,
  lifetimeMs,
  start,
  submission,
} from "./law_suite.ts";
import type { DeliveryReport } from "./store.ts";

/** What the operator sees of a delivery's past. */
export const historyLaws: readonly Law[] = [
  {
    name: "the history of an SMS that went well tells all of it",
    async holds(ground) {
      const mail = await ground.accept();
      const claim = await ground.claim(start + 1);
      await ground.begin(claim, 1, start + 2);
      const answer = { number: 1, reference: 101, at: start + 3 };
      await ground.store.acknowledgeSegment(claim, answer);
      await ground.store.settle(claim, { to: "sent" }, start + 4);
      await ground.store.confirm(report({ receivedAt: start + 9 }));
      assert.deepEqual(ground.first(mail).history, [
        { what: "accepted", at: start },
        { what: "attempt", at: start + 1, attempt: 1, modem: "m1" },
        { what: "begun", at: start + 2, ...first },
        { what: "acknowledged", at: start + 3, reference: 101, ...first },
        {
          ...{ what: "ended", at: start + 4, attempt: 1 },
          ...{ outcome: "sent", reason: "" },
        },
        {
          ...{ what: "reported", at: start + 9, ...first },
          ...{ outcome: "delivered", reason: "Received" },
        },
        { what: "fate", at: start + 9, state: "delivered", reason: "Received" },
      ]);
    },
  },
  {
    name:
      "segments that went out again are kept with their attempt, and with a report that comes late",
    async holds(ground) {
      const mail = await ground.accept({ segmentCount: 2 });
      const claim = await ground.claim(start);
      await ground.send(claim, 1, start);
      await ground.begin(claim, 2, start + 1);
      const busy = { to: "queued", reason: "busy" } as const;
      await ground.store.settle(
        claim,
        { ...busy, nextAttemptAt: start + 5 },
        start + 2,
      );
      const again = await ground.claim(start + 5, "m2");
      await ground.send(again, 1, start + 6);
      const late = { sentAt: start, receivedAt: start + 7 };
      await ground.store.confirm(report(late));
      assert.deepEqual(told(ground, mail), [
        "0 accepted",
        "0 attempt 1 m1",
        "0 begun 1.1 m1",
        "0 acknowledged 1.1 m1",
        "1 begun 1.2 m1",
        "2 ended 1 queued busy",
        "5 attempt 2 m2",
        "6 begun 2.1 m2",
        "6 acknowledged 2.1 m2",
        "7 reported 1.1 m1 delivered Received",
      ]);
      assert.equal(ground.first(mail).segments.length, 1, "only what counts");
    },
  },
  {
    name: "a report that another one follows, or that contradicts it, is kept",
    async holds(ground) {
      const mail = await ground.accept();
      await ground.sendWhole(start);
      const says = (
        at: number,
        outcome: DeliveryReport["outcome"],
        reason: string,
      ) =>
        ground.store.confirm(
          report({ receivedAt: start + at, outcome, reason }),
        );
      await says(5, "trying", "Busy");
      await says(6, "trying", "Busy");
      await says(7, "trying", "No answer");
      await says(8, "delivered", "Received");
      await says(9, "delivered", "Received");
      await says(10, "failed", "Unknown number");
      await says(11, "failed", "Unknown number");
      assert.deepEqual(told(ground, mail).slice(4), [
        "0 ended 1 sent",
        "5 reported 1.1 m1 trying Busy",
        "7 reported 1.1 m1 trying No answer",
        "8 reported 1.1 m1 delivered Received",
        "8 fate delivered Received",
        "10 reported 1.1 m1 failed Unknown number",
      ]);
    },
  },
  {
    name: "the history tells what time did: sent again, held, expired",
    async holds(ground) {
      const { store } = ground;
      const mail = await ground.accept();
      for (const onUncertain of ["resend", "hold"] as const) {
        const at = ground.first(mail).history.at(-1)?.at ?? 0;
        const claim = await ground.claim(at);
        await ground.begin(claim, 1, at);
        const reason = "No answer";
        const resolveAt = at + 10;
        await store.settle(claim, { to: "uncertain", reason, resolveAt }, at);
        await store.sweep({ now: at + 10, onUncertain, limit: 9 });
      }
      const now = start + lifetimeMs;
      await store.sweep({ now, onUncertain: "hold", limit: 9 });
      assert.deepEqual(told(ground, mail), [
        "0 accepted",
        "0 attempt 1 m1",
        "0 begun 1.1 m1",
        "0 ended 1 uncertain No answer",
        "10 resent",
        "10 attempt 2 m1",
        "10 begun 2.1 m1",
        "10 ended 2 uncertain No answer",
        "20 held",
        `${lifetimeMs} fate expired Expired; the last attempt: No answer`,
      ]);
    },
  },
  {
    name: "the history tells what the operator did, with the time of each",
    async holds(ground) {
      const { store } = ground;
      const mail = await ground.accept({ recipients: [anna, bert] });
      const claim = await ground.claim(start);
      await ground.begin(claim, 1, start);
      const reason = "No answer";
      await store.settle(
        claim,
        { to: "uncertain", reason, resolveAt: start + 1 },
        start,
      );
      const other = await ground.claim(start);
      await store.settle(
        other,
        { to: "queued", reason: "busy", nextAttemptAt: start + 900 },
        start,
      );
      await store.sweep({ now: start + 1, onUncertain: "hold", limit: 9 });
      await store.retry(mail.id, start + 2);
      await store.cancel(mail.id, start + 3);
      const [held, waiting] = ground.show(mail).deliveries.map((it) =>
        it.history.slice(-3).map(line)
      );
      assert.deepEqual(held, [
        "1 held",
        "2 released",
        "3 fate cancelled Cancelled by the operator",
      ]);
      assert.deepEqual(waiting, [
        "0 ended 1 queued busy",
        "2 hastened",
        "3 fate cancelled Cancelled by the operator",
      ]);
    },
  },
  {
    name:
      "a message that is sent again, and one that serves others, are told from both sides",
    async holds(ground) {
      const { store } = ground;
      const failed = await ground.accept();
      const claim = await ground.claim(start);
      await store.settle(claim, { to: "failed", reason: "Barred" }, start + 1);
      const again = await ground.accept({
        acceptedAt: start + 2,
        insteadOf: failed.id,
      });
      assert.deepEqual(told(ground, failed).slice(-2), [
        "1 ended 1 failed Barred",
        `2 sentAgain ${again.id}`,
      ]);
      assert.deepEqual(told(ground, again)[1], `2 insteadOf ${failed.id}`);
      const both = submission({ acceptedAt: start + 3 });
      const id = ground.first(again).deliveryId;
      await store.merge({ ids: [id], submission: both, at: start + 3 });
      assert.equal(
        told(ground, again).at(-1),
        `3 fate merged Merged into message ${both.id}`,
      );
      assert.deepEqual(told(ground, both), [
        "3 accepted",
        `3 serves ${again.id}`,
      ]);
    },
  },
  {
    name:
      "what was put off before it was tried is no attempt, and told once however often it was",
    async holds(ground) {
      const mail = await ground.accept();
      const untried = { to: "queued", untried: true } as const;
      const reason = "Quiet hours";
      const nextAttemptAt = start + 500;
      for (const [at, until] of [[0, 100], [100, 500]] as const) {
        await ground.store.settle(
          await ground.claim(start + at),
          { ...untried, reason, nextAttemptAt: start + until },
          start + at + 1,
        );
      }
      const { attempts, attemptRecords, history } = ground.first(mail);
      assert.deepEqual([attempts, attemptRecords], [0, []]);
      assert.deepEqual(history.slice(1), [
        { what: "putOff", at: start + 1, until: nextAttemptAt, reason },
      ]);
      assert.equal((await ground.claim(nextAttemptAt)).attempt, 1);
    },
  },
  {
    name:
      "a clock that was set back does not turn the history round, and a crash takes nothing of it",
    async holds(ground) {
      const mail = await ground.accept();
      const back = start - 1_000;
      await ground.begin(await ground.claim(start), 1, start);
      await ground.store.recover({ now: start + 1, resolveAt: start + 5 });
      await ground.store.followClock(back);
      const now = back + 5;
      await ground.store.sweep({ now, onUncertain: "resend", limit: 9 });
      await ground.sendWhole(now);
      await ground.crash();
      assert.deepEqual(told(ground, mail), [
        "0 accepted",
        "0 attempt 1 m1",
        "0 begun 1.1 m1",
        "1 ended 1 uncertain Interrupted while the modem had the SMS",
        "-995 resent",
        "-995 attempt 2 m1",
        "-995 begun 2.1 m1",
        "-995 acknowledged 2.1 m1",
        "-995 ended 2 sent",
      ]);
    },
  },
];

const first = { attempt: 1, number: 1, modem: "m1" };

function report(changes: Partial<DeliveryReport> = {}): DeliveryReport {
  return {
    modem: "m1",
    reference: 101,
    recipient: anna,
    outcome: "delivered",
    reason: "Received",
    receivedAt: start,
    notBefore: 0,
    ...changes,
  };
}

function told(
  ground: Ground,
  mail: Parameters<Ground["first"]>[0],
): readonly string[] {
  return ground.first(mail).history.map(line);
}

function line({ at, what, ...it }: HistoryEntry): string {
  const segment = "number" in it ? [`${it.attempt}.${it.number}`] : [];
  const attempt = "attempt" in it && !("number" in it) ? [it.attempt] : [];
  const others = ["modem", "outcome", "state", "reason", "messageId"]
    .flatMap((name) => Reflect.get(it, name) ?? []);
  const messages = "messages" in it ? it.messages : [];
  return [at - start, what, ...segment, ...attempt, ...others, ...messages]
    .filter((word) => word !== "").join(" ");
}
