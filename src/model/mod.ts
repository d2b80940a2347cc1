/**
 * The nouns that all rooms share: plain values, no behaviour beyond their own laws.
 *
 * Invariants: a `PhoneNumber` and a `MessageId` exist only in canonical form; `leadsTo` is the only copy of the
 * legal delivery transitions; nothing here touches the world, except that `systemClock` reads it.
 *
 * @module
 */
export { type Clock, systemClock, type Timer } from "./clock.ts";
export {
  type DeliveryId,
  type DeliveryState,
  deliveryStates,
  isFinal,
  leadsTo,
} from "./delivery.ts";
export type {
  Client,
  Envelope,
  ForwardPath,
  RawMessage,
  Recipient,
  ReversePath,
} from "./envelope.ts";
export type { Mail } from "./mail.ts";
export {
  isMessageId,
  type MessageId,
  newMessageId,
  parseMessageId,
} from "./message_id.ts";
export { parsePhoneNumber, type PhoneNumber } from "./phone_number.ts";
export { Secret } from "./secret.ts";
export type { SendResult } from "./send_result.ts";
export type { ShortMessage } from "./short_message.ts";
export type { MailVerdict, RecipientVerdict, Refusal } from "./verdict.ts";
