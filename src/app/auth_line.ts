import type { AuthEvent, CertificateEvent } from "../auth/mod.ts";
import { bugLine, type LogLine, shown } from "./log_line.ts";
import { localTime } from "./local_time.ts";

/** How loud an event of logins and certificates is. */
export function levelOfAuth(
  event: AuthEvent | CertificateEvent,
): LogLine["level"] {
  switch (event.kind) {
    case "usersLoaded":
    case "certificateReplaced":
    case "loginFailed":
      return "info";
    case "lockedOut":
    case "userLockedOut":
    case "usersKept":
    case "usersWarning":
    case "tokensKept":
    case "tokensWarning":
    case "certificateKept":
    case "certificateWarning":
      return "warning";
    case "failed":
      return "error";
    default:
      return event satisfies never;
  }
}

/** Says what became of logins, users and certificates. */
export function lineOfAuth(event: AuthEvent | CertificateEvent): LogLine {
  if (event.kind === "failed") return bugLine(event.error);
  const { kind, ...properties } = event;
  return {
    level: levelOfAuth(event),
    text: textOf(event),
    properties: { event: kind, ...properties },
  };
}

function textOf(
  event: Exclude<AuthEvent | CertificateEvent, { readonly kind: "failed" }>,
): string {
  switch (event.kind) {
    case "lockedOut":
      return `Logins from ${event.network} are refused for a while: ${event.failures} different ones have failed; look which device has an old password`;
    case "userLockedOut":
      return `Logins to the screen as ${
        event.name === undefined
          ? "a user that there is not"
          : `"${shown(event.name)}"`
      } are refused for a while: 30 different ones have failed; somebody guesses passwords`;
    case "loginFailed": {
      const who = event.user === undefined ? "" : ` as "${shown(event.user)}"`;
      return `${event.address} could not log in${who}: ${event.fault}`;
    }
    case "usersLoaded":
      return `${
        event.count === 1 ? "1 user" : `${event.count} users`
      } may log in`;
    case "usersKept":
      return `The users stay as they were: ${event.reason}`;
    case "usersWarning":
    case "tokensWarning":
    case "certificateWarning":
      return event.text;
    case "tokensKept":
      return `The API tokens stay as they were: ${event.reason}`;
    case "certificateReplaced":
      return `TLS goes on with a new certificate, good until ${
        localTime(event.notAfterMs)
      } (SHA-256 ${event.fingerprint})`;
    case "certificateKept":
      return `TLS goes on with the old certificate: ${event.reason}`;
    default:
      return event satisfies never;
  }
}
