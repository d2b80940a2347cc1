import type {
  Client,
  Envelope,
  ForwardPath,
  LoginVerdict,
  MailVerdict,
  MessageId,
  RawMessage,
  Recipient,
  RecipientVerdict,
  ReversePath,
  Secret,
} from "../model/mod.ts";

/** Through this the SMTP room asks whether it may take a mail, and hands it over. `delivery/intake` satisfies it. */
export interface Receiver {
  /**
   * Judges one RCPT. Asked once per RCPT command, in order; the session holds pipelined commands until the answer.
   * Never rejects: trouble is a refusal with a 4xx code.
   */
  recipient(
    path: ForwardPath,
    context: {
      readonly client: Client;
      readonly reversePath: ReversePath;
      /** Those of the same mail that were accepted before. */
      readonly recipients: readonly Recipient[];
    },
  ): RecipientVerdict | Promise<RecipientVerdict>;

  /** Takes a whole mail. Resolves to `queued` only after the mail is on disk. Never rejects. */
  message(envelope: Envelope, raw: RawMessage): Promise<MailVerdict>;

  /**
   * Judges a login (RFC 4954), and takes the time that a refusal must take. Absent where nobody can log in. Never
   * rejects.
   */
  login?(
    credentials: { readonly user: string; readonly password: Secret },
    context: { readonly client: Client },
  ): Promise<LoginVerdict>;

  /**
   * Is told of a mail whose client was gone before it had sent anything after our 250: it may not have heard it, and
   * send the mail again. Not told of a client that was there, silent, until we showed it out.
   */
  unheard?(id: MessageId): void;
}
