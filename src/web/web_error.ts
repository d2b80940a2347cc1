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
  const { errors } = Deno;
  if (error instanceof errors.AddrInUse) {
    return new WebError(
      "in-use",
      `Another program listens on ${where} already: stop it, choose another port in [web] listen, or set enabled = false there`,
    );
  }
  if (
    error instanceof errors.PermissionDenied ||
    error instanceof errors.NotCapable
  ) {
    return new WebError(
      "denied",
      `No permission to listen on ${where}: ports below 1024 need the capability CAP_NET_BIND_SERVICE, or choose one from 1024 up in [web] listen`,
    );
  }
  if (error instanceof errors.AddrNotAvailable) {
    return new WebError(
      "no-such-address",
      `${where} is not an address of this machine: correct [web] listen, "0.0.0.0" means all`,
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new WebError(
    "cannot-listen",
    `Cannot listen on ${where}, set in [web] listen: ${reason}`,
  );
}
