import { begin, fault } from "./moves.ts";
import { reply } from "./reply.ts";
import type {
  Facts,
  Listening,
  SessionOptions,
  SmtpState,
  SmtpStep,
} from "./state.ts";

/** Whether EHLO announces STARTTLS. A client that is not shown it may use it all the same. */
export function showsStartTls(
  { client }: Facts,
  { tls, hasCertificate, hideStartTls }: SessionOptions,
): boolean {
  return tls === "starttls" && client.encrypted !== true &&
    hasCertificate?.() === true && hideStartTls?.(client.address) !== true;
}

/** Lets the client begin TLS. RFC 3207 §4. */
export function onStartTls(
  state: Listening,
  options: SessionOptions,
): SmtpStep {
  if (state.client.encrypted) {
    return fault(state, reply("503 5.5.1 TLS is on already"), options);
  }
  if (options.tls !== "starttls") {
    return fault(state, reply("502 5.5.1 STARTTLS is not offered"), options);
  }
  if (options.hasCertificate?.() !== true) {
    const refusal = reply("454 4.7.0 There is no certificate for TLS just now");
    return { state, actions: [{ kind: "reply", reply: refusal }] };
  }
  const { client, commands, faults, login } = state;
  return {
    state: { phase: "securing", client, commands, faults, login },
    actions: [
      { kind: "reply", reply: reply("220 2.0.0 Begin TLS") },
      { kind: "startTls" },
    ],
  };
}

/**
 * Goes on over TLS. All that was said before is forgotten, since anybody between may have said it (RFC 3207 §4.2); only the
 * counts of commands and faults go on, or TLS would be a way to start them anew.
 */
export function onSecured({ client, commands, faults }: Facts): SmtpState {
  const { address, listener } = client;
  const anew = begin(address, { name: listener });
  return {
    ...anew,
    client: { ...anew.client, encrypted: true },
    commands,
    faults,
  };
}
