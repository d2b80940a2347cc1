/**
 * The nouns that all rooms share: plain values, no behaviour beyond their own laws.
 *
 * Invariants: a `PhoneNumber` and a `MessageId` exist only in canonical form; `leadsTo` is the only copy of the
 * legal delivery transitions, and `advance` the only function that makes one; nothing but `systemClock` touches the world.
 *
 * @module
 */
export * from "./client_network.ts";
export * from "./clock.ts";
export * from "./condition.ts";
export * from "./delivery.ts";
export { renewedLease } from "./delivery_lease.ts";
export * from "./delivery_machine.ts";
export * from "./delivery_standing.ts";
export type { Note, Step } from "./delivery_step.ts";
export * from "./envelope.ts";
export type * from "./happening.ts";
export type * from "./history_entry.ts";
export * from "./listening.ts";
export type * from "./mail.ts";
export * from "./message_id.ts";
export * from "./phone_number.ts";
export * from "./quote.ts";
export * from "./role.ts";
export * from "./secret.ts";
export type * from "./send_result.ts";
export type * from "./short_message.ts";
export * from "./time_zone.ts";
export type * from "./verdict.ts";
