/**
 * From an accepted mail to its fate: the intake judges recipients, makes the text and has it stored; the dispatcher hands
 * due deliveries to usable modems and settles what became of them.
 *
 * Invariants: nothing is answered 250 before it is on disk; a segment is on record before its PDU is written; one message
 * is in flight on one modem only; what follows an attempt is decided by the pure `retry.ts` and nowhere else.
 *
 * @module
 */
export { Archivist, type ArchivistOptions } from "./archivist.ts";
export { type ComposeOptions } from "./compose.ts";
export { type DoorOptions } from "./door.ts";
export { Dispatcher, type DispatcherOptions } from "./dispatcher.ts";
export type { DeliveryEvent } from "./event.ts";
export { Inbound, type InboundOptions } from "./inbound.ts";
export { createIntake, type Intake, type IntakeOptions } from "./intake.ts";
export { type RetryPolicy } from "./retry.ts";
export type { BreakerEvent } from "./storm_event.ts";
export { type BreakerView, StormKeeper } from "./storm_keeper.ts";
