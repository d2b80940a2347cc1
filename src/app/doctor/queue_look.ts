import type { QueueInspection } from "../../queue/mod.ts";
import { amiss, type Finding, fine } from "./finding.ts";

/** Where the queue lies, and how its disk is. */
export interface QueueFacts {
  readonly path: string;
  readonly file: QueueInspection;
  /** Its folder: `missing`, or whether this user can write there; undefined where a cellpost runs, which can. */
  readonly folder: "writable" | "denied" | "missing" | undefined;
  /** Undefined where the system does not say. */
  readonly freeBytes: number | undefined;
  /** Less than this is too little. */
  readonly leastBytes: number;
}

const area = "Queue";

/** Looks at the queue's file, its folder and its disk. */
export function lookAtQueue(facts: QueueFacts): readonly Finding[] {
  return [
    ...lookAtFolder(facts),
    ...lookAtFile(facts),
    ...lookAtSpace(facts),
  ];
}

function lookAtFolder({ folder, path }: QueueFacts): readonly Finding[] {
  switch (folder) {
    case undefined:
    case "writable":
      return [];
    case "missing":
      return [
        amiss(area, "critical", {
          text: `There is no folder for ${path}`,
          advice: "make it, or set [queue] path",
        }),
      ];
    case "denied":
      return [
        amiss(area, "critical", {
          text: `This user cannot write where ${path} is`,
          advice:
            "run this as the user whom cellpost runs as, or give that one the folder (chown)",
        }),
      ];
    default:
      return folder satisfies never;
  }
}

function lookAtFile({ file, path }: QueueFacts): readonly Finding[] {
  switch (file.kind) {
    case "none":
      return [fine(area, `${path} is made when cellpost starts`)];
    case "readable":
      return file.checked
        ? [fine(area, `${path} is whole, ${sizeText(file.bytes)}`)]
        : [
          amiss(area, "hint", {
            text: `${path} is too large to be read whole: ${
              sizeText(file.bytes)
            }`,
            advice:
              'ask SQLite in a quiet hour: sqlite3 FILE "PRAGMA quick_check"; [queue] keep_for makes it smaller',
          }),
        ];
    case "damaged":
      return [
        amiss(area, "critical", {
          text: `${path} is damaged: ${file.reason}`,
          advice:
            "stop cellpost, copy the file, look at the disk, and put a backup in its place",
        }),
      ];
    case "unreadable":
      return [
        amiss(area, "warning", {
          text: `${path} cannot be read: ${file.reason}`,
          advice: "run this as the user whom cellpost runs as, or as root",
        }),
      ];
    default:
      return file satisfies never;
  }
}

function lookAtSpace(
  { freeBytes, leastBytes }: QueueFacts,
): readonly Finding[] {
  if (freeBytes === undefined) return [];
  if (freeBytes >= leastBytes) {
    return [fine(area, `${sizeText(freeBytes)} are free on its disk`)];
  }
  return [
    amiss(area, freeBytes < leastBytes / 10 ? "critical" : "warning", {
      text: `Only ${sizeText(freeBytes)} are free on its disk`,
      advice: "make space: a full disk refuses mails",
    }),
  ];
}

/** A size as people read it. */
export function sizeText(bytes: number): string {
  const steps = [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]] as const;
  const step = steps.find(([size]) => bytes >= size);
  if (step === undefined) return `${bytes} bytes`;
  const [size, unit] = step;
  const value = bytes / size;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
