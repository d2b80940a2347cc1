/**
 * The SMTP responder: bytes from mail programs in, mails to a `Receiver` out (RFC 5321, generous to RFC 821 clients), over TLS where
 * a listener has it, after a login (RFC 4954) where it asks for one.
 *
 * Invariants: a message ends at CRLF.CRLF (or where BDAT counted) and at nothing else, unless its client is listed as one that cannot;
 * every command gets exactly one reply, in order, written at once; a 250 after DATA is said only on the receiver's
 * `queued`; a message cut off is never handed over, a whole one always is, even when its client has gone; all
 * decisions are `step`'s, which is pure; nothing that was said before TLS counts behind it; a password is in no trace, reply or
 * event; sockets are opened in `entrance.ts` and `tls_pairing.ts` alone; memory is bounded by the limits.
 *
 * @module
 */
export type { SmtpEvent } from "./event.ts";
export type { Receiver } from "./receiver.ts";
export type { SmtpAddress, SmtpListener } from "./entrance.ts";
export {
  type PreparedServer,
  type SmtpServer,
  type SmtpServerOptions,
  startSmtpServer,
} from "./server.ts";
export { SmtpError } from "./smtp_error.ts";
export type { Certificate } from "./tls_pairing.ts";
export type { SmtpTrace } from "./trace.ts";
export { type ListenTrial, tryListen } from "./try_listen.ts";
