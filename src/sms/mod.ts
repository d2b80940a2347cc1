/**
 * Texts to TPDUs and back (TS 23.038, TS 23.040), pure: PDUs are upper-case hexadecimal, numbers are plain strings.
 *
 * Invariants: decoders never throw, they say `malformed`; encoders throw `SmsError` only for a caller's bug; joining the
 * segments of a text gives that text; no segment exceeds 140 octets of user data or ends inside a pair of units.
 *
 * @module
 */
export { type Address, addressOf, isDialable } from "./address.ts";
export { joinSegments, textOf } from "./assembly.ts";
export { cutToSegments } from "./cut.ts";
export { decodeDcs } from "./dcs.ts";
export * from "./deliver_pdu.ts";
export type { Layout } from "./layout.ts";
export { type LayoutChoice, layoutOf } from "./layout_choice.ts";
export type { NationalLanguage, NationalShift } from "./national_language.ts";
export { replaceTypeOf } from "./protocol_identifier.ts";
export { plainPunctuation, plainPunctuationFor } from "./punctuation.ts";
export { countSegments, planSegments, type SegmentPlan } from "./segment.ts";
export { type MessageOptions, segmentMessage } from "./segment_message.ts";
export { SmsError } from "./sms_error.ts";
export { type StatusClass, statusClassOf, statusText } from "./status.ts";
export * from "./status_report_pdu.ts";
export * from "./submit_pdu.ts";
export { type Timestamp, timestampOf } from "./timestamp.ts";
export type { Decoded, Pdu } from "./tpdu.ts";
export { transliterate } from "./transliteration.ts";
export { type UserData, userDataOf } from "./user_data.ts";
export { type Concatenation, concatenationOf } from "./user_data_header.ts";
export { packUssd, readUssd, ucs2Ussd } from "./ussd_string.ts";
