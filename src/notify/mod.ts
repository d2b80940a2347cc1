/**
 * What cellpost writes to people: mails as text.
 *
 * Invariants: a mail is ASCII with CRLF line ends, whatever is put into it; it carries an X-Cellpost field, so that no cellpost takes it.
 *
 * @module
 */
export {
  type ForwardAddresses,
  type ForwardedSms,
  forwardMail,
} from "./forward_mail.ts";
