import { SerialError } from "./port.ts";

/** Throws `SerialError` "refused" for a rate that no UART has. */
export function checkBaudRate(path: string, baudRate: number): void {
  if (isBaudRate(baudRate)) return;
  throw new SerialError(
    "refused",
    `Port "${path}" cannot run at ${baudRate} baud: give a whole number from 50 to 4000000, such as 115200`,
  );
}

/** Whether a UART may have such a speed at all. */
export function isBaudRate(rate: number): boolean {
  return Number.isInteger(rate) && rate >= 50 && rate <= 4_000_000;
}
