import type { Clock, PhoneNumber, Recipient, Refusal } from "../model/mod.ts";
import type { RecipientReading } from "../mail/mod.ts";
import type { Accepted, Store, Submission } from "../queue/mod.ts";
import type { DeliveryEvent } from "./event.ts";

/** What is told of numbers that want no SMS. RFC 3463 §3.8: 5.7.1, not authorised. */
export function deniedRefusal(numbers: readonly PhoneNumber[]): Refusal {
  const [first, ...others] = numbers;
  const who = others.length === 0
    ? `${first} wants`
    : `All of ${numbers.length} want`;
  const text =
    `${who} no SMS from here (deny list); "cellpost deny remove" lifts that, or an SMS with a start word from there`;
  return { code: 550, enhanced: "5.7.1", text };
}

/**
 * Takes those out of a RCPT who are on the deny list: a group still reaches its others, and the 250 tells how many it does not. Refused
 * when nobody is left.
 */
export function withoutDenied(
  reading: RecipientReading,
  isDenied: (number: PhoneNumber) => boolean,
): RecipientReading {
  if (reading.kind === "refused") return reading;
  const { recipient, others = [] } = reading;
  const all = [recipient, ...others];
  const denied = all.flatMap((it) =>
    it.kind === "phones" ? it.numbers.filter(isDenied) : []
  );
  if (denied.length === 0) return reading;
  const left = all.flatMap((it) => withoutThem(it, isDenied));
  const [first, ...rest] = left;
  if (first === undefined) {
    return { kind: "refused", refusal: deniedRefusal([...new Set(denied)]) };
  }
  return {
    ...reading,
    recipient: first,
    others: rest,
    text: `${reading.text}, without ${denied.length} on the deny list`,
  };
}

function withoutThem(
  recipient: Recipient,
  isDenied: (number: PhoneNumber) => boolean,
): readonly Recipient[] {
  if (recipient.kind !== "phones") return [recipient];
  const numbers = recipient.numbers.filter((it) => !isDenied(it));
  return numbers.length === 0 ? [] : [{ ...recipient, numbers }];
}

/** A number may have got on the deny list between RCPT and the commit: then what was queued for it is cancelled, like all else. */
export async function cancelListed(
  { replies }: Store,
  { recipients }: Submission,
  { deliveries, repeated, clock, observe }: Accepted & {
    readonly clock: Clock;
    readonly observe: (event: DeliveryEvent) => void;
  },
): Promise<void> {
  if (!recipients.some((it) => replies.isDenied(it))) return;
  const again = new Set(repeated.map((it) => it.recipient));
  const fresh = recipients.filter((it) => !again.has(it));
  const ids = deliveries.filter((_, at) => {
    const number = fresh[at];
    return number !== undefined && replies.isDenied(number);
  });
  for (const change of await replies.cancel(ids, clock.now())) {
    observe({ kind: "changed", change });
  }
}
