import { longestDelayMs } from "../mail/mod.ts";
import type {
  Client,
  MailVerdict,
  PhoneNumber,
  Priority,
  Recipient,
  Refusal,
  Wishes,
} from "../model/mod.ts";
import type { AskedBefore, Once } from "../queue/mod.ts";
import { type Addressees, addressees } from "./addressees.ts";
import { type Door, recipientsOf } from "./door.ts";
import { withSendAt } from "./header_times.ts";

/** How something is to be sent that did not come by mail. */
export interface TypedOptions {
  readonly flash?: boolean | undefined;
  readonly priority?: Priority | undefined;
  /** Not before this moment, wall milliseconds; one that is past is now. */
  readonly sendAt?: number | undefined;
  /** On whose account, so that limits and storms count it; absent: the operator's own, on nobody's. */
  readonly account?: Pick<Client, "address" | "user"> | undefined;
  /** Under which key it makes one message, however often it comes. */
  readonly once?: Once | undefined;
}

/** The refusal of a message whose key stands for another one. */
export const keyReused: Refusal = {
  code: 554,
  enhanced: "5.6.0",
  text:
    "This key was used for another message within the last day: take a new key for a new message",
};

/** Whom it is for, or why not. */
export type TypedReading =
  | { readonly kind: "read"; readonly to: Addressees }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Reads recipients as people type them, all or none: somebody who is told "refused" must not wonder who has got it. */
export function readTyped(
  texts: readonly string[],
  door: Door,
  { flash, sendAt, account, now }: TypedOptions & { readonly now: number },
): TypedReading {
  const recipients: Recipient[] = [];
  for (const text of texts) {
    const read = door.read(text);
    if (read.kind === "refused") return read;
    recipients.push(...recipientsOf(read));
  }
  const all = addressees(recipients);
  const others = recipients.some(({ kind }) => kind !== "phones");
  if (others || all.recipients.length === 0) {
    const why = "A message goes to a phone number, not to the postmaster";
    return refused({ code: 553, enhanced: "5.1.3", text: why });
  }
  const late = sendAt !== undefined && sendAt > now + longestDelayMs;
  if (late) {
    const text = "The moment to send it is more than 30 days ahead";
    return refused({ code: 554, enhanced: "5.6.0", text });
  }
  const refusal = account && door.refuseTyped(recipients, account);
  if (refusal !== undefined) return refused(refusal);
  const at = sendAt === undefined || sendAt <= now ? undefined : sendAt;
  return { kind: "read", to: withFlash(withSendAt(all, at), flash) };
}

/** What is answered to a key that was used before. */
export function verdictOf(before: AskedBefore): MailVerdict {
  return before.kind === "same"
    ? { kind: "queued", id: before.id }
    : { kind: "refused", refusal: keyReused };
}

function withFlash(to: Addressees, flash: boolean | undefined): Addressees {
  if (flash !== true) return to;
  const wishes = new Map<PhoneNumber, Wishes>(
    to.recipients.map((it) => [it, { flash, ...to.wishes?.get(it) }]),
  );
  return { ...to, wishes };
}

function refused(refusal: Refusal): TypedReading {
  return { kind: "refused", refusal };
}
