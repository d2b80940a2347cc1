import type { Clock, SendResult } from "../model/mod.ts";
import type { SmsSender } from "../modem/mod.ts";
import type { Claim, Store, Transition } from "../queue/mod.ts";
import { segmentMessage, type SubmitPdu } from "../sms/mod.ts";
import type { HandOver } from "./hand_over.ts";
import type { Fault } from "./outages.ts";
import { untilExpiry } from "./validity.ts";
import {
  type Attempt,
  type RetryPolicy,
  transitionAfter,
  transitionAfterStop,
} from "./retry.ts";

/** What sending one claim needs. */
export interface SendingOptions {
  readonly store: Store;
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  /** Aborted when the appliance cannot wait any longer: the segment in flight is the last. */
  readonly hurry: AbortSignal;
  /** Called while the network takes the last segment: so much can be done for the next message. Must not throw. */
  readonly lookAhead?: () => void;
  /** As in `DispatcherOptions`. */
  readonly validUntilExpiry?: boolean;
}

/** A modem, and where what it does is recorded. */
export interface Hand {
  readonly sender: SmsSender;
  readonly records: HandOver;
}

/** One part of a message. */
interface Segment {
  readonly pdu: SubmitPdu;
  readonly number: number;
}

/** How sending a claim ended. */
export interface Outcome {
  readonly transition: Transition;
  /** Who is to blame that it was not sent. */
  readonly fault?: Fault;
}

/**
 * Sends what is left of a claimed message, in order, on one modem, and returns what shall follow. Each segment is on record
 * before its PDU is written, and owed to the records as soon as the network has taken it.
 */
export async function sendClaim(
  { sender, records }: Hand,
  claim: Claim,
  options: SendingOptions,
): Promise<Outcome> {
  let begun = claim.acknowledged.length > 0;
  for (const { pdu, number } of segmentsLeft(claim, options)) {
    if (options.hurry.aborted) {
      const attempt = attemptOf(claim, { begun, before: 0 }, options);
      return { transition: transitionAfterStop(attempt, options.policy) };
    }
    const isLast = number === claim.segmentCount;
    const sending = isLast ? options.lookAhead : undefined;
    const segment = { pdu, number, sending };
    const result = await submit({ sender, records }, claim, segment);
    if (result.kind !== "sent") {
      const before = sameReasonBefore(claim, result, options);
      const attempt = attemptOf(claim, { begun, before }, options);
      const transition = transitionAfter(result, attempt, options.policy);
      return { transition, fault: faultOf(result) };
    }
    begun = true;
    const { reference } = result;
    const at = options.clock.now();
    records.owe({ kind: "acknowledged", claim, number, reference, at });
  }
  return { transition: { to: "sent" } };
}

async function submit(
  { sender, records }: Hand,
  claim: Claim,
  { pdu, number, sending = () => {} }: Segment & {
    readonly sending: (() => void) | undefined;
  },
): Promise<SendResult> {
  try {
    return await sender.submit(pdu, {
      prompting: () => records.prompting(claim, number),
      beforePdu: () => records.begin(claim, number),
      sending,
    });
  } catch (error) {
    records.withdraw();
    throw error;
  }
}

/** What follows when a bug ended the sending: whatever a PDU was begun of is uncertain, all else has failed. */
export function outcomeOfBug(claim: Claim, options: SendingOptions): Outcome {
  const reason = "Met a bug of cellpost; the log has more";
  const inFlight = recordOf(claim, options)?.segments.some((segment) =>
    segment.pduStartedAt !== undefined && segment.acknowledgedAt === undefined
  );
  const kind = inFlight === true ? "uncertain" : "rejected";
  const attempt = attemptOf(claim, { begun: false, before: 0 }, options);
  const transition = transitionAfter({ kind, reason }, attempt, options.policy);
  return { transition };
}

function faultOf(result: SendResult): Fault {
  const silent = result.kind === "uncertain";
  const own = result.kind === "retry" && result.fault === "modem";
  return silent || own ? "modem" : undefined;
}

/** One after the other, since what is left of a message's time is less for each. */
function* segmentsLeft(
  claim: Claim,
  options: SendingOptions,
): Generator<Segment> {
  let pdus = segmentsOf(claim, options);
  for (let number = 1; number <= pdus.length; number++) {
    if (claim.acknowledged.includes(number)) continue;
    if (options.validUntilExpiry) pdus = segmentsOf(claim, options);
    const pdu = pdus[number - 1];
    if (pdu !== undefined) yield { pdu, number };
  }
}

function segmentsOf(
  claim: Claim,
  { clock, validUntilExpiry = false }: SendingOptions,
): readonly SubmitPdu[] {
  const { text, ...properties } = claim.message;
  return segmentMessage(text, {
    ...properties,
    ...(validUntilExpiry && untilExpiry(claim, clock.now())),
    recipient: claim.recipient,
    reference: claim.reference ?? 0,
  });
}

// Only asked when the driver limits the tries for a reason, which is rare; so the history is read and not carried along.
function sameReasonBefore(
  claim: Claim,
  result: SendResult,
  options: SendingOptions,
): number {
  if (result.kind !== "retry" || result.triesLeft === undefined) return 0;
  return recordOf(claim, options)?.attemptRecords
    .filter(({ reason, outcome }) =>
      outcome === "queued" && reason === result.reason
    ).length ?? 0;
}

function recordOf(claim: Claim, { store }: SendingOptions) {
  return store.show(claim.messageId)?.deliveries
    .find(({ deliveryId }) => deliveryId === claim.deliveryId);
}

function attemptOf(
  claim: Claim,
  { begun, before }: { readonly begun: boolean; readonly before: number },
  { clock }: SendingOptions,
): Attempt {
  return {
    number: claim.attempt,
    sameReasonBefore: before,
    begun,
    endedAt: clock.now(),
    random: clock.random(),
  };
}
