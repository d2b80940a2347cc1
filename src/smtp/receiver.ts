import type {
  Client,
  Envelope,
  ForwardPath,
  MailVerdict,
  RawMessage,
  RecipientVerdict,
  ReversePath,
} from "../model/mod.ts";

/** Through this the SMTP room asks whether it may take a mail, and hands it over. `delivery/intake` satisfies it. */
export interface Receiver {
  /**
   * Judges one RCPT. Asked once per RCPT command, in order; the session holds pipelined commands until the answer.
   * Never rejects: trouble is a refusal with a 4xx code.
   */
  recipient(
    path: ForwardPath,
    context: { readonly client: Client; readonly reversePath: ReversePath },
  ): RecipientVerdict | Promise<RecipientVerdict>;

  /** Takes a whole mail. Resolves to `queued` only after the mail is on disk. Never rejects. */
  message(envelope: Envelope, raw: RawMessage): Promise<MailVerdict>;
}
