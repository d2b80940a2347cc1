import type { Operations, SendAnswer, SendContext } from "../desk/mod.ts";
import { type Intake, keyReused, type TypedOptions } from "../delivery/mod.ts";
import type { Clock, MailVerdict } from "../model/mod.ts";

/** How long a key is remembered; what the draft calls the expiry of keys. */
const rememberedMs = 24 * 60 * 60_000;

/** Sends what a command or a client of the API wants sent. */
export function sendOperation(
  { intake, clock }: { readonly intake: Intake; readonly clock: Clock },
): Operations["send"] {
  return async ({ recipient, text, ...wishes }, context) => {
    const account = context && accountOf(context, clock);
    const options = { ...wishes, ...account };
    return answerOf(await intake.send(recipient, text, options));
  };
}

function accountOf(
  { user, address, once }: SendContext,
  clock: Clock,
): Pick<TypedOptions, "account" | "once"> {
  const since = clock.now() - rememberedMs;
  return {
    account: { address, ...(user === "" ? {} : { user }) },
    ...(once === undefined ? {} : { once: { ...once, caller: user, since } }),
  };
}

function answerOf(verdict: MailVerdict): SendAnswer {
  if (verdict.kind === "queued") return verdict;
  const { refusal } = verdict;
  const { code, text, retryAfterMs } = refusal;
  const kind = "refused";
  if (refusal === keyReused) return { kind, text, why: "keyReused" };
  if (code >= 500) return { kind, text };
  return retryAfterMs === undefined
    ? { kind, text, why: "unavailable" }
    : { kind, text, why: "limit", retryAfterMs };
}
