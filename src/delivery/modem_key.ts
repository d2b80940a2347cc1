import type { SmsSender } from "../modem/mod.ts";

/**
 * A modem's name in the queue. A simulated one is never taken for a real one of the same name, neither by an operator who reads it
 * nor by a half-sent message that waits for its modem.
 */
export function modemKey(
  { name, simulated }: Pick<SmsSender, "name" | "simulated">,
): string {
  return simulated ? `${name} (simulated)` : name;
}
