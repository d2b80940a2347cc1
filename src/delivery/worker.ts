import type { Clock, SendResult } from "../model/mod.ts";
import type { SmsSender } from "../modem/mod.ts";
import type { Claim, Store, Transition } from "../queue/mod.ts";
import { segmentMessage, type SubmitPdu } from "../sms/mod.ts";
import type { Fault } from "./outages.ts";
import type { Acknowledged } from "./reports.ts";
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
  /** How long one segment may keep its delivery leased, milliseconds; twice as long as any time-out of a driver, and more. */
  readonly leaseMs: number;
  readonly clock: Clock;
  /** Aborted when the appliance cannot wait any longer: the segment in flight is the last. */
  readonly hurry: AbortSignal;
  /** As in `DispatcherOptions`. */
  readonly validUntilExpiry?: boolean;
  /** Called when a segment's acknowledgement is on disk. */
  readonly acknowledged: (segment: Acknowledged) => void;
  /** Tries a write until it is on disk. */
  readonly persist: <T>(write: () => Promise<T>) => Promise<T>;
}

/** How sending a claim ended. */
export interface Outcome {
  readonly transition: Transition;
  /** Who is to blame that it was not sent. */
  readonly fault?: Fault;
  /** Resolves when the last acknowledgement is on disk. */
  readonly recorded: Promise<void>;
}

/**
 * Sends what is left of a claimed message, in order, on one modem, and returns what shall follow. Each segment is on record
 * before its PDU is written, and again as soon as the network has taken it.
 */
export async function sendClaim(
  sender: SmsSender,
  claim: Claim,
  options: SendingOptions,
): Promise<Outcome> {
  let recorded = Promise.resolve();
  let begun = claim.acknowledged.length > 0;
  for (const { pdu, number } of segmentsLeft(claim, options)) {
    if (options.hurry.aborted) {
      const attempt = attemptOf(claim, { begun, before: 0 }, options);
      const transition = transitionAfterStop(attempt, options.policy);
      return { transition, recorded };
    }
    const result = await sender.submit(pdu, {
      beforePdu: () =>
        options.store.startSegment(claim, startOf(number, options)),
    });
    if (result.kind !== "sent") {
      const before = sameReasonBefore(claim, result, options);
      const attempt = attemptOf(claim, { begun, before }, options);
      const transition = transitionAfter(result, attempt, options.policy);
      return { transition, recorded, fault: faultOf(result) };
    }
    begun = true;
    recorded = recordSent(claim, { ...result, number }, options);
    // The last acknowledgement shares its commit with the settlement that the caller asks for next.
    if (number < claim.segmentCount) await recorded;
  }
  return { transition: { to: "sent" }, recorded };
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
  return { transition, recorded: Promise.resolve() };
}

function faultOf(result: SendResult): Fault {
  const silent = result.kind === "uncertain";
  const own = result.kind === "retry" && result.fault === "modem";
  return silent || own ? "modem" : undefined;
}

async function recordSent(
  claim: Claim,
  segment: { readonly number: number; readonly reference: number },
  options: SendingOptions,
): Promise<void> {
  const { number, reference } = segment;
  const at = options.clock.now();
  await options.persist(() =>
    options.store.acknowledgeSegment(claim, { number, reference, at })
  );
  options.acknowledged({ modem: claim.modem, reference });
}

/** One after the other, since what is left of a message's time is less for each. */
function* segmentsLeft(
  claim: Claim,
  options: SendingOptions,
): Generator<{ readonly pdu: SubmitPdu; readonly number: number }> {
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

function startOf(number: number, { clock, leaseMs }: SendingOptions) {
  const at = clock.now();
  return { number, at, leaseUntil: at + leaseMs };
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
