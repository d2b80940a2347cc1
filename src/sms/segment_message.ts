import { addressOf } from "./address.ts";
import { encodeDcs } from "./dcs.ts";
import type { Layout } from "./layout.ts";
import { encodeProtocolIdentifier } from "./protocol_identifier.ts";
import { maxSegments, planSegments, type SegmentPlan } from "./segment.ts";
import { SmsError } from "./sms_error.ts";
import { encodeSubmit, type SubmitPdu } from "./submit_pdu.ts";
import { userDataOf } from "./user_data.ts";
import {
  concatenationElement,
  type InformationElement,
  nationalShiftElements,
} from "./user_data_header.ts";
import {
  type ValidityPeriod,
  validityPeriodOf,
  validityPeriodWithin,
} from "./validity_period.ts";

/** How a message travels. */
export interface MessageOptions extends Layout {
  /** E.164 with its plus sign, or a short code. */
  readonly recipient: string;
  /** By it the phone joins segments; the same at every attempt, never that of another long message to this recipient. */
  readonly reference: number;
  /** Class 0: shown at once, often not stored. */
  readonly flash: boolean;
  /** Whether a status report is asked for, one a segment. */
  readonly statusReport: boolean;
  /** How long the network may keep trying; its own default when left out. Rounded up to what TP-VP can say. */
  readonly validityMs?: number;
  /** Rounds it down instead, but for less than the five minutes that TP-VP must say at least. */
  readonly validityAtMost?: boolean;
  /**
   * 1 to 7: it takes the place of the last message of this type that the phone has from this sender. Heeded for one
   * segment only, because each of several would take the place of the one before. TS 23.040 §9.2.3.9.
   */
  readonly replaceType?: number;
}

/**
 * Writes a text (NFC, lines ended by LF) as the SUBMITs that carry it, in order.
 *
 * @throws {SmsError} code `too_many_segments` beyond 255, `address` when the recipient is no number.
 */
export function segmentMessage(
  text: string,
  options: MessageOptions,
): readonly SubmitPdu[] {
  const plan = planSegments(text, options);
  const { alphabet, segments } = plan;
  const total = segments.length;
  const { replaceType = 0 } = options;
  if (total > maxSegments) {
    throw new SmsError(
      "too_many_segments",
      `Message takes ${total} segments of at most ${maxSegments}: cut it first`,
    );
  }
  const fields = {
    recipient: addressOf(options.recipient),
    statusReport: options.statusReport,
    protocolIdentifier: encodeProtocolIdentifier(replaceType, {
      segments: total,
    }),
    dataCoding: encodeDcs(alphabet, options),
    validity: validityOf(options),
  };
  return segments.map((segment, index) => {
    const elements = headerOf(plan, index + 1, options);
    const userData = userDataOf(segment.text, { alphabet, elements });
    return encodeSubmit({ ...fields, userData });
  });
}

function headerOf(
  { segments, shift }: SegmentPlan,
  sequence: number,
  { reference, referenceBits }: MessageOptions,
): readonly InformationElement[] {
  const total = segments.length;
  const tables = nationalShiftElements(shift);
  if (total === 1) return tables;
  const place = { reference, referenceBits, total, sequence };
  return [concatenationElement(place), ...tables];
}

function validityOf(
  { validityMs, validityAtMost = false }: MessageOptions,
): ValidityPeriod {
  if (validityMs === undefined) return { kind: "default" };
  const octetOf = validityAtMost ? validityPeriodWithin : validityPeriodOf;
  return { kind: "relative", value: octetOf(validityMs) };
}
