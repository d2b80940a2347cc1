import { type SmtpReply, standingReply } from "./reply.ts";
import type {
  Facts,
  Greeted,
  In,
  ListenerRules,
  Listening,
  SessionOptions,
  SmtpState,
  SmtpStep,
} from "./state.ts";

// A monitoring system's mail with several bad numbers must not be cut off, a prober should be.
const usualMaxErrors = 20;

/** The state in which a conversation with the client of this IP address begins; nothing has been said yet. */
export function begin(
  address: string,
  { name }: Pick<ListenerRules, "name">,
): In<"connected"> {
  const client = name === undefined
    ? { address, helo: "" }
    : { address, helo: "", listener: name };
  return { phase: "connected", client, commands: 0, faults: 0, login: "none" };
}

/** Goes to a state with this answer. */
export function answer(state: SmtpState, reply: SmtpReply): SmtpStep {
  return { state, actions: [{ kind: "reply", reply }] };
}

/** Goes to a state with an answer in wire form, such as `250 2.0.0 OK`; for what is said again and again. */
export function say(state: SmtpState, line: string): SmtpStep {
  return answer(state, standingReply(line));
}

/** Goes to a state with an answer that is about an address. */
export function refuse(
  state: SmtpState,
  refusal: SmtpReply,
  { path }: { readonly path: string },
): SmtpStep {
  return { state, actions: [{ kind: "reply", reply: refusal, path }] };
}

/** Answers a breach of the protocol, and ends the conversation when it is one too many. */
export function fault(
  state: Listening,
  refusal: SmtpReply,
  { hostname, maxErrors = usualMaxErrors }: SessionOptions,
): SmtpStep {
  const faults = state.faults + 1;
  if (faults >= maxErrors) {
    return close(state, `421 4.7.0 ${hostname} Too many errors`);
  }
  return answer({ ...state, faults }, refusal);
}

/** Ends the conversation with these last words. */
export function close(
  { client, commands, faults, login }: Facts,
  line: string,
): SmtpStep {
  return {
    state: { phase: "closed", client, commands, faults, login },
    actions: [
      { kind: "reply", reply: standingReply(line) },
      { kind: "close" },
    ],
  };
}

/** The state between two mails: the greeting stays, any transaction is forgotten. */
export function greeted(
  { client, extended, commands, faults, login }: Greeted,
): Greeted & { readonly phase: "greeted" } {
  return { phase: "greeted", client, extended, commands, faults, login };
}
