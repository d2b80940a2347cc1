import type SmtpConnection from "nodemailer/lib/smtp-connection";
import type { Secret } from "../model/mod.ts";
import type { AttemptResult } from "./back_off.ts";
import type { Channel } from "./courier.ts";
import { connectionOptions } from "./relay_connection.ts";
import { resultOfFailure } from "./relay_error.ts";

/** The server that takes all mail of ours. */
export interface RelayOptions {
  readonly host: string;
  readonly port: number;
  /** `implicit`: TLS from the first byte; `required`: STARTTLS or nothing; `auto`: STARTTLS where it is offered; `off`: never. */
  readonly tls: "implicit" | "required" | "auto" | "off";
  /** Whether its certificate must be good. */
  readonly verify: boolean;
  readonly login?: { readonly user: string; readonly password: Secret };
  /** What we call ourselves in EHLO. */
  readonly hostname: string;
}

/** One mail to one address. */
export interface OutgoingMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly body: string;
}

/** Hands one mail to a relay: ends soon after the signal has aborted, and never rejects. */
export type Mailer = (
  mail: OutgoingMail,
  signal: AbortSignal,
) => Promise<AttemptResult>;

/** The channel of mails. */
export function mailChannel(mailer: Mailer): Channel {
  return {
    name: "mail",
    attemptMs,
    deliver: ({ from, to, body }, signal) => mailer({ from, to, body }, signal),
    target: ({ to }) => to.join(", "),
  };
}

// A server may take ten minutes after the final dot (RFC 5321 §4.5.3.2.6), but then it is ill.
const attemptMs = 5 * 60_000;

/** Mails by a relay, on a connection of its own for each mail. */
export function relayMailer(options: RelayOptions): Mailer {
  return async (mail, signal) => {
    // Loaded when the first mail goes out: whoever has no relay pays nothing for it.
    const { default: Connection } = await import(
      "nodemailer/lib/smtp-connection"
    );
    const connection = new Connection(connectionOptions(options));
    return await converse(connection, { mail, signal, options });
  };
}

interface Errand {
  readonly mail: OutgoingMail;
  readonly signal: AbortSignal;
  readonly options: RelayOptions;
}

function converse(
  connection: SmtpConnection,
  { mail, signal, options }: Errand,
): Promise<AttemptResult> {
  const { promise, resolve } = Promise.withResolvers<AttemptResult>();
  const relay = `${options.host}:${options.port}`;
  const fail = (error: Error) => resolve(resultOfFailure(error, relay));
  const abort = () => {
    resolve({ kind: "unreachable", reason: `${relay} took too long` });
    connection.close();
  };
  signal.addEventListener("abort", abort, { once: true });
  connection.on("error", fail);
  connection.on("end", () => fail(new Error("Connection closed")));
  const send = () =>
    connection.send(
      { from: mail.from === "" ? false : mail.from, to: [...mail.to] },
      mail.body,
      (error) => {
        if (error) return fail(error);
        resolve({ kind: "done" });
        connection.quit();
        // Its goodbye is not waited for: with a relay that says none, each mail would hold a connection for minutes.
        connection.close();
      },
    );
  const { login } = options;
  const greeted = () => {
    if (login === undefined) return send();
    const credentials = { user: login.user, pass: login.password.reveal() };
    connection.login({ credentials }, (error) => error ? fail(error) : send());
  };
  if (signal.aborted) abort();
  else connection.connect((error) => error ? fail(error) : greeted());
  return promise.then((result) => {
    signal.removeEventListener("abort", abort);
    if (result.kind !== "done") connection.close();
    return result;
  });
}
