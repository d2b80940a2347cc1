import {
  decodeSubmit,
  encodeStatusReport,
  encodeSubmit,
  isDialable,
  type Pdu,
  SmsError,
  type SubmitTpdu,
  timestampOf,
} from "../sms/mod.ts";

/** What the modem thinks of a PDU: good, or the `+CMS ERROR` that it answers. */
export type CheckedSubmit =
  | { readonly kind: "ok"; readonly tpdu: SubmitTpdu }
  | { readonly kind: "refused"; readonly code: number };

const invalidPdu = { kind: "refused", code: 304 } as const;
const invalidCharacters = { kind: "refused", code: 305 } as const;

/**
 * Looks at a PDU as strictly as the strictest modem: hexadecimal, as long as announced, well-formed, nothing after its
 * end. `length` is the `+CMGS` argument: octets without the SMSC's address.
 */
export function checkSubmit(hex: string, length: number): CheckedSubmit {
  if (!/^[0-9A-Fa-f]*$/.test(hex)) return invalidCharacters;
  const octets = hex.length / 2;
  const serviceCentreOctets = parseInt(hex.slice(0, 2), 16) + 1;
  if (octets - serviceCentreOctets !== length) return invalidPdu;
  const decoded = decodeSubmit(hex);
  if (decoded.kind === "malformed") return invalidPdu;
  const { tpdu } = decoded;
  const whole = !tpdu.userData.truncated && isDialable(tpdu.recipient) &&
    encodedLength(tpdu) === length;
  return whole ? { kind: "ok", tpdu } : invalidPdu;
}

/** How long the TPDU would be if we had written it: shorter than one with surplus octets. */
function encodedLength(tpdu: SubmitTpdu): number | undefined {
  try {
    return encodeSubmit(tpdu).length;
  } catch (error) {
    if (error instanceof SmsError) return undefined;
    throw error;
  }
}

/** The report that an SMS was delivered. Times are wall milliseconds. */
export function deliveredReport(
  tpdu: SubmitTpdu,
  report: {
    readonly reference: number;
    /** When the service centre got the SMS. */
    readonly takenAt: number;
    /** When the phone did. */
    readonly at: number;
  },
): Pdu {
  return encodeStatusReport({
    messageReference: report.reference,
    recipient: tpdu.recipient,
    serviceCentreTime: timestampOf(report.takenAt),
    dischargeTime: timestampOf(report.at),
    status: 0,
  });
}
