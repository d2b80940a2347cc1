import type { ShortMessage } from "../model/mod.ts";
import type { Claim } from "../queue/mod.ts";
import { validityWithin } from "../sms/mod.ts";

/**
 * The message of a claim with a validity of what is left until it expires, or of its own where that is shorter: the network then gives
 * up when we would have. Rounded down to what an SMS can say, but for the last five minutes, of which it can say nothing.
 */
export function untilExpiry(
  { message, expiresAt }: Pick<Claim, "message" | "expiresAt">,
  now: number,
): ShortMessage {
  const leftMs = validityWithin(expiresAt - now);
  const validityMs = Math.min(leftMs, message.validityMs ?? leftMs);
  return { ...message, validityMs };
}
