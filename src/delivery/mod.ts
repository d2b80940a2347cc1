/**
 * From an accepted mail to its fate: the intake judges, composes and stores it; the dispatcher hands it to modems and settles it.
 *
 * Invariants: nothing is answered 250 before it is on disk; a segment is on record before its PDU is written; one message is in flight on one
 * modem only; decisions are pure functions: `retry`, `gate`, `storm`, `router`, `escalation`, `reply_decision`.
 * @module
 */
export { Archivist, type ArchivistOptions } from "./archivist.ts";
export { type ComposeOptions } from "./compose.ts";
export { confirmation } from "./confirmation.ts";
export { type DoorOptions } from "./door.ts";
export { Dispatcher } from "./dispatcher.ts";
export type { EscalationRule, PeopleOf } from "./escalation_rules.ts";
export { Escalator } from "./escalator.ts";
export type { DeliveryEvent } from "./event.ts";
export { modemKey } from "./modem_key.ts";
export { Inbound, type InboundOptions } from "./inbound.ts";
export type { AnswerOptions } from "./mail_answer.ts";
export { createIntake, type Intake, type IntakeOptions } from "./intake.ts";
export { type OwnMessageOptions, ownSubmission } from "./own_message.ts";
export { Replies, type ReplyOptions } from "./replies.ts";
export type { ReplyLetter, ReplyMailOptions } from "./reply_decision.ts";
export type { BreakerEvent } from "./storm_event.ts";
export { type BreakerView, StormKeeper } from "./storm_keeper.ts";
export type { RoutingOptions } from "./pool_desk.ts";
export * from "./pools.ts";
export { withRoutes } from "./routed.ts";
export type { RouterOptions, RouteRule } from "./router.ts";
export { keyReused, type TypedOptions } from "./typed.ts";
export type { TimeRules } from "./time_rules.ts";
