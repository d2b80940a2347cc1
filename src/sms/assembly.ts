import { textOfSeptets } from "./gsm7.ts";
import { charsetOf } from "./national_language.ts";
import { textOfUtf16 } from "./ucs2.ts";
import type { UserData } from "./user_data.ts";
import {
  concatenationOf,
  isForApplication,
  nationalShiftOf,
} from "./user_data_header.ts";

/** The text of one message or segment; "" for data that is no text for people: octets, or words for an application. */
export function textOf(userData: UserData): string {
  return joinSegments([userData]);
}

/**
 * The text of a message from its segments, put in order by their sequence numbers. Units are joined first and read
 * then, because some senders split an escape or a surrogate pair between two segments.
 */
export function joinSegments(segments: readonly UserData[]): string {
  let text = "";
  for (const run of runsOf(segments.toSorted(bySequence))) {
    text += textOfRun(run);
  }
  return text;
}

function bySequence(left: UserData, right: UserData): number {
  return sequenceOf(left) - sequenceOf(right);
}

function sequenceOf({ elements }: UserData): number {
  return concatenationOf(elements)?.sequence ?? 0;
}

/** Neighbours that are written alike: units of different alphabets cannot be joined. */
function runsOf(segments: readonly UserData[]): readonly UserData[] {
  const runs: UserData[] = [];
  for (const segment of segments) {
    const run = runs.at(-1);
    if (run && writingOf(run) === writingOf(segment)) {
      const units = Uint16Array.of(...run.units, ...segment.units);
      runs.splice(-1, 1, { ...run, units });
    } else runs.push(segment);
  }
  return runs;
}

function writingOf({ alphabet, elements }: UserData): string {
  const { locking, single } = nationalShiftOf(elements);
  const whose = isForApplication(elements) ? "application" : "owner";
  const tables = alphabet === "gsm7" ? `${locking}/${single}` : "";
  return `${whose} ${alphabet} ${tables}`;
}

function textOfRun({ alphabet, elements, units }: UserData): string {
  if (isForApplication(elements)) return "";
  switch (alphabet) {
    case "gsm7":
      return textOfSeptets(units, charsetOf(nationalShiftOf(elements)));
    case "ucs2":
      return textOfUtf16(units);
    case "data":
      return "";
    default:
      return alphabet satisfies never;
  }
}
