import type { DeliveryState } from "../model/mod.ts";
import type { DeliveryReport } from "./store.ts";

/** A segment of the model. */
export interface Segment {
  readonly attempt: number;
  readonly modem: string;
  readonly startedAt: number;
  readonly acknowledgedAt?: number;
  readonly reference?: number;
  readonly report?: DeliveryReport["outcome"];
  readonly reportAt?: number;
  readonly reportReason?: string;
}

/** An attempt of the model; it runs while it has no end. */
export interface AttemptOfModel {
  readonly modem: string;
  readonly startedAt: number;
  endedAt?: number;
  outcome?: DeliveryState;
}

/** By how much the clocks of the network and of this machine may differ. */
export const clocksDifferMs = 120_000;
const zonesDifferMs = 86_400_000;

interface Sending {
  readonly segments: Map<number, Segment>;
}

/** The numbers of the acknowledged segments, in order. */
export function acknowledged(it: Sending): readonly number[] {
  return [...it.segments].filter(([, segment]) =>
    segment.acknowledgedAt !== undefined
  ).map(([number]) => number).toSorted((a, b) => a - b);
}

/** Whether no final report has spoken of it. */
export function isOpen({ report }: Segment): boolean {
  return report === undefined || report === "trying";
}

/** Which of the acknowledged segments a report speaks of. */
export function meant<T extends Candidate>(
  candidates: readonly T[],
  report: DeliveryReport,
): T | undefined {
  const newestFirst = candidates.toSorted((a, b) =>
    b.at - a.at || b.delivery.id - a.delivery.id || b.number - a.number
  );
  const from = (least: number) =>
    newestFirst.filter((it) => likelihood(it.segment, report) >= least);
  const [agreeing, likely] = [from(2), from(1)];
  const after = agreeing[0]?.at ?? -1;
  return firstOpen(agreeing) ??
    firstOpen(likely.filter(({ at }) => at > after)) ?? agreeing[0] ??
    firstOpen(newestFirst) ??
    (report.sentAt === undefined ? newestFirst[0] : undefined);
}

interface Candidate {
  readonly delivery: { readonly id: number };
  readonly number: number;
  readonly segment: Segment;
  /** When it was acknowledged. */
  readonly at: number;
}

function firstOpen<T extends { readonly segment: Segment }>(
  segments: readonly T[],
): T | undefined {
  return segments.find(({ segment }) => isOpen(segment));
}

/** How well the times of an acknowledged segment and of a report agree. */
function likelihood(
  { startedAt, acknowledgedAt = 0 }: Segment,
  { sentAt }: DeliveryReport,
): number {
  if (sentAt === undefined) return 0;
  const agrees = startedAt <= sentAt + clocksDifferMs &&
    acknowledgedAt >= sentAt - clocksDifferMs;
  return agrees ? 2 : Number(startedAt <= sentAt + zonesDifferMs);
}

/** Whether a report may be of a segment in doubt, by whatever clock that was begun. */
export function mayBeMeant(
  { startedAt }: Pick<Segment, "startedAt">,
  { receivedAt, sentAt = 0 }: DeliveryReport,
): boolean {
  return startedAt <= Math.min(receivedAt, sentAt + clocksDifferMs) ||
    startedAt > receivedAt;
}

/** Whether a segment was in its modem when the network had what a report is of. */
export function wasOnTheWay(
  { startedAt }: Segment,
  { notBefore, receivedAt, sentAt = 0 }: DeliveryReport,
): boolean {
  return startedAt <= Math.min(receivedAt, sentAt + clocksDifferMs) &&
    startedAt >= Math.max(notBefore, sentAt - clocksDifferMs - 600_000);
}

/** Whether a report may be of an attempt of which nothing is on record any more. */
export function mayBeForgotten(
  delivery: {
    readonly attempts: readonly AttemptOfModel[];
    readonly segments: ReadonlyMap<number, Segment>;
    readonly possibleDuplicate: boolean;
  },
  report: DeliveryReport,
): boolean {
  const { modem, sentAt = 0 } = report;
  const attempts = delivery.attempts.filter((it) =>
    it.outcome === "uncertain" ||
    it.outcome === "queued" && delivery.possibleDuplicate
  );
  return attempts.some(({ modem: by, startedAt, endedAt = 0 }) =>
    by === modem && mayBeMeant({ startedAt }, report) &&
    endedAt >= sentAt - zonesDifferMs &&
    ![...delivery.segments.values()].some((segment) =>
      segment.startedAt >= startedAt && segment.startedAt <= endedAt &&
      (segment.acknowledgedAt ?? -1) >= endedAt
    )
  );
}
