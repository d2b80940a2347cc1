/** What went wrong in the SMTP room, other than what a client is told in a reply. */
export class SmtpError extends Error {
  override readonly name = "SmtpError";
  constructor(
    /**
     * `in-use`: another program listens there; `denied`: this user may not; `no-such-address`: not an address of this
     * machine; `cannot-listen`: the system's own words tell; `no-certificate`, `bad-certificate`: what TLS needs is absent or no good; `out-of-step`: a bug, an input that the session's phase
     * does not expect.
     */
    readonly code:
      | "in-use"
      | "denied"
      | "no-such-address"
      | "cannot-listen"
      | "no-certificate"
      | "bad-certificate"
      | "out-of-step",
    message: string,
  ) {
    super(message);
  }
}
