import {
  type HistoryEntry,
  isFinal,
  type MessageId,
  type ReportOutcome,
} from "../model/mod.ts";
import type { NotedHappening } from "./happenings.ts";
import type { AttemptRecord, DeliveryRecord } from "./store.ts";

/** A segment as it was, or is, on record. */
export interface SegmentTrace {
  readonly attempt: number;
  readonly number: number;
  readonly modem: string;
  readonly begunAt: number;
  readonly acknowledged:
    | { readonly at: number; readonly reference: number }
    | undefined;
  readonly report:
    | {
      readonly at: number;
      readonly outcome: ReportOutcome;
      readonly reason: string;
    }
    | undefined;
}

/** All that is on record of one delivery. */
export interface Traces {
  readonly record: DeliveryRecord;
  readonly attempts: readonly AttemptRecord[];
  /** Those that count and those that count no more. */
  readonly segments: readonly SegmentTrace[];
  readonly happenings: readonly NotedHappening[];
  /** What was merged into it. */
  readonly serves: readonly MessageId[];
}

/**
 * What happened to a delivery, in its order. The order is that of its attempts and not of the clock, which may have been set back in
 * between; only answers and reports, which come when they like, stand where their time puts them.
 */
export function historyOf(traces: Traces): readonly HistoryEntry[] {
  const entries = backbone(traces);
  for (const segment of inOrder(traces.segments)) {
    let after = entries.findIndex((it) =>
      it.what === "begun" && isOf(it, segment)
    );
    for (const answer of answersTo(segment, traces.happenings)) {
      after = placeAfter(entries, after, answer);
    }
  }
  return entries;
}

function backbone(traces: Traces): HistoryEntry[] {
  const { record, attempts, segments, serves } = traces;
  const { acceptedAt: at, wishes } = record;
  const sendAt = wishes?.sendAt;
  return [
    { what: "accepted", at, ...(sendAt === undefined ? {} : { sendAt }) },
    ...(serves.length === 0
      ? []
      : [{ what: "serves", at, messages: serves } as const]),
    ...between(traces, 0),
    ...attempts.flatMap((it) => [
      ...attemptEntries(it, segments),
      ...between(traces, it.attempt),
    ]),
    ...fate(traces),
    ...traces.happenings.flatMap(sentAgain),
  ];
}

function attemptEntries(
  record: AttemptRecord,
  segments: readonly SegmentTrace[],
): readonly HistoryEntry[] {
  const { attempt, modem, startedAt, endedAt, outcome, reason } = record;
  const own = segments.filter((it) => it.attempt === attempt);
  return [
    { what: "attempt", at: startedAt, attempt, modem },
    ...inOrder(own).map(({ number, modem, begunAt: at }) =>
      ({ what: "begun", at, attempt, number, modem }) as const
    ),
    ...(endedAt === undefined || outcome === undefined
      ? []
      : [{ what: "ended", at: endedAt, attempt, outcome, reason } as const]),
  ];
}

function inOrder(segments: readonly SegmentTrace[]): readonly SegmentTrace[] {
  return segments.toSorted((a, b) =>
    a.attempt - b.attempt || a.number - b.number
  );
}

/** What happened between two attempts, or after the last. */
function between(
  { happenings }: Traces,
  attempt: number,
): readonly HistoryEntry[] {
  return happenings.filter((it) => it.attempt === attempt)
    .flatMap((it): readonly HistoryEntry[] => {
      const { what, at } = it;
      switch (what) {
        case "putOff": {
          const { reason, until } = it;
          const due = until === undefined ? {} : { until };
          return [{ what, at, reason, ...due }];
        }
        case "resent":
        case "held":
        case "released":
        case "hastened":
          return [{ what, at }];
        case "insteadOf":
          return [{ what, at, messageId: it.other }];
        case "sentAgain":
        case "reported":
          return [];
        default:
          return what satisfies never;
      }
    });
}

function fate({ record, attempts }: Traces): readonly HistoryEntry[] {
  const { state, reason, updatedAt: at, mergedInto } = record;
  const told = state === "failed" && attempts.at(-1)?.outcome === "failed";
  if (!isFinal(state) || told) return [];
  const into = mergedInto === undefined ? {} : { mergedInto };
  return [{ what: "fate", at, state, reason, ...into }];
}

function sentAgain(it: NotedHappening): readonly HistoryEntry[] {
  return it.what === "sentAgain"
    ? [{ what: "sentAgain", at: it.at, messageId: it.other }]
    : [];
}

/** The network's answer, then what was reported, in the order in which it came. */
function answersTo(
  segment: SegmentTrace,
  happenings: readonly NotedHappening[],
): readonly HistoryEntry[] {
  const { attempt, number, modem, acknowledged, report } = segment;
  const of = { attempt, number, modem };
  const reported = [
    ...happenings.flatMap((it) =>
      it.what === "reported" && it.attempt === attempt &&
        it.segment === number
        ? [it]
        : []
    ),
    ...(report === undefined ? [] : [report]),
  ].map(({ at, outcome, reason }) =>
    ({ what: "reported", at, ...of, outcome, reason }) as const
  ).toSorted((a, b) => a.at - b.at);
  return [
    ...(acknowledged === undefined
      ? []
      : [{ what: "acknowledged", ...acknowledged, ...of } as const]),
    ...reported,
  ];
}

/** Puts it before the next entry that is not older, and tells where. Of one moment, a report comes last but for what follows from it. */
function placeAfter(
  entries: HistoryEntry[],
  after: number,
  entry: HistoryEntry,
): number {
  const passes = (next: HistoryEntry | undefined) =>
    next !== undefined &&
    (next.at < entry.at ||
      (next.at === entry.at && entry.what === "reported" &&
        next.what !== "fate"));
  let place = after + 1;
  while (passes(entries[place])) place += 1;
  entries.splice(place, 0, entry);
  return place;
}

function isOf(
  entry: { readonly attempt: number; readonly number: number },
  segment: SegmentTrace,
): boolean {
  return entry.attempt === segment.attempt && entry.number === segment.number;
}
