import type { InboxView, MessageView } from "../../desk/mod.ts";

/** One test SMS, and what is expected of it. Times are wall milliseconds. */
export interface LoopPlan {
  /** What no other message has in it. */
  readonly token: string;
  readonly startedAt: number;
  /** By which way it goes into the queue, in words. */
  readonly entrance: string;
  /** Whether a status report was asked for. */
  readonly awaitsReport: boolean;
  /** Whether it should come back. */
  readonly awaitsReturn: boolean;
  /** How long each step may take from the one before, milliseconds. */
  readonly patienceMs: number;
}

/** What is known of it by now. */
export interface Seen {
  readonly message: MessageView | undefined;
  /** The newest first. */
  readonly inbox: readonly InboxView[];
  readonly now: number;
}

/** The steps of the loop, in their order. */
export const stepNames = ["accepted", "sent", "delivered", "received"] as const;

/** How one step stands. */
export interface LoopStep {
  readonly name: typeof stepNames[number];
  /** `skipped`: it is not awaited; `missing`: it did not come in time; `failed`: it will not come. */
  readonly kind: "done" | "waiting" | "skipped" | "missing" | "failed";
  /** From the start, milliseconds; of steps that are done. */
  readonly afterMs?: number;
  /** One line: by whom, or why not and what to do. */
  readonly text: string;
}

/** How the loop stands, step by step. */
export function stepsOf(plan: LoopPlan, seen: Seen): readonly LoopStep[] {
  const accepted = acceptedStep(plan, seen);
  const sent = sentStep(plan, seen, accepted);
  return [
    accepted,
    sent,
    reportStep(plan, seen, sent),
    returnStep(plan, seen, sent),
  ];
}

/** Whether nothing more will come. */
export function isOver(steps: readonly LoopStep[]): boolean {
  return steps.every(({ kind }) => kind !== "waiting");
}

/** Whether the loop works. A report that did not come is no failure: some networks give none. */
export function hasPassed(steps: readonly LoopStep[]): boolean {
  return steps.every(({ kind, name }) =>
    kind === "done" || kind === "skipped" ||
    kind === "missing" && name === "delivered"
  );
}

/** How long the whole loop took, milliseconds. */
export function totalMs(steps: readonly LoopStep[]): number {
  return Math.max(0, ...steps.map(({ afterMs = 0 }) => afterMs));
}

function acceptedStep(
  { entrance, patienceMs, startedAt }: LoopPlan,
  { message, now }: Seen,
): LoopStep {
  const name = "accepted";
  if (message !== undefined) {
    const { id, acceptedAt } = message;
    const afterMs = Math.max(0, acceptedAt - startedAt);
    return { name, kind: "done", afterMs, text: `as ${id}, ${entrance}` };
  }
  if (now - startedAt < patienceMs) return waiting(name, entrance);
  const text = `not in the queue within ${
    seconds(patienceMs)
  }, though it was taken ${entrance}: does another cellpost listen there?`;
  return { name, kind: "missing", text };
}

function sentStep(
  { patienceMs, startedAt }: LoopPlan,
  { message, now }: Seen,
  accepted: LoopStep,
): LoopStep {
  const name = "sent";
  if (accepted.kind !== "done") return following(name, accepted);
  const [delivery] = message?.deliveries ?? [];
  const { state = "queued", reason = "", modem = "" } = delivery ?? {};
  const times = delivery?.segments.map((it) => it.acknowledgedAt) ?? [];
  const last = times.at(-1);
  if (last !== undefined && times.every((it) => it !== undefined)) {
    const references = delivery?.segments.map((it) => it.reference).join(", ");
    const text = `by ${modem}, reference ${references}`;
    return { name, kind: "done", afterMs: Math.max(0, last - startedAt), text };
  }
  if (ended.has(state)) {
    return { name, kind: "failed", text: reasoned(state, reason) };
  }
  if (now - startedAt - (accepted.afterMs ?? 0) < patienceMs) {
    return waiting(name, reasoned(state, reason));
  }
  const text = `not within ${seconds(patienceMs)}, it is ${
    reasoned(state, reason)
  }; "cellpost modems" tells why, "cellpost queue show ${message?.id}" what becomes of it`;
  return { name, kind: "missing", text };
}

/** States that lead to no SMS any more. */
const ended: ReadonlySet<string> = new Set([
  ...["failed", "expired", "cancelled", "merged", "held"],
]);

function reportStep(
  { awaitsReport, patienceMs, startedAt }: LoopPlan,
  { message, now }: Seen,
  sent: LoopStep,
): LoopStep {
  const name = "delivered";
  if (!awaitsReport) {
    const text = "not asked for, by [message] status_report = false";
    return { name, kind: "skipped", text };
  }
  if (sent.kind !== "done") return following(name, sent);
  const [delivery] = message?.deliveries ?? [];
  if (delivery?.state === "delivered") {
    const afterMs = Math.max(0, delivery.updatedAt - startedAt);
    return { name, kind: "done", afterMs, text: "the phone received it" };
  }
  if (delivery?.state === "failed") {
    const text =
      `the network reports that it did not arrive: ${delivery.reason}`;
    return { name, kind: "failed", text };
  }
  if (now - startedAt - (sent.afterMs ?? 0) < patienceMs) {
    return waiting(name, "the network's report is awaited");
  }
  const text = `no report within ${
    seconds(patienceMs)
  }: the network gives none (then set [message] status_report = false), or it is slow`;
  return { name, kind: "missing", text };
}

function returnStep(
  { awaitsReturn, patienceMs, startedAt, token }: LoopPlan,
  { inbox, message, now }: Seen,
  sent: LoopStep,
): LoopStep {
  const name = "received";
  const words = message?.message.text ?? token;
  const item = inbox.find((it) =>
    it.kind === "sms" && (it.text.includes(token) || it.text === words)
  );
  if (item?.kind === "sms") {
    const afterMs = Math.max(0, item.receivedAt - startedAt);
    return { name, kind: "done", afterMs, text: `by ${item.modem}` };
  }
  if (!awaitsReturn) {
    return { name, kind: "skipped", text: "not awaited, by --one-way" };
  }
  if (sent.kind !== "done") return following(name, sent);
  if (now - startedAt - (sent.afterMs ?? 0) < patienceMs) {
    return waiting(name, "it is on its way back");
  }
  const text = `not back within ${
    seconds(patienceMs)
  }: the number may be another phone's, the SIM's memory full, or the modem keeps what it receives to itself; "cellpost modems" shows number and storage`;
  return { name, kind: "missing", text };
}

function waiting(name: LoopStep["name"], text: string): LoopStep {
  return { name, kind: "waiting", text };
}

/** What waits for a step that waits too, or is skipped when that will not come. */
function following(name: LoopStep["name"], before: LoopStep): LoopStep {
  return before.kind === "waiting"
    ? { name, kind: "waiting", text: "" }
    : { name, kind: "skipped", text: `it was not ${before.name}` };
}

function reasoned(state: string, reason: string): string {
  return reason === "" ? state : `${state}: ${reason}`;
}

/** A time as it is shown: "17 ms", "2.4 s", "120 s". */
export function seconds(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const text = (ms / 1000).toFixed(1);
  return `${text.replace(/\.0$/, "")} s`;
}
