/**
 * Who may send, to whom and how much; and whom a name stands for.
 *
 * Invariants: nothing here reads a clock or the world, every time comes in as an argument; a refusal names the option
 * that made it and says what to do, in one line of ASCII; memory is bounded whatever clients send.
 *
 * @module
 */
export * from "./directory.ts";
export {
  type DirectoryOptions,
  type DirectoryProblem,
  nameKey,
} from "./directory_entries.ts";
export type { Membership } from "./membership.ts";
export {
  checkClient,
  clientKey,
  inNetworks,
  type Network,
  parseNetwork,
} from "./networks.ts";
export { formatRate, parseRate, type Rate, windows } from "./rate.ts";
export * from "./quiet.ts";
export * from "./rules.ts";
export type { ScheduleOptions } from "./schedule.ts";
export * from "./usage_book.ts";
