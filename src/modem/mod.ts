/**
 * Modems: found well, kept well, and given SMS. A `Fleet` reopens ports and climbs the reset ladder, a `Driver` speaks to
 * one open port, and the simulator is the same modem without hardware.
 *
 * Invariants: one SMS at a time on a modem; once a PDU was written, only `+CMGS` makes it sent and only an error makes it
 * not sent, all else is `uncertain`; a PIN that a SIM did not accept is never tried on it again; a message's fault never
 * makes a modem unusable, a modem's fault does so before `submit` resolves; no past keeps a modem that is well from use.
 *
 * @module
 */
export type * from "./driver.ts";
export { createFleet, type Fleet, type FleetOptions } from "./fleet.ts";
export { createGsmDriver } from "./gsm_driver.ts";
export type { FleetModem } from "./link.ts";
export { probeModem, type ProbeResult } from "./probe.ts";
export type * from "./received.ts";
export { readReceived } from "./received.ts";
export type { Simulator, SimulatorOptions } from "./simulator.ts";
export { simulateModem } from "./simulator.ts";
export { SimCard } from "./simulator_card.ts";
export { deliversOf, type IncomingSms } from "./simulator_inbound.ts";
export { isSimulated, parseSimOptions } from "./simulator_options.ts";
export { type SimBehaviour, wellBehaved } from "./simulator_options.ts";
export type { ArrivedMessage, ArrivedSegment } from "./simulator_phones.ts";
export { Phones } from "./simulator_phones.ts";
export type { FaultPlan, SimFault, SimStep } from "./simulator_plan.ts";
export { SimulatedPorts } from "./simulator_ports.ts";
