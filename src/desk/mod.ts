/**
 * What an operator sees and does, whichever way it reaches the appliance: views, operations and what requests hold.
 *
 * Invariants: nothing here acts, `app` does; a view is plain JSON with times in wall milliseconds and never holds a secret; what the
 * commands, the screen and the API offer is one and the same `Operations`.
 *
 * @module
 */
export type * from "./delivery_view.ts";
export { DeskError } from "./desk_error.ts";
export type * from "./house_view.ts";
export type * from "./live.ts";
export type * from "./modem_view.ts";
export type * from "./operations.ts";
export type * from "./reload_view.ts";
export {
  isOperationName,
  type OperationName,
  requestSchemas,
} from "./requests.ts";
export * from "./stats_view.ts";
