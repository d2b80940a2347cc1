import { readReceived, type ReceivedSegment } from "./received.ts";
import type { StoredSms } from "./stored_sms.ts";

/** Those that are segments of an SMS of which not all are there. */
export function incompleteOf(
  found: readonly StoredSms[],
): ReadonlySet<StoredSms> {
  const messages = new Map<string, { sms: StoredSms; number: number }[]>();
  const incomplete = new Set<StoredSms>();
  const totals = new Map<string, number>();
  for (const sms of found) {
    const received = readReceived(sms.body, 0);
    if (received.kind !== "segment" || !received.concatenation) continue;
    const key = keyOf(received);
    const { sequence: number, total } = received.concatenation;
    messages.set(key, [...messages.get(key) ?? [], { sms, number }]);
    totals.set(key, total);
  }
  for (const [key, segments] of messages) {
    const numbers = new Set(segments.map(({ number }) => number));
    if (numbers.size >= (totals.get(key) ?? 0)) continue;
    for (const { sms } of segments) incomplete.add(sms);
  }
  return incomplete;
}

function keyOf({ sender, concatenation }: ReceivedSegment): string {
  const { reference, referenceBits, total } = concatenation ?? {};
  return `${sender} ${reference}/${referenceBits} ${total}`;
}
