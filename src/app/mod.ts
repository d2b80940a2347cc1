/**
 * The appliance as a program: all rooms wired together, the command line, the log and what a person sees.
 *
 * Invariants: the only room that knows every other and the `Config`; wires and words only, decisions live in the rooms; a user's
 * mistake ends in one line and an exit code, never in a stack trace.
 *
 * @module
 */
export {
  type Appliance,
  type ApplianceOptions,
  type ListeningAppliance,
  startAppliance,
} from "./appliance.ts";
export { runCli } from "./cli.ts";
export { crashCode } from "./exit_code.ts";
export { crashText } from "./journal.ts";
