import {
  accepted,
  type DeliveryId,
  type DeliveryState,
  type Happening,
  type MessageId,
  type PhoneNumber,
} from "../model/mod.ts";
import { DeliveryOfModel } from "./model_delivery_suite.ts";
import {
  acknowledged,
  clocksDifferMs,
  mayBeForgotten,
  mayBeMeant,
  meant,
  wasOnTheWay,
} from "./model_reports_suite.ts";
import type {
  Claim,
  DeliveryRecord,
  DeliveryReport,
  Transition,
} from "./store.ts";
import type { Repeated, Submission } from "./submission.ts";

/** What the model shows of a delivery; the store must show the same. */
export type Shown =
  & Pick<
    DeliveryRecord,
    | "deliveryId"
    | "state"
    | "reason"
    | "nextAttemptAt"
    | "updatedAt"
    | "expiresAt"
    | "attempts"
    | "modem"
    | "possibleDuplicate"
  >
  & { readonly mergedInto: DeliveryId | undefined };

/**
 * The queue as plain objects in memory: slow, forgetful and easily believed. What becomes of a delivery the pure machine says; which one
 * is meant is said here. Laws about references are not in it.
 */
export class StoreModel {
  readonly #deliveries: DeliveryOfModel[] = [];
  readonly #unheard = new Set<string>();
  #early: DeliveryReport[] = [];
  readonly #resumeWaitMs: number;

  constructor(resumeWaitMs: number) {
    this.#resumeWaitMs = resumeWaitMs;
  }

  shown(): readonly Shown[] {
    return this.#deliveries.map(({ id, standing: it }) => ({
      deliveryId: id,
      state: it.state,
      reason: it.reason,
      nextAttemptAt: dueAt(it),
      updatedAt: it.updatedAt,
      expiresAt: it.expiresAt,
      attempts: it.attempt,
      modem: it.modem,
      possibleDuplicate: it.possibleDuplicate,
      mergedInto: it.state === "merged" ? it.into : undefined,
    }));
  }

  get deliveries(): readonly DeliveryOfModel[] {
    return this.#deliveries;
  }

  nextDueAt(): number | undefined {
    const times = this.#deliveries.flatMap(({ state, standing }) => [
      dueAt(standing) ?? [],
      state === "queued" || state === "held" ? [standing.expiresAt] : [],
    ]).flat();
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Returns the repeats; none without a `since`. */
  accept(mail: Submission, since: number | undefined): readonly Repeated[] {
    const repeated = mail.recipients.flatMap((recipient) => {
      const id = since && this.#serving(mail, recipient, since);
      return id ? [{ recipient, id }] : [];
    });
    for (const { id } of repeated) this.#unheard.delete(id);
    const fresh = mail.recipients.filter((recipient) =>
      !repeated.some((it) => it.recipient === recipient)
    );
    for (const recipient of fresh) this.#add(mail, recipient);
    return repeated;
  }

  #add(mail: Submission, recipient: PhoneNumber): DeliveryOfModel {
    const sendAt = mail.wishes?.get(recipient)?.sendAt;
    const standing = accepted({ ...mail, sendAt });
    const id = this.#deliveries.length + 1;
    const added = new DeliveryOfModel(id, { mail, recipient, standing });
    this.#deliveries.push(added);
    this.#noteSentAgain(added);
    return added;
  }

  #noteSentAgain(added: DeliveryOfModel): void {
    const { mail: { insteadOf, acceptedAt: at, id }, recipient } = added;
    if (insteadOf === undefined) return;
    added.note({ what: "insteadOf", at, messageId: insteadOf });
    for (const it of this.#of(insteadOf)) {
      const ended = it.state === "failed" || it.state === "expired";
      if (!ended || it.recipient !== recipient) continue;
      it.note({ what: "sentAgain", at, messageId: id });
    }
  }

  /** Whether the deliveries could be merged. */
  merge(ids: readonly number[], mail: Submission): boolean {
    const waiting = ids.map((id) => this.#at(id))
      .filter((it) => it.state === "queued");
    const [recipient] = mail.recipients;
    if (waiting.length < ids.length || ids.length === 0 || !recipient) {
      return false;
    }
    const added = this.#add(mail, recipient);
    const { id: into } = added;
    const at = mail.acceptedAt;
    const messages = waiting.toSorted((a, b) => a.id - b.id)
      .map((it) => it.mail.id);
    added.note({ what: "serves", at, messages });
    const reason = `Merged into message ${mail.id}`;
    for (const it of waiting) it.happen({ what: "merged", at, into, reason });
    return true;
  }

  #serving(
    mail: Submission,
    recipient: PhoneNumber,
    since: number,
  ): MessageId | undefined {
    const { text } = mail.message;
    const sendAt = mail.wishes?.get(recipient)?.sendAt ?? 0;
    const recent = this.#deliveries.filter((it) =>
      it.mail.acceptedAt >= since && it.mail.acceptedAt <= mail.acceptedAt
    );
    const named = recent.filter((it) =>
      mail.messageId && it.mail.messageId === mail.messageId
    );
    const isNamed = named.every((it) => it.mail.message.text === text);
    const unheard = recent.filter((it) => this.#unheard.has(it.mail.id));
    const isUnheard = newest(unheard)?.mail.message.text === text;
    return recent.findLast((it) =>
      it.recipient === recipient && it.mail.message.text === text &&
      !["failed", "expired", "cancelled"].includes(it.state) &&
      it.dueAt <= Math.max(mail.acceptedAt, sendAt) &&
      ((isNamed && named.includes(it)) || (isUnheard && unheard.includes(it)))
    )?.mail.id;
  }

  markUnheard(mail: Submission): void {
    this.#unheard.add(mail.id);
  }

  /** The delivery that must be claimed, and what of it is acknowledged. */
  claim(
    modem: string,
    at: number,
    leaseUntil: number,
  ): Pick<Claim, "deliveryId" | "acknowledged" | "attempt"> | undefined {
    const inTurn = this.#deliveries.toSorted((a, b) =>
      Number(b.isUrgent) - Number(a.isUrgent) ||
      (dueAt(a.standing) ?? 0) - (dueAt(b.standing) ?? 0) ||
      a.standing.expiresAt - b.standing.expiresAt || a.id - b.id
    );
    for (const it of inTurn) {
      const claimed = it.happen({ what: "claimed", at, modem, leaseUntil });
      if (claimed === undefined) continue;
      return {
        deliveryId: it.id,
        acknowledged: acknowledged(it),
        attempt: claimed.delivery.attempt,
      };
    }
    return undefined;
  }

  /** Whether the segment may be begun. */
  begin(
    { deliveryId, attempt, modem }: Claim,
    number: number,
    lease: { readonly at: number; readonly leaseUntil: number },
  ): boolean {
    const delivery = this.#at(deliveryId);
    const known = delivery.segments.get(number);
    const answered = known?.acknowledgedAt !== undefined;
    const segment = known === undefined
      ? "new"
      : answered
      ? "acknowledged"
      : "unanswered";
    const begun = { what: "begun", ...lease, attempt, segment } as const;
    if (delivery.happen(begun) === undefined) return false;
    delivery.segments.set(number, { attempt, modem, startedAt: lease.at });
    return true;
  }

  acknowledge(
    { deliveryId, attempt }: Claim,
    number: number,
    answer: { readonly reference: number; readonly at: number },
  ): void {
    const delivery = this.#at(deliveryId);
    const segment = delivery.segments.get(number);
    const known = segment !== undefined && segment.acknowledgedAt === undefined;
    const { at, reference } = answer;
    if (!known || !delivery.happen({ what: "acknowledged", at, attempt })) {
      return;
    }
    delivery.segments.set(number, {
      ...segment,
      acknowledgedAt: at,
      reference,
    });
  }

  withdraw(
    { deliveryId, attempt, modem }: Claim,
    number: number,
    at: number,
  ): void {
    const delivery = this.#at(deliveryId);
    const segment = delivery.segments.get(number);
    const own = segment?.modem === modem && !segment.acknowledgedAt;
    if (!own || !delivery.happen({ what: "withdrawn", at, attempt })) return;
    delivery.segments.delete(number);
  }

  settle(
    { deliveryId, attempt }: Claim,
    transition: Transition,
    at: number,
  ): DeliveryState | undefined {
    const it = this.#at(deliveryId);
    const settled = it.happen({ what: "settled", at, attempt, transition });
    if (settled === undefined) return undefined;
    if (transition.to === "sent") it.happen({ what: "concluded", at });
    return it.state;
  }

  /** The delivery that the report speaks of; one that speaks of none is kept. */
  confirm(report: DeliveryReport): number | undefined {
    const id = this.#book(report, Infinity);
    if (id === undefined) {
      this.#bookOnPast(report);
      this.#early.push(report);
    }
    return id;
  }

  /** Books the kept reports that speak of something by now; a day later they are forgotten. */
  confirmEarly(now: number): void {
    for (const report of this.#early.splice(0)) {
      if (report.receivedAt < now - 86_400_000) continue;
      const id = this.#book(report, report.receivedAt);
      if (id === undefined) this.#early.push(report);
    }
  }

  #book(report: DeliveryReport, begunUntil: number): number | undefined {
    const all = this.#deliveries
      .filter((it) => it.isTo(report))
      .flatMap((delivery) =>
        [...delivery.segments].map(([number, segment]) => ({
          delivery,
          number,
          segment,
          at: segment.acknowledgedAt ?? -1,
        }))
      )
      .filter(({ segment }) => segment.modem === report.modem);
    const newest = meant(
      all.filter((it) =>
        it.at >= 0 && it.segment.reference === report.reference &&
        it.segment.startedAt <= begunUntil
      ),
      report,
    );
    const doubted = all.filter((it) =>
      it.at < 0 && ["uncertain", "sending"].includes(it.delivery.state) &&
      report.sentAt !== undefined && mayBeMeant(it.segment, report)
    );
    const [only] = doubted.length === 1 ? doubted : [];
    const doubt = only?.delivery.state === "uncertain" &&
        wasOnTheWay(only.segment, report) &&
        !all.some((it) => it.segment.reference === report.reference) &&
        !this.#mayBeEarlier(only.delivery, report)
      ? only
      : undefined;
    const found = newest ?? doubt;
    if (found === undefined) return undefined;
    const { delivery, number } = found;
    const { outcome, reason, receivedAt: at } = report;
    const segment = delivery.book(number, report);
    delivery.happen({ what: "reported", at, outcome, reason, segment });
    return delivery.id;
  }

  #bookOnPast(report: DeliveryReport): void {
    const { modem, reference, sentAt, outcome, receivedAt, reason } = report;
    if (sentAt === undefined) return;
    const reported = { reportAt: receivedAt, reportReason: reason };
    const said = { report: outcome, ...reported };
    for (const { past } of this.#deliveries.filter((it) => it.isTo(report))) {
      for (const it of past) {
        const fits = it.modem === modem && it.reference === reference &&
          (it.acknowledgedAt ?? 0) >= sentAt - clocksDifferMs &&
          it.startedAt <= sentAt + clocksDifferMs;
        const open = it.report === undefined || it.report === "trying";
        if (fits && open) Object.assign(it, said);
      }
    }
  }

  #mayBeEarlier(doubted: DeliveryOfModel, report: DeliveryReport): boolean {
    return this.#deliveries.some((it) =>
      it !== doubted && it.recipient === doubted.recipient &&
      mayBeForgotten(it, report)
    );
  }

  recover(at: number, resolveAt: number, leasesUntil = Infinity): void {
    const resumeWaitMs = this.#resumeWaitMs;
    for (const it of this.#deliveries) {
      const { standing } = it;
      if (standing.state !== "sending") continue;
      if (standing.leaseUntil >= leasesUntil) continue;
      it.happen({ what: "abandoned", at, resolveAt, resumeWaitMs });
    }
  }

  sweep(at: number, onUncertain: "resend" | "hold"): void {
    const resumeWaitMs = this.#resumeWaitMs;
    this.#toAll({ what: "overtaken", at, onUncertain, resumeWaitMs });
  }

  setClockBack(at: number): void {
    this.#early = this.#early.filter((it) => it.receivedAt <= at);
    this.#toAll({ what: "clockSetBack", at });
  }

  retry({ id }: Submission, at: number): void {
    const resumeWaitMs = this.#resumeWaitMs;
    this.#toAll({ what: "retried", at, resumeWaitMs }, this.#of(id));
  }

  hasten({ id }: Submission, at: number): void {
    this.#toAll({ what: "hastened", at }, this.#of(id));
  }

  cancel({ id }: Submission, at: number): void {
    this.#toAll({ what: "cancelled", at }, this.#of(id));
  }

  #toAll(happening: Happening, those = this.#deliveries): void {
    for (const it of those) it.happen(happening);
  }

  #of(id: MessageId): DeliveryOfModel[] {
    return this.#deliveries.filter((it) => it.mail.id === id);
  }

  #at(id: number): DeliveryOfModel {
    const delivery = this.#deliveries[id - 1];
    if (delivery === undefined) throw new Error(`No delivery ${id}`);
    return delivery;
  }
}

function dueAt(standing: DeliveryOfModel["standing"]): number | undefined {
  switch (standing.state) {
    case "queued":
      return standing.nextAttemptAt;
    case "uncertain":
      return standing.resolveAt;
    default:
      return undefined;
  }
}

/** By the time of its acceptance, not by its place: the clock may have been set back. */
function newest(
  those: readonly DeliveryOfModel[],
): DeliveryOfModel | undefined {
  return those.toSorted((a, b) =>
    a.mail.acceptedAt - b.mail.acceptedAt || a.id - b.id
  ).at(-1);
}
