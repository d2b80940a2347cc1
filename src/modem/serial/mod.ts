/**
 * Serial ports: found, opened exclusively and raw, read and written as bytes; a pseudo-terminal's far end and an
 * in-memory pair behave the same. The only room with foreign calls into the C library and into Windows.
 *
 * Invariants: all ports share one pending wait, and none is pending while no port is open; a lost port has let go of
 * its descriptor (on Windows: has begun to) before its reader hears of it and is never reopened here; memory of a
 * pending call stays; the trace shows no PIN.
 *
 * @module
 */
export { PortLender } from "./lent_port.ts";
export { deviceOf, listSerialPorts } from "./list.ts";
export { type MachineFiles, machineFiles } from "./machine_files.ts";
export { type MemoryPort, memoryPortPair } from "./memory_port.ts";
export { raiseOpenFileLimit } from "./open_file_limit.ts";
export {
  type PortHolder,
  type PortListing,
  type PortOptions,
  type PortRead,
  SerialError,
  type SerialPort,
  type SerialPorts,
} from "./port.ts";
export { isTcp, openTcpPort } from "./port_tcp.ts";
export type { PseudoTerminal } from "./pty_linux.ts";
export { openPty, openSerialPorts } from "./serial_ports.ts";
export { type ModemSurroundings, surroundings } from "./sticks.ts";
export { usbIdOf } from "./usb_id.ts";
export { tracePort } from "./trace.ts";
