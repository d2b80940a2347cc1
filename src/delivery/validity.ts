import type { Claim } from "../queue/mod.ts";
import type { MessageOptions } from "../sms/mod.ts";

/**
 * What is left until a claim expires, as the validity of its SMS, or its own where that is shorter: the network then gives up when
 * we would have.
 */
export function untilExpiry(
  { message, expiresAt }: Pick<Claim, "message" | "expiresAt">,
  now: number,
): Pick<MessageOptions, "validityMs" | "validityAtMost"> {
  const leftMs = Math.max(0, expiresAt - now);
  const validityMs = Math.min(leftMs, message.validityMs ?? leftMs);
  return { validityMs, validityAtMost: true };
}
