import type { RelayOptions } from "./relay.ts";
import { connectionOptions } from "./relay_connection.ts";
import { resultOfFailure } from "./relay_error.ts";

/** What a mail server made of a greeting. */
export type ProbeResult =
  | {
    readonly kind: "answered";
    /** Whether the connection was encrypted in the end. */
    readonly secure: boolean;
  }
  | {
    readonly kind: "failed";
    /** How far it came: its name, the connection, TLS, the greeting, or the login. */
    readonly stage: "name" | "connection" | "tls" | "greeting" | "login";
    readonly reason: string;
  };

/** Greets a mail server as for a mail, logs in where that is asked for, and leaves. Never rejects. */
export async function probeRelay(
  options: RelayOptions,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const { default: Connection } = await import(
    "nodemailer/lib/smtp-connection"
  );
  const relay = `${options.host}:${options.port}`;
  const connection = new Connection(connectionOptions(options));
  const { promise, resolve } = Promise.withResolvers<ProbeResult>();
  const fail = (error: Error) => resolve(failureOf(error, relay));
  const abort = () =>
    resolve({
      ...{ kind: "failed", stage: "connection" },
      reason: `${relay} does not answer in time`,
    });
  const answered = () =>
    resolve({ kind: "answered", secure: connection.secure });
  connection.on("error", fail);
  connection.on("end", () => fail(new Error("Connection closed")));
  signal.addEventListener("abort", abort, { once: true });
  const { login } = options;
  if (signal.aborted) abort();
  else {
    connection.connect((error) => {
      if (error) return fail(error);
      if (login === undefined) return answered();
      const credentials = { user: login.user, pass: login.password.reveal() };
      connection.login(
        { credentials },
        (refused) => refused ? fail(refused) : answered(),
      );
    });
  }
  const result = await promise;
  signal.removeEventListener("abort", abort);
  if (result.kind === "answered") connection.quit();
  connection.close();
  return result;
}

function failureOf(error: Error, relay: string): ProbeResult {
  const { reason } = resultOfFailure(error, relay);
  const code = "code" in error ? String(error.code) : "";
  return { kind: "failed", stage: stageOf(code, reason), reason };
}

/** By the codes of the library, and by the system's where it passes these on. */
function stageOf(
  code: string,
  reason: string,
): Extract<ProbeResult, { readonly kind: "failed" }>["stage"] {
  if (/^(?:EDNS|ENOTFOUND|EAI_AGAIN)$/.test(code)) return "name";
  if (/ENOTFOUND|EAI_AGAIN|getaddrinfo|queryA/.test(reason)) return "name";
  if (/^(?:EAUTH|ENOAUTH)$/.test(code)) return "login";
  if (code === "ETLS" || /certificate|TLS|SSL/i.test(reason)) return "tls";
  if (/^(?:EPROTOCOL|EENVELOPE|EMESSAGE)$/.test(code)) return "greeting";
  return "connection";
}
