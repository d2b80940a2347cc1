import { systemClock } from "../../../src/model/mod.ts";
import {
  openSerialPorts,
  type SerialPort,
  type SerialPorts,
} from "../../../src/modem/serial/mod.ts";
import { FarEnd } from "./far_end.ts";

/** The speed at which the tests open a port. */
export const baudRate = 115_200;

const farm = Number(Deno.env.get("MODEM_FARM"));
const numbers = { last: 20 };

/** A COM port that no test has used. */
export function freshNumber(): number {
  return ++numbers.last;
}

/** Plugs a modem in. */
export function plugIn(number: number): Promise<FarEnd> {
  return FarEnd.plugIn(farm, number);
}

/** Runs a test with the ports of this Windows and a modem at a fresh COM port. */
export async function withPort(
  body: (
    bench: {
      readonly ports: SerialPorts;
      readonly far: FarEnd;
      readonly number: number;
    },
  ) => Promise<void>,
): Promise<void> {
  const ports = openSerialPorts(systemClock);
  const number = freshNumber();
  const far = await plugIn(number);
  try {
    await body({ ports, far, number });
  } finally {
    await ports.close();
    await far.end();
  }
}

/** The port, which writes only when the far end has flushed: that flush is asked for over a connection, and comes later. */
export function afterFlushes(near: SerialPort, far: FarEnd): SerialPort {
  let settled = far.flushed;
  return {
    path: near.path,
    read: () => near.read(),
    write(bytes) {
      if (far.flushed === settled) return near.write(bytes);
      settled = far.flushed;
      return settled.then(() => near.write(bytes));
    },
    flush: () => near.flush(),
    setLines: (lines) => near.setLines(lines),
    close: () => near.close(),
  };
}
