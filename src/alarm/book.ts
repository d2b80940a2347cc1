import type { AlarmRecord } from "../queue/mod.ts";
import type { Condition } from "../model/mod.ts";
import type { Observation } from "./observation.ts";

/** What is known of all conditions, by their keys; one that is well and was for long is not in it. */
export type AlarmBook = ReadonlyMap<string, AlarmRecord>;

/** When an owner is told. Times in milliseconds. */
export interface AlarmRules {
  /** How long a thing must be out of order before its owner is told. */
  readonly afterMs: (condition: Condition) => number;
  /** How long it must be well before he is told that; longer for one that comes and goes. */
  readonly clearAfterMs: number;
  /** How often he is told while it lasts; also how long one that was cleared is remembered. */
  readonly remindEveryMs: number;
}

/** By what a look is judged. */
export interface AlarmContext {
  readonly now: number;
  readonly rules: AlarmRules;
  /** Whether an SMS could leave now: one that cannot is not made before it can, lest it be stale when it arrives. */
  readonly canSend: boolean;
}

type Raised = Extract<AlarmRecord, { readonly phase: "raised" }>;

/** What follows from a look. */
export interface AlarmAction {
  /** `late`: only the SMS of one that was told already, because none could leave then. */
  readonly kind: "raised" | "reminder" | "late" | "cleared";
  /** As it stands in the book; as it stood, with `cleared`. */
  readonly record: Raised;
  /** What is wrong, or that it is well again. */
  readonly text: string;
  readonly sms: boolean;
}

/** The book after a look, and what follows. */
export interface AlarmStep {
  readonly book: AlarmBook;
  readonly actions: readonly AlarmAction[];
}

type Outcome = readonly [
  record: AlarmRecord | undefined,
  ...actions: readonly AlarmAction[],
];

/** How much longer than last time one that has come back must be well. */
const patience = 4;

/**
 * Takes in what one look says of one thing. Each alarm is told once, again after each `remindEveryMs` that it lasts, and once when it is
 * over. One that comes and goes is told ever more rarely, since it counts as over only after ever longer.
 */
export function step(
  book: AlarmBook,
  observation: Observation,
  context: AlarmContext,
): AlarmStep {
  const { key } = observation;
  const before = book.get(key);
  const [after, ...actions] = follow(before, observation, context);
  if (after === before) return { book, actions };
  const others = [...book].filter(([it]) => it !== key);
  const entries = after === undefined
    ? others
    : [...others, [key, after] as const];
  return { book: new Map(entries), actions };
}

function follow(
  record: AlarmRecord | undefined,
  observation: Observation,
  context: AlarmContext,
): Outcome {
  switch (observation.kind) {
    case "wrong":
      return wrong(record, observation, context);
    case "well":
      return well(record, observation, context);
    case "unknown":
      return [remembered(record, context)];
    case "gone":
      return record?.phase === "raised"
        ? [undefined, cleared(record, observation.text)]
        : [undefined];
    default:
      return observation satisfies never;
  }
}

type Wrong = Extract<Observation, { readonly kind: "wrong" }>;
type Well = Extract<Observation, { readonly kind: "well" }>;

function wrong(
  record: AlarmRecord | undefined,
  observation: Wrong,
  context: AlarmContext,
): Outcome {
  if (record?.phase === "raised") return goesOn(record, observation, context);
  const { key, condition, since = context.now } = observation;
  const pending: AlarmRecord = {
    key,
    condition,
    phase: "pending",
    since: record?.phase === "pending" ? record.since : since,
    calmSince: undefined,
    flaps: record?.flaps ?? 0,
  };
  if (context.now - pending.since < context.rules.afterMs(condition)) {
    const same = record?.phase === "pending" &&
      record.calmSince === undefined && record.condition === condition;
    return [same ? record : pending];
  }
  const raised: Raised = {
    ...pending,
    phase: "raised",
    toldAt: context.now,
    text: observation.text,
    waited: observation.waiting ?? 0,
    smsDue: !context.canSend,
    sms: undefined,
  };
  const { text } = observation;
  const sms = context.canSend;
  return [raised, { kind: "raised", record: raised, text, sms }];
}

function goesOn(
  record: Raised,
  { text, waiting = 0 }: Wrong,
  { now, rules, canSend: sms }: AlarmContext,
): Outcome {
  const isSame = record.calmSince === undefined && waiting <= record.waited;
  const waited = Math.max(record.waited, waiting);
  const restless: Raised = isSame
    ? record
    : { ...record, calmSince: undefined, waited };
  if (now - record.toldAt >= rules.remindEveryMs) {
    const told = { ...restless, text, toldAt: now, smsDue: !sms };
    return [told, { kind: "reminder", record: told, text, sms }];
  }
  if (!record.smsDue || !sms) return [restless];
  const told = { ...restless, text, smsDue: false };
  return [told, { kind: "late", record: told, text, sms }];
}

function well(
  record: AlarmRecord | undefined,
  observation: Well,
  context: AlarmContext,
): Outcome {
  if (record === undefined || record.phase === "cleared") {
    return [remembered(record, context)];
  }
  const { now } = context;
  const calm = record.calmSince === undefined
    ? calmed(record, observation.waiting, now)
    : record;
  if (now - (calm.calmSince ?? now) < calmMs(record.flaps, context.rules)) {
    return [calm];
  }
  const { key, condition, since, flaps } = calm;
  const quiet = { key, condition, since, clearedAt: now } as const;
  if (calm.phase === "raised") {
    const { text } = observation;
    const next = { ...quiet, phase: "cleared", flaps: flaps + 1 } as const;
    return [next, cleared(calm, text)];
  }
  return flaps === 0 ? [undefined] : [{ ...quiet, phase: "cleared", flaps }];
}

function calmed(
  record: Exclude<AlarmRecord, { readonly phase: "cleared" }>,
  waiting: number,
  now: number,
) {
  return record.phase === "raised"
    ? { ...record, calmSince: now, waited: Math.max(record.waited, waiting) }
    : { ...record, calmSince: now };
}

// Also where no SMS can leave now: one of a condition waits at most.
function cleared(record: Raised, text: string): AlarmAction {
  return { kind: "cleared", record, text, sms: true };
}

/** One that was cleared long enough ago is as one that never was. */
function remembered(
  record: AlarmRecord | undefined,
  { now, rules }: AlarmContext,
): AlarmRecord | undefined {
  const isOver = record?.phase === "cleared" &&
    now - record.clearedAt >= rules.remindEveryMs;
  return isOver ? undefined : record;
}

/** How long a thing that has come back so often must be well. */
export function calmMs(flaps: number, rules: AlarmRules): number {
  const { clearAfterMs, remindEveryMs } = rules;
  const longest = Math.max(clearAfterMs, remindEveryMs);
  return Math.min(clearAfterMs * patience ** flaps, longest);
}

/** Takes in a whole look, in its order. */
export function stepAll(
  book: AlarmBook,
  observations: readonly Observation[],
  context: AlarmContext,
): AlarmStep {
  return observations.reduce<AlarmStep>((before, observation) => {
    const after = step(before.book, observation, context);
    return { ...after, actions: [...before.actions, ...after.actions] };
  }, { book, actions: [] });
}

/** The book on a wall clock that was set forward by `ms`, or back: what lasted so long has lasted no longer by that. */
export function shifted(book: AlarmBook, ms: number): AlarmBook {
  return mapTimes(book, (at) => at + ms);
}

/** The book of an earlier run, on a clock that may have been set back since. */
export function notAhead(book: AlarmBook, now: number): AlarmBook {
  return mapTimes(book, (at) => Math.min(at, now));
}

function mapTimes(book: AlarmBook, move: (at: number) => number): AlarmBook {
  return new Map(
    [...book].map(([key, record]) => [key, withTimes(record, move)]),
  );
}

function withTimes(
  record: AlarmRecord,
  move: (at: number) => number,
): AlarmRecord {
  const since = move(record.since);
  if (record.phase === "cleared") {
    return { ...record, since, clearedAt: move(record.clearedAt) };
  }
  const calmSince = record.calmSince === undefined
    ? undefined
    : move(record.calmSince);
  return record.phase === "pending"
    ? { ...record, since, calmSince }
    : { ...record, since, calmSince, toldAt: move(record.toldAt) };
}

/**
 * What a commit has to write: records that are not the same in the book before, and keys that are no longer there. That more SMS wait is
 * not worth a commit by itself.
 */
export function differences(
  before: AlarmBook,
  after: AlarmBook,
): {
  readonly kept: readonly AlarmRecord[];
  readonly forgotten: readonly string[];
} {
  return {
    kept: [...after.values()].filter((it) =>
      !isSameButWaiting(before.get(it.key), it)
    ),
    forgotten: [...before.keys()].filter((key) => !after.has(key)),
  };
}

function isSameButWaiting(
  before: AlarmRecord | undefined,
  after: AlarmRecord,
): boolean {
  if (before === after) return true;
  if (before?.phase !== "raised" || after.phase !== "raised") return false;
  return JSON.stringify({ ...before, waited: 0 }) ===
    JSON.stringify({ ...after, waited: 0 });
}
