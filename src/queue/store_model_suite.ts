import type { DeliveryState, MessageId, PhoneNumber } from "../model/mod.ts";
import {
  acknowledged,
  type AttemptOfModel,
  clocksDifferMs,
  endAttempt,
  forgetUnanswered,
  isOpen,
  mayBeForgotten,
  meant,
  type Segment,
  unanswered,
} from "./model_reports_suite.ts";
import type {
  Claim,
  DeliveryRecord,
  DeliveryReport,
  Transition,
} from "./store.ts";
import type { Repeated, Submission } from "./submission.ts";

interface Delivery {
  readonly id: number;
  readonly mail: Submission;
  readonly recipient: PhoneNumber;
  readonly segments: Map<number, Segment>;
  readonly attempts: AttemptOfModel[];
  readonly urgent: boolean;
  readonly expiresAt: number;
  state: DeliveryState;
  due: number | undefined;
  leaseUntil: number;
  resumeUntil: number | undefined;
  attempt: number;
  modem: string | undefined;
  possibleDuplicate: boolean;
}

/** What the model shows of a delivery; the store must show the same. */
export type Shown = Pick<
  DeliveryRecord,
  | "deliveryId"
  | "state"
  | "nextAttemptAt"
  | "expiresAt"
  | "attempts"
  | "modem"
  | "possibleDuplicate"
>;

/** The queue as plain objects in memory: slow, forgetful and easily believed. Laws about references are not in it. */
export class StoreModel {
  readonly #deliveries: Delivery[] = [];
  readonly #unheard = new Set<string>();
  readonly #early: DeliveryReport[] = [];
  readonly #resumeWaitMs: number;

  constructor(resumeWaitMs: number) {
    this.#resumeWaitMs = resumeWaitMs;
  }

  shown(): readonly Shown[] {
    return this.#deliveries.map((it) => ({
      deliveryId: it.id as Shown["deliveryId"],
      state: it.state,
      nextAttemptAt: it.due,
      expiresAt: it.expiresAt,
      attempts: it.attempt,
      modem: it.modem,
      possibleDuplicate: it.possibleDuplicate,
    }));
  }

  nextDueAt(): number | undefined {
    const times = this.#deliveries.flatMap((it) => [
      ...(it.due === undefined ? [] : [it.due]),
      ...(isWaiting(it) ? [it.expiresAt] : []),
    ]);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Returns the repeats; none without a `since`. */
  accept(mail: Submission, since: number | undefined): readonly Repeated[] {
    const repeated = mail.recipients.flatMap((recipient) => {
      const id = since && this.#serving(mail, recipient, since);
      return id ? [{ recipient, id }] : [];
    });
    for (const { id } of repeated) this.#unheard.delete(id);
    for (const recipient of mail.recipients) {
      if (repeated.some((it) => it.recipient === recipient)) continue;
      const { priority, sendAt = 0 } = mail.wishes?.get(recipient) ?? {};
      const due = Math.max(mail.acceptedAt, sendAt);
      this.#deliveries.push({
        id: this.#deliveries.length + 1,
        mail,
        recipient,
        segments: new Map(),
        attempts: [],
        urgent: priority === "urgent",
        expiresAt: mail.expiresAt + due - mail.acceptedAt,
        state: "queued",
        due,
        leaseUntil: 0,
        resumeUntil: undefined,
        attempt: 0,
        modem: undefined,
        possibleDuplicate: false,
      });
    }
    return repeated;
  }

  #serving(
    mail: Submission,
    recipient: PhoneNumber,
    since: number,
  ): MessageId | undefined {
    const { text } = mail.message;
    const sendAt = mail.wishes?.get(recipient)?.sendAt ?? 0;
    const recent = this.#deliveries.filter((it) => it.mail.acceptedAt >= since);
    const named = recent.filter((it) =>
      mail.messageId && it.mail.messageId === mail.messageId
    );
    const isNamed = named.every((it) => it.mail.message.text === text);
    const unheard = recent.filter((it) => this.#unheard.has(it.mail.id));
    const isUnheard = unheard.at(-1)?.mail.message.text === text;
    return recent.findLast((it) =>
      it.recipient === recipient && it.mail.message.text === text &&
      !["failed", "expired", "cancelled"].includes(it.state) &&
      (it.mail.wishes?.get(recipient)?.sendAt ?? 0) <=
        Math.max(mail.acceptedAt, sendAt) &&
      ((isNamed && named.includes(it)) || (isUnheard && unheard.includes(it)))
    )?.mail.id;
  }

  markUnheard(mail: Submission): void {
    this.#unheard.add(mail.id);
  }

  /** The delivery that must be claimed, and what of it is acknowledged. */
  claim(
    modem: string,
    now: number,
    leaseUntil: number,
  ): Pick<Claim, "deliveryId" | "acknowledged" | "attempt"> | undefined {
    const [first] = this.#deliveries.filter((it) =>
      it.state === "queued" && (it.due ?? 0) <= now &&
      it.expiresAt > now &&
      (it.resumeUntil === undefined || it.resumeUntil <= now ||
        it.modem === modem)
    ).toSorted((a, b) =>
      Number(b.urgent) - Number(a.urgent) || (a.due ?? 0) - (b.due ?? 0) ||
      a.expiresAt - b.expiresAt || a.id - b.id
    );
    if (first === undefined) return undefined;
    const sent = acknowledged(first).length;
    const partly = sent > 0 && sent < first.mail.segmentCount;
    if (partly && first.modem !== modem) {
      first.segments.clear();
      first.possibleDuplicate = true;
    }
    Object.assign(first, {
      state: "sending",
      due: undefined,
      modem,
      leaseUntil,
    });
    first.resumeUntil = undefined;
    first.attempt += 1;
    first.attempts.push({ modem, startedAt: now });
    return {
      deliveryId: first.id as Claim["deliveryId"],
      acknowledged: acknowledged(first),
      attempt: first.attempt,
    };
  }

  /** Whether the segment may be begun. */
  begin(
    claim: Claim,
    number: number,
    lease: { readonly at: number; readonly leaseUntil: number },
  ): boolean {
    const delivery = this.#leased(claim);
    if (delivery === undefined) return false;
    if (acknowledged(delivery).includes(number)) return false;
    const { at, leaseUntil } = lease;
    delivery.segments.set(number, { modem: claim.modem, startedAt: at });
    const low = delivery.leaseUntil - at <= (leaseUntil - at) / 2;
    if (low) delivery.leaseUntil = leaseUntil;
    return true;
  }

  acknowledge(
    claim: Claim,
    number: number,
    answer: { readonly reference: number; readonly at: number },
  ): void {
    const delivery = this.#of(claim.deliveryId);
    const segment = delivery.segments.get(number);
    const known = segment !== undefined && segment.acknowledgedAt === undefined;
    if (!known || delivery.attempt !== claim.attempt) return;
    delivery.segments.set(number, {
      ...segment,
      acknowledgedAt: answer.at,
      reference: answer.reference,
    });
  }

  settle(
    claim: Claim,
    transition: Transition,
    at: number,
  ): DeliveryState | undefined {
    const delivery = this.#leased(claim);
    if (delivery === undefined) return undefined;
    delivery.state = transition.to;
    endAttempt(delivery, transition.to, at);
    switch (transition.to) {
      case "queued":
        delivery.due = transition.nextAttemptAt;
        delivery.resumeUntil = transition.resumeUntil;
        forgetUnanswered(delivery);
        break;
      case "failed":
        forgetUnanswered(delivery);
        break;
      case "uncertain":
        delivery.due = transition.resolveAt;
        break;
      case "sent":
        concludeReports(delivery);
        break;
    }
    return delivery.state;
  }

  /** The delivery that the report speaks of; one that speaks of none is kept. */
  confirm(report: DeliveryReport): number | undefined {
    const id = this.#book(report, Infinity);
    if (id === undefined) this.#early.push(report);
    return id;
  }

  /** Books the kept reports that speak of something by now. */
  confirmEarly(): void {
    for (const report of this.#early.splice(0)) {
      const id = this.#book(report, report.receivedAt);
      if (id === undefined) this.#early.push(report);
    }
  }

  #book(report: DeliveryReport, begunUntil: number): number | undefined {
    const begun = report.sentAt === undefined ? Infinity : report.sentAt;
    const all = this.#deliveries
      .filter((it) => it.recipient.endsWith((report.recipient ?? "").slice(-8)))
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
      report.sentAt !== undefined &&
      it.segment.startedAt <=
        Math.min(report.receivedAt, begun + clocksDifferMs)
    );
    const [only] = doubted.length === 1 ? doubted : [];
    const doubt = only?.delivery.state === "uncertain" &&
        !all.some((it) => it.segment.reference === report.reference) &&
        !this.#mayBeEarlier(only.delivery, report)
      ? only
      : undefined;
    const found = newest ?? doubt;
    if (found === undefined) return undefined;
    const { delivery, number } = found;
    const segment: Segment = newest?.segment ?? {
      ...found.segment,
      acknowledgedAt: report.receivedAt,
      reference: report.reference,
    };
    delivery.segments.set(number, {
      ...segment,
      ...(isOpen(segment) && { report: report.outcome }),
    });
    if (delivery.state === "sent" || delivery.state === "uncertain") {
      concludeReports(delivery);
    }
    return delivery.id;
  }

  #mayBeEarlier(doubted: Delivery, report: DeliveryReport): boolean {
    return this.#deliveries.some((it) =>
      it !== doubted && it.recipient === doubted.recipient &&
      mayBeForgotten(it, report)
    );
  }

  recover(
    now: number,
    resolveAt: number,
    leasesUntil = Number.MAX_SAFE_INTEGER,
  ): void {
    for (const it of this.#deliveries) {
      if (it.state !== "sending" || it.leaseUntil >= leasesUntil) continue;
      const doubtful = unanswered(it).length > 0;
      endAttempt(it, doubtful ? "uncertain" : "queued", now);
      if (doubtful) Object.assign(it, { state: "uncertain", due: resolveAt });
      else this.#requeue(it, now);
    }
  }

  sweep(now: number, onUncertain: "resend" | "hold"): void {
    for (const it of this.#deliveries) {
      const expired = it.expiresAt <= now;
      const unheard = it.state === "uncertain" && (it.due ?? 0) <= now;
      if (expired && (isWaiting(it) || unheard)) end(it, "expired");
      else if (unheard && onUncertain === "hold") end(it, "held");
      else if (unheard) {
        this.#requeue(it, now);
        it.possibleDuplicate = true;
      }
    }
  }

  retry(mail: Submission, now: number): void {
    this.hasten(mail, now);
    for (const it of this.#deliveries.filter((it) => it.mail === mail)) {
      if (it.state === "held") this.#requeue(it, now);
    }
  }

  hasten(mail: Submission, now: number): void {
    for (const it of this.#deliveries.filter((it) => it.mail === mail)) {
      if (it.state === "queued") it.due = Math.min(now, it.due ?? now);
    }
  }

  cancel(mail: Submission): void {
    for (const it of this.#deliveries.filter((it) => it.mail === mail)) {
      if (isWaiting(it)) end(it, "cancelled");
    }
  }

  #requeue(it: Delivery, now: number): void {
    it.possibleDuplicate ||= unanswered(it).length > 0;
    forgetUnanswered(it);
    const sent = it.segments.size;
    const partly = sent > 0 && sent < it.mail.segmentCount;
    it.state = "queued";
    it.due = now;
    it.resumeUntil = partly ? now + this.#resumeWaitMs : undefined;
  }

  #of(id: number): Delivery {
    const delivery = this.#deliveries[id - 1];
    if (delivery === undefined) throw new Error(`No delivery ${id}`);
    return delivery;
  }

  #leased(claim: Claim): Delivery | undefined {
    const delivery = this.#of(claim.deliveryId);
    const current = delivery.state === "sending" &&
      delivery.attempt === claim.attempt;
    return current ? delivery : undefined;
  }
}

function isWaiting(it: Delivery): boolean {
  return it.state === "queued" || it.state === "held";
}

function end(it: Delivery, state: DeliveryState): void {
  Object.assign(it, { state, due: undefined, resumeUntil: undefined });
}

function concludeReports(it: Delivery): void {
  const reports = [...it.segments.values()].map((segment) => segment.report);
  const arrived = reports.filter((report) => report === "delivered").length;
  if (reports.includes("failed")) end(it, "failed");
  else if (arrived === it.mail.segmentCount) end(it, "delivered");
}
