/** A mail as far as a phone is concerned: its words. */
export interface Mail {
  /** The Subject field, decoded and unfolded; "" when there is none. */
  readonly subject: string;
  /** The From field's address, or "" when there is none. */
  readonly from: string;
  /** The body as text: lines ended by LF, no trailing blank lines, no controls but LF; not yet cut or templated. */
  readonly text: string;
  /** Names (or media types where nameless) of the parts that were left out. */
  readonly attachments: readonly string[];
}
