import type { AlarmBook } from "./book.ts";
import type { Observation } from "./observation.ts";

/** What is looked at besides modems; wall milliseconds and bytes. */
export interface HouseLook {
  readonly now: number;
  /** How many SMS wait. */
  readonly waiting: number;
  /** When the SMS that has waited longest was due; also a future moment. */
  readonly oldestDueAt: number | undefined;
  /** Older than this is too old. */
  readonly queueAfterMs: number;
  /** Whether the modems rest by their owner's own wish, so that what waits is nobody's fault. */
  readonly resting: boolean;
  /** Bytes that are free where the queue is; undefined where nobody can tell. */
  readonly freeBytes: number | undefined;
  /** Less than this is too little. */
  readonly leastFreeBytes: number;
  /** The last trouble with the database, if that was not long ago, and since when there is some. */
  readonly trouble:
    | { readonly text: string; readonly since: number }
    | undefined;
  /** What the breaker of the storm control last said; undefined: nothing. */
  readonly breaker:
    | { readonly open: boolean; readonly text: string }
    | undefined;
}

/** What the queue, its disk, its database and the breaker are like. */
export function houseLooks(look: HouseLook): readonly Observation[] {
  return [
    queueLook(look),
    diskLook(look),
    databaseLook(look),
    breakerLook(look),
  ];
}

function queueLook(look: HouseLook): Observation {
  const key = "queue";
  const { now, oldestDueAt = now, queueAfterMs, resting, waiting } = look;
  const ageMs = now - oldestDueAt;
  if (ageMs < queueAfterMs) {
    return { kind: "well", key, text: "The queue moves again", waiting };
  }
  if (resting) return { kind: "unknown", key };
  const text = `An SMS has waited for ${
    durationText(ageMs)
  }, and ${waiting} wait`;
  const since = oldestDueAt;
  return { kind: "wrong", key, condition: "queue", text, since, waiting };
}

/** A disk at its limit shall not be well and full in turns. */
const roomier = 1.1;

function diskLook(
  { freeBytes, leastFreeBytes }: HouseLook,
): Observation {
  const key = "disk";
  if (freeBytes === undefined) return { kind: "unknown", key };
  const free = sizeText(freeBytes);
  if (freeBytes < leastFreeBytes) {
    const text =
      `Only ${free} are free on the disk of the queue: make room, or mails will be refused`;
    return { kind: "wrong", key, condition: "disk", text };
  }
  if (freeBytes < leastFreeBytes * roomier) return { kind: "unknown", key };
  const text = `The disk of the queue has room again (${free} are free)`;
  return { kind: "well", key, text, waiting: 0 };
}

function databaseLook({ trouble }: HouseLook): Observation {
  const key = "database";
  const text = "The database works again";
  return trouble === undefined
    ? { kind: "well", key, text, waiting: 0 }
    : { ...trouble, kind: "wrong", key, condition: "database" };
}

function breakerLook({ breaker }: HouseLook): Observation {
  const key = "breaker";
  if (breaker === undefined) return { kind: "unknown", key };
  const { open, text } = breaker;
  // "… after 32 seconds" goes on behind it.
  const well = "SMS leave again: the breaker is closed";
  return open
    ? { kind: "wrong", key, condition: "breaker", text }
    : { kind: "well", key, text: well, waiting: 0 };
}

/** Closes what nothing is said of any more: the alarms of modems that are not in the config, or were not found again. */
export function goneLooks(
  book: AlarmBook,
  observations: readonly Observation[],
): readonly Observation[] {
  const seen = new Set(observations.map((it) => it.key));
  return [...book.keys()].filter((key) => !seen.has(key)).map((key) => {
    const [, name = ""] = key.split(/:(.*)/s);
    const text = name === ""
      ? "This is not watched any more"
      : `Modem ${name} is not here any more`;
    return { kind: "gone", key, text };
  });
}

/** "12 minutes", "3 hours", "2 days": the largest unit of which there are two, rounded down. */
export function durationText(ms: number): string {
  const [count, unit] =
    units.map(([unit, unitMs]) => [Math.floor(ms / unitMs), unit] as const)
      .find(([count, unit]) => count >= 2 || unit === "second") ??
      [0, "second"];
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** "180 MB", "1.2 GB", in steps of a thousand as `[smtp] max_size` counts. */
export function sizeText(bytes: number): string {
  return bytes >= 1e9
    ? `${(bytes / 1e9).toFixed(1)} GB`
    : `${Math.floor(bytes / 1e6)} MB`;
}
