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
export type { SmsLedger } from "./allowance.ts";
export type * from "./driver.ts";
export { createFleet, type Fleet, type FleetOptions } from "./fleet.ts";
export { createGsmDriver } from "./gsm_driver.ts";
export type { FleetModem } from "./link.ts";
export { ModemFinder } from "./finder.ts";
export { autoPort, isTelling, sameModem, wantedOf } from "./port_name.ts";
export { type Portrait, probeModem } from "./probe.ts";
export type { PortView } from "./port_states.ts";
export { isOneModem, nameOfOther, whyPortless } from "./usb_kinds.ts";
export type { SimFacts } from "./sim_facts.ts";
export type { UssdService } from "./simulator_ussd_service.ts";
export * from "./received.ts";
export * from "./simulator.ts";
export { SimCard } from "./simulator_card.ts";
export { deliversOf, type IncomingSms } from "./simulator_inbound.ts";
export * from "./simulator_options.ts";
export * from "./simulator_phones.ts";
export type { FaultPlan, SimFault, SimStep } from "./simulator_plan.ts";
export { SimulatedPorts } from "./simulator_ports.ts";
