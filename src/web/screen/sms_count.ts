import { plainPunctuation, planSegments } from "../../sms/mod.ts";

/** What a text costs as an SMS. */
export interface SmsCount {
  /** As a person counts them: an emoji is one. */
  readonly characters: number;
  readonly segments: number;
  /** How many more units of the alphabet the last segment takes. */
  readonly left: number;
  readonly alphabet: "gsm7" | "ucs2";
  /** The first character that makes it UCS-2, and so less than half as roomy. */
  readonly culprit?: string | undefined;
}

/** The longest text that is divided: beyond it the count is only "too long", and no key press makes a browser think. */
const longest = 40_000;

/**
 * Counts a text as it will be sent by cellpost's defaults (joined by references of 8 bits, punctuation made plain where that
 * helps, no national tables); a config that says otherwise may need fewer or more.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const { segments, left } = smsCount("Pump 3 stopped");
 * assert.deepEqual([segments, left], [1, 146]);
 * ```
 */
export function smsCount(typed: string): SmsCount {
  const text = plainPunctuation(
    typed.slice(0, longest).replaceAll(/\r\n?/g, "\n").normalize("NFC"),
  );
  const plan = planSegments(text, { referenceBits: 8 });
  const { alphabet, segments } = plan;
  const last = segments.at(-1)?.units ?? 0;
  // TS 23.038 §5: 140 octets; TS 23.040 §9.2.3.24.1: 6 of them join segments.
  const capacity = segments.length === 1
    ? (alphabet === "gsm7" ? 160 : 70)
    : (alphabet === "gsm7" ? 153 : 67);
  return {
    characters: charactersIn(typed),
    segments: text === "" ? 0 : segments.length,
    left: capacity - last,
    alphabet: alphabet === "gsm7" ? "gsm7" : "ucs2",
    ...(alphabet === "gsm7" ? {} : { culprit: culpritOf(text) }),
  };
}

/** The count in a line: "14 characters · 1 SMS · 146 left". */
export function countInWords(count: SmsCount): string {
  const { characters, segments, left } = count;
  const many = `${characters} ${characters === 1 ? "character" : "characters"}`;
  if (segments === 0) return many;
  const parts = segments === 1 ? "1 SMS" : `${segments} SMS segments`;
  return `${many} · ${parts} · ${left} left`;
}

function charactersIn(text: string): number {
  let count = 0;
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  for (const _ of segmenter.segment(text.slice(0, longest))) count += 1;
  return count + Math.max(0, text.length - longest);
}

function culpritOf(text: string): string | undefined {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  for (const { segment } of segmenter.segment(text)) {
    const { alphabet } = planSegments(segment, { referenceBits: 8 });
    if (alphabet !== "gsm7") return segment;
  }
  return undefined;
}
