import type SmtpConnection from "nodemailer/lib/smtp-connection";
import type { RelayOptions } from "./relay.ts";

const connectMs = 30_000;
const greetingMs = 60_000;
// RFC 5321 §4.5.3.2 has minutes for each command.
const silenceMs = 4 * 60_000;

/** What the library is told of a server. */
export function connectionOptions(
  { host, port, tls, verify, login, hostname }: RelayOptions,
): SmtpConnection.Options {
  return {
    host,
    port,
    name: hostname,
    secure: tls === "implicit",
    requireTLS: tls === "required",
    ignoreTLS: tls === "off",
    // A mail without a login is better sent in the clear than not at all, where the operator has not said otherwise.
    opportunisticTLS: tls === "auto" && login === undefined,
    tls: { rejectUnauthorized: verify },
    connectionTimeout: connectMs,
    greetingTimeout: greetingMs,
    socketTimeout: silenceMs,
    // Behind a relay by name the library looks for interfaces of its own; "localhost" must do as well.
    allowInternalNetworkInterfaces: true,
  };
}
