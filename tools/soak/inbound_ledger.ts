/** Holds the inbox against what people sent to the modems and the network handed over. */
import type { StoredSms } from "../../tests/interop/support/dead_queue.ts";
import { inboundMark, type LogLine } from "./log.ts";

/** What must not be; each list holds marks of SMS. */
export interface InboundViolations {
  /** A segment was never taken by the modem, although nothing was wrong with it any more. */
  readonly notHanded: readonly string[];
  /** Handed over whole, and not in the inbox. */
  readonly notReceived: readonly string[];
  /** In the inbox more than once. */
  readonly receivedTwice: readonly string[];
  /** In the inbox with other words, from somebody else, or with segments missing. */
  readonly receivedGarbled: readonly string[];
  /** In the inbox, and never handed over whole. */
  readonly receivedForNothing: readonly string[];
}

/** What came in. */
export interface InboundLedger {
  readonly violations: InboundViolations;
  /** SMS that were handed over whole. */
  readonly handed: number;
  /** Segments that were handed over more than once. */
  readonly repeated: number;
}

type Sent = Extract<LogLine, { readonly event: "inbound" }>;

/** Compares the books. */
export function balanceInbound(
  log: readonly LogLine[],
  inbox: readonly StoredSms[],
): InboundLedger {
  const sent = new Map(
    log.flatMap((line) => line.event === "inbound" ? [[line.sms, line]] : []),
  );
  const { parts, repeated } = handedParts(log);
  const isWhole = ({ sms, segments }: Sent) =>
    parts.get(sms)?.size === segments;
  const whole = new Map([...sent].filter(([, one]) => isWhole(one)));
  const counts = new Map<string, number>();
  for (const { text } of inbox) {
    const sms = inboundMark(text);
    counts.set(sms, (counts.get(sms) ?? 0) + 1);
  }
  return {
    violations: {
      notHanded: [...sent.keys()].filter((sms) => !whole.has(sms)),
      notReceived: [...whole.keys()].filter((sms) => !counts.has(sms)),
      receivedTwice: [...counts].filter(([, count]) => count > 1)
        .map(([sms]) => sms),
      receivedGarbled: inbox.filter((it) =>
        !isAsSent(it, sent.get(inboundMark(it.text)))
      ).map(({ text }) => inboundMark(text)),
      receivedForNothing: [...counts.keys()].filter((sms) => !whole.has(sms)),
    },
    handed: whole.size,
    repeated,
  };
}

/** The segments of each SMS that were handed over. */
function handedParts(log: readonly LogLine[]): {
  readonly parts: ReadonlyMap<string, ReadonlySet<number>>;
  readonly repeated: number;
} {
  const parts = new Map<string, Set<number>>();
  let repeated = 0;
  for (const line of log) {
    if (line.event !== "handed") continue;
    const seen = parts.get(line.sms) ?? new Set();
    if (seen.has(line.part)) repeated++;
    parts.set(line.sms, seen.add(line.part));
  }
  return { parts, repeated };
}

function isAsSent(
  { from, missing, segmentCount, text }: StoredSms,
  sent: Sent | undefined,
): boolean {
  return sent !== undefined && sent.text === text && sent.from === from &&
    missing === 0 && sent.segments === segmentCount;
}
