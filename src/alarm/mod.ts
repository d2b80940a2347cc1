/**
 * Alarms about cellpost itself: what is out of order is told once, again while it lasts, and once when it is over.
 *
 * Invariants: what follows from a look is decided by the pure `book.ts` and nowhere else; an alarm, its SMS, its mail and its webhook call
 * are in one commit with the memory of it; where nothing has changed nothing is written.
 *
 * @module
 */
export type { AlarmRules } from "./book.ts";
export { durationText, houseLooks, sizeText } from "./looks.ts";
export { modemLooks } from "./modem_looks.ts";
export type { AlarmAddresses } from "./notices.ts";
export type { Observation } from "./observation.ts";
export {
  type AlarmEvent,
  AlarmWatch,
  type AlarmWatchOptions,
} from "./watch.ts";
