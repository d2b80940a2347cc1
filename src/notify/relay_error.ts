import type { AttemptResult } from "./back_off.ts";

/** What the mail client says of a failure. */
export interface RelayFailure {
  readonly message: string;
  /** The client's own name of it, such as "EAUTH". */
  readonly code?: string | undefined;
  /** The three digits of the relay's reply, where there was one. */
  readonly responseCode?: number | undefined;
  /** The relay's reply as it came. */
  readonly response?: string | undefined;
  /** What the reply was to, such as "RCPT TO". */
  readonly command?: string | undefined;
}

const about = /^(?:MAIL FROM|RCPT TO|DATA|API)/;

/**
 * Sorts a failure: what the relay says of this mail, for good (5xx) or for now (4xx); and what keeps any mail from it, be it the network,
 * TLS, or a login that it does not take. The last is nothing that a mail may be lost for: it is mended, and then all go.
 */
export function resultOfFailure(
  failure: RelayFailure,
  relay: string,
): Exclude<AttemptResult, { readonly kind: "done" }> {
  const { code, responseCode = 0, command = "" } = failure;
  const reason = reasonOf(failure, relay);
  if (code === "EAUTH" || code === "ENOAUTH" || responseCode === 530) {
    return {
      kind: "unreachable",
      reason: `${reason}: check [mail] user and password`,
    };
  }
  // RFC 5321 §3.8: 421 may answer any command, and speaks of the server alone.
  if (!about.test(command) || responseCode === 421) {
    return { kind: "unreachable", reason };
  }
  if (responseCode >= 500) return { kind: "refused", reason };
  if (responseCode >= 400) return { kind: "later", reason };
  return code === "EENVELOPE"
    ? { kind: "refused", reason }
    : { kind: "unreachable", reason };
}

function reasonOf(
  { message, response, command }: RelayFailure,
  relay: string,
): string {
  const said = response === undefined || response === "" ? message : response;
  const line = said.replaceAll(/[\p{Cc}\s]+/gu, " ").trim().slice(0, 300);
  const step = command === undefined || command === "CONN"
    ? ""
    : ` to ${command.replace(/^AUTH.*/, "the login")}`;
  return response === undefined || response === ""
    ? `${relay} cannot be reached (${line})`
    : `${relay} said${step}: ${line}`;
}
