import type { Verb } from "./command.ts";
import { answer, fault } from "./moves.ts";
import { reply } from "./reply.ts";
import type { In, Listening, SessionOptions, SmtpStep } from "./state.ts";

/**
 * Lets a piece of the message come. RFC 3030 §2. The bytes follow the command at once, so also those that nobody wants must be
 * read, or the next command would be found inside them.
 */
export function onBdat(
  state: Listening,
  { size, last }: Verb<"BDAT">,
): SmtpStep {
  if (state.phase !== "mail" && state.phase !== "chunks") {
    return drain(state, { size, refusal: "503 5.5.1 Say MAIL and RCPT first" });
  }
  if (state.recipients.length === 0) {
    return drain(state, { size, refusal: "554 5.5.1 No valid recipients" });
  }
  return { state: { ...state, phase: "chunk", size, last }, actions: [] };
}

function drain(
  before: Listening,
  { size, refusal }: { readonly size: number; readonly refusal: string },
): SmtpStep {
  const { client, commands, faults, login } = before;
  const phase = "drain";
  const state = {
    phase,
    client,
    commands,
    faults,
    login,
    before,
    size,
  } as const;
  return { state: { ...state, refusal: reply(refusal) }, actions: [] };
}

/** Acknowledges a piece that is not the last, or refuses the one that was not wanted. */
export function onChunk(
  state: In<"chunk" | "drain">,
  options: SessionOptions,
): SmtpStep {
  if (state.phase === "drain") {
    return fault(state.before, state.refusal, options);
  }
  const { size, last: _, ...transaction } = state;
  return answer(
    { ...transaction, phase: "chunks" },
    reply(`250 2.0.0 ${size} bytes`),
  );
}
