/** What the caller asked that no PDU can hold. */
export type SmsErrorCode =
  | "address"
  | "alphabet"
  | "too_long"
  | "too_many_segments";

/** A value that cannot be encoded: the caller's bug, for everything a sender may write is checked before. */
export class SmsError extends Error {
  override readonly name = "SmsError";
  readonly code: SmsErrorCode;

  constructor(code: SmsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
