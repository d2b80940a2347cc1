import { listenText, listenTrouble } from "../model/mod.ts";

/** The screen cannot be opened; the message is for the operator. */
export class WebError extends Error {
  override readonly name = "WebError";
  constructor(
    /**
     * `in-use`: another program listens there; `denied`: this user may not; `no-such-address`: not an address of this machine;
     * `cannot-listen`: the system's own words tell; `open-door`: everybody in the network could command cellpost.
     */
    readonly code:
      | "in-use"
      | "denied"
      | "no-such-address"
      | "cannot-listen"
      | "open-door",
    message: string,
  ) {
    super(message);
  }
}

/** Why there is no listening at `where`, and what to do. */
export function cannotListen(where: string, error: unknown): WebError {
  const option = "[web] listen";
  const instead = ", or set enabled = false there";
  const text = listenText(error, { where, option, instead });
  return new WebError(listenTrouble(error), text);
}
