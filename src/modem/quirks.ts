import type { ErrorFamily } from "./vendor_errors_table.ts";

/**
 * How a modem departs from the specifications: every switch that `quirks_table.ts` and the config can turn. Times are in
 * milliseconds; `quirk_switches.ts` says each one in words.
 */
export interface Quirks {
  readonly errors: ErrorFamily;
  readonly init: readonly string[];
  readonly commandGapMs: number;
  readonly lineEndFirst: boolean;
  readonly wakeUp: boolean;
  readonly iccid: string;
  readonly pinTries: string;
  readonly pinSettleMs: number;
  readonly pinPauseMs: number;
  readonly radioSettleMs: number;
  readonly radioCycle: boolean;
  readonly resetProfile: string;
  readonly storageWalk: readonly string[];
  readonly storageParameters: number;
  readonly reportRouting: "direct" | "stored";
  readonly cnmiBuffer: number;
  readonly acknowledges: boolean;
  readonly deletesTogether: boolean;
  readonly linkHold: boolean;
  readonly promptTimeoutMs: number;
  readonly pduDelayMs: number;
  readonly pduChunk: number;
  readonly answerTimeoutMs: number;
  readonly rtsCts: boolean;
}

/** What an operator is told on top, where what goes wrong looks like this. */
export interface QuirkAdvice {
  /** Against the sentence that says what is wrong. */
  readonly on: RegExp;
  /** What to do about it; goes on from that sentence. */
  readonly text: string;
}

/** One departure of one make. */
export interface QuirkRow {
  /** What log and documentation call it; unique. */
  readonly name: string;
  /** Either is enough. */
  readonly match: {
    /** Against manufacturer and model, one space between. */
    readonly names: RegExp;
    /** Beginnings of "vendor:product" in hex. */
    readonly usb?: readonly string[];
  };
  /** What the modem does, for people. */
  readonly does: string;
  readonly switches: Partial<Quirks>;
  readonly advice?: QuirkAdvice;
  /** Who reported or documents it. */
  readonly source: string;
  /** The file in `tests/modems`, without ".at", that cannot be played without this row. */
  readonly transcript: string;
}

/** What a modem is known by. */
export interface QuirkFacts {
  readonly manufacturer?: string;
  readonly model?: string;
  /** "12d1:1446"; absent where the port is none of USB's, or not listed. */
  readonly usbId?: string;
}

/** A modem that nobody has complained of. */
export const plainQuirks: Quirks = {
  errors: "other",
  init: [],
  commandGapMs: 0,
  lineEndFirst: false,
  wakeUp: false,
  iccid: "AT+CCID",
  pinTries: "AT+CPINR",
  pinSettleMs: 1_000,
  pinPauseMs: 0,
  radioSettleMs: 0,
  radioCycle: true,
  resetProfile: "",
  storageWalk: [],
  storageParameters: 3,
  reportRouting: "direct",
  cnmiBuffer: 0,
  acknowledges: true,
  deletesTogether: false,
  linkHold: true,
  // Huawei and slow links take many seconds; 5 s is known to be too short.
  promptTimeoutMs: 30_000,
  pduDelayMs: 0,
  pduChunk: 0,
  // Shorter waits have sent messages twice.
  answerTimeoutMs: 120_000,
  rtsCts: false,
};

/** The rows that are about this modem, in the table's order. */
export function matchingRows(
  { manufacturer = "", model = "", usbId = "" }: QuirkFacts,
  rows: readonly QuirkRow[],
): readonly QuirkRow[] {
  const name = `${manufacturer} ${model}`;
  const id = usbId.toLowerCase();
  return rows.filter(({ match: { names, usb = [] } }) =>
    names.test(name) || usb.some((it) => id.startsWith(it))
  );
}

/**
 * Their switches together: later rows overrule earlier ones, commands of `init` add up. `chosen`, the operator's, wins over
 * all.
 */
export function combine(
  rows: readonly QuirkRow[],
  chosen: Partial<Quirks> = {},
): Quirks {
  const combined = rows.reduce((all: Quirks, { switches }) => ({
    ...all,
    ...switches,
    init: [...all.init, ...switches.init ?? []],
  }), plainQuirks);
  return { ...combined, ...chosen };
}

/** The sentence, with what the rows have to say about it. */
export function advise(reason: string, rows: readonly QuirkRow[]): string {
  const advice = adviceOn(reason, rows);
  return advice === undefined ? reason : `${reason}; ${advice}`;
}

/** What the rows have to say about a sentence. */
export function adviceOn(
  reason: string,
  rows: readonly QuirkRow[],
): string | undefined {
  return rows.find(({ advice }) => advice?.on.test(reason))?.advice?.text;
}
