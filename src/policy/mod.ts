/**
 * Who may send: rules over plain values.
 *
 * Invariants: everything here is a pure function; a refusal names the option that made it.
 *
 * @module
 */
export {
  checkClient,
  inNetworks,
  type Network,
  parseNetwork,
} from "./networks.ts";
