import {
  advance,
  type Delivery,
  type DeliveryId,
  type Happening,
  type HistoryEntry,
  type Note,
  type PhoneNumber,
  type Step,
} from "../model/mod.ts";
import type { AttemptOfModel, Segment } from "./model_reports_suite.ts";
import type { DeliveryReport } from "./store.ts";
import type { Submission } from "./submission.ts";

/** A segment that counts no more, or a report that another has followed. */
type Past = Segment & { readonly number: number };

/** One delivery of the model: what the pure machine says of it, and a diary. */
export class DeliveryOfModel {
  readonly id: DeliveryId;
  readonly mail: Submission;
  readonly recipient: PhoneNumber;
  readonly segments = new Map<number, Segment>();
  readonly attempts: AttemptOfModel[] = [];
  readonly past: Past[] = [];
  readonly #diary: HistoryEntry[] = [];
  readonly #superseded: HistoryEntry[] = [];
  #standing: Delivery;
  /** Whether a rule of time makes it wait. */
  #isPutOff = false;

  constructor(
    id: number,
    of: {
      readonly mail: Submission;
      readonly recipient: PhoneNumber;
      readonly standing: Delivery;
    },
  ) {
    this.id = id as DeliveryId; // the store counts alike
    this.mail = of.mail;
    this.recipient = of.recipient;
    this.#standing = of.standing;
    const sendAt = of.mail.wishes?.get(of.recipient)?.sendAt;
    const at = of.mail.acceptedAt;
    this.note({
      what: "accepted",
      at,
      ...(sendAt === undefined ? {} : { sendAt }),
    });
  }

  get standing(): Delivery {
    return this.#standing;
  }

  get state(): Delivery["state"] {
    return this.#standing.state;
  }

  /** When it goes out at the earliest; 0: as soon as it may. */
  get dueAt(): number {
    const { state } = this.#standing;
    if (!this.#isPutOff) {
      return this.mail.wishes?.get(this.recipient)?.sendAt ?? 0;
    }
    return state === "queued" ? this.#standing.nextAttemptAt : 0;
  }

  get isUrgent(): boolean {
    return this.mail.wishes?.get(this.recipient)?.priority === "urgent";
  }

  /** Whether a report is about its recipient. */
  isTo(report: DeliveryReport): boolean {
    return this.recipient.endsWith((report.recipient ?? "").slice(-8));
  }

  get possibleDuplicate(): boolean {
    return this.#standing.possibleDuplicate;
  }

  note(entry: HistoryEntry): void {
    this.#diary.push(entry);
  }

  /** Puts one question to the machine and does what it answers. */
  happen(happening: Happening): Step | undefined {
    const before = this.#standing;
    const step = advance(before, happening);
    if (step === undefined) return undefined;
    const { delivery } = step;
    this.#forget(step.forgets);
    if (step.note?.what === "putOff") this.#isPutOff = true;
    if (happening.what === "claimed") this.#isPutOff = false;
    this.#standing = step.restarts === true
      ? { ...delivery, reference: this.attempts.length }
      : delivery;
    this.#write(before, step);
    return step;
  }

  #forget(which: Step["forgets"]): void {
    if (which === undefined) return;
    for (const [number, segment] of [...this.segments]) {
      if (which === "unanswered" && segment.acknowledgedAt !== undefined) {
        continue;
      }
      this.past.push({ number, ...segment });
      this.segments.delete(number);
    }
  }

  #write(before: Delivery, { delivery, note }: Step): void {
    const { state, attempt, updatedAt: at, reason, modem = "" } = delivery;
    if (before.state === "queued" && state === "sending") {
      this.attempts.push({ modem, startedAt: at });
      this.note({ what: "attempt", at, attempt, modem });
    } else if (before.state === "sending" && attempt < before.attempt) {
      this.attempts.pop();
      this.#diary.pop();
    } else if (before.state === "sending" && state !== "sending") {
      Object.assign(this.attempts.at(-1) ?? {}, {
        outcome: state,
        endedAt: at,
      });
      this.note({ what: "ended", at, attempt, outcome: state, reason });
    }
    if (note?.what === "putOff") this.#putOff(at, note);
    else if (note !== undefined) this.note({ what: note.what, at });
    this.#writeFate(before, delivery);
  }

  #putOff(at: number, { reason, until = 0 }: Note): void {
    const last = this.#diary.at(-1);
    const again = last?.what === "putOff" && last.reason === reason;
    if (again) this.#diary.pop();
    this.note({ what: "putOff", at: again ? last.at : at, until, reason });
  }

  #writeFate(before: Delivery, delivery: Delivery): void {
    const { state, reason, updatedAt: at } = delivery;
    const ends = ["delivered", "failed", "expired", "cancelled", "merged"];
    const told = before.state === "sending" && state === "failed";
    if (before.state === state || told || !ends.includes(state)) return;
    const into = state === "merged" ? { mergedInto: delivery.into } : {};
    this.note({ what: "fate", at, state, reason, ...into });
  }

  /** Writes down a report on one of its segments, and tells how that stood. */
  book(
    number: number,
    report: DeliveryReport,
  ): "unanswered" | "open" | "closed" {
    const { outcome, reason, receivedAt: at, reference } = report;
    const before = this.segments.get(number);
    if (before === undefined) throw new Error("No such segment");
    const inDoubt = before.acknowledgedAt === undefined;
    const segment = inDoubt
      ? { ...before, acknowledgedAt: at, reference }
      : before;
    this.segments.set(number, segment);
    const known = before.report;
    const closed = known !== undefined && known !== "trying";
    const same = known === outcome &&
      (closed || before.reportReason === reason);
    if (same) return closed ? "closed" : "open";
    const said = { ...segment, report: outcome, reportAt: at };
    if (closed) this.#supersede(number, { ...said, reportReason: reason });
    else {
      if (known !== undefined) this.#supersede(number, before);
      this.segments.set(number, { ...said, reportReason: reason });
    }
    if (closed) return "closed";
    return inDoubt ? "unanswered" : "open";
  }

  #supersede(number: number, segment: Segment): void {
    for (const entry of reportsOf({ number, ...segment })) {
      const key = (it: HistoryEntry) => JSON.stringify({ ...it, at: 0 });
      const known = this.#superseded.some((it) => key(it) === key(entry));
      if (!known) this.#superseded.push(entry);
    }
  }

  /** What happened in its order, but for segments. */
  get diary(): readonly HistoryEntry[] {
    return this.#diary;
  }

  /** What became of its segments, in no order. */
  get traces(): readonly HistoryEntry[] {
    const all = [
      ...this.past,
      ...[...this.segments].map(([number, it]) => ({ number, ...it })),
    ];
    return [...all.flatMap(traceOf), ...this.#superseded];
  }
}

function traceOf(segment: Past): readonly HistoryEntry[] {
  const { attempt, number, modem, startedAt, acknowledgedAt: at, reference } =
    segment;
  const of = { attempt, number, modem };
  return [
    { what: "begun", at: startedAt, ...of },
    ...(at === undefined || reference === undefined
      ? []
      : [{ what: "acknowledged", at, reference, ...of } as const]),
    ...reportsOf(segment),
  ];
}

function reportsOf(
  { attempt, number, modem, report, reportAt = 0, reportReason = "" }: Past,
): readonly HistoryEntry[] {
  if (report === undefined) return [];
  const of = { attempt, number, modem };
  return [
    {
      ...{ what: "reported", at: reportAt, ...of },
      ...{ outcome: report, reason: reportReason },
    } as const,
  ];
}
