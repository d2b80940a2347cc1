import { typedAddress } from "./address.ts";
import { mailDate } from "./mime.ts";
import type { Report, ReportedRecipient } from "./report.ts";
import { causeOf } from "./sms_causes.ts";

/** The part of a report that programs read: message/delivery-status, RFC 3464 §2.1. Lines ended by CRLF, the last without. */
export function deliveryStatus(
  { mail, recipients }: Report,
  { hostname }: { readonly hostname: string },
): string {
  const envelopeId = mail.notification?.envelopeId;
  const message = [
    ...(envelopeId === undefined
      ? []
      : [line("Original-Envelope-Id", envelopeId)]),
    line("Reporting-MTA", `dns; ${hostname}`),
    line("Arrival-Date", mailDate(mail.acceptedAt)),
    line("X-Cellpost-Id", mail.id),
  ];
  const groups = [
    message,
    ...recipients.map((it) => recipientFields(it, hostname)),
  ];
  return groups.map((it) => it.join("\r\n")).join("\r\n\r\n");
}

function recipientFields(
  recipient: ReportedRecipient,
  hostname: string,
): readonly string[] {
  const { originalRecipient, action, reason, lastAttemptAt, retryUntil } =
    recipient;
  const { forwardPath = recipient.number, number } = recipient;
  const path = forwardPath.includes("@")
    ? forwardPath
    : `${forwardPath}@${hostname}`;
  return [
    ...(originalRecipient === undefined
      ? []
      : [line("Original-Recipient", originalRecipient.replace(";", "; "))]),
    line("Final-Recipient", typedAddress(path)),
    line("X-Actual-Recipient", `x-sms; ${number}`),
    line("Action", action),
    line("Status", statusOf(recipient)),
    ...(reason === "" ? [] : [line("Diagnostic-Code", `x-sms; ${reason}`)]),
    ...(lastAttemptAt === undefined
      ? []
      : [line("Last-Attempt-Date", mailDate(lastAttemptAt))]),
    ...(action !== "delayed" || retryUntil === undefined
      ? []
      : [line("Will-Retry-Until", mailDate(retryUntil))]),
  ];
}

/** The enhanced status code of a recipient. RFC 3463. */
export function statusOf(
  { action, ending, reason }: Pick<
    ReportedRecipient,
    "action" | "ending" | "reason"
  >,
): string {
  if (action === "delivered" || action === "relayed") return "2.0.0";
  const cause = causeOf(reason);
  if (action === "delayed") return `4.${cause?.detail ?? "4.7"}`;
  switch (ending) {
    case "cancelled":
      return "5.3.0";
    case "expired":
      // It may well go out when it is mailed again.
      return "4.4.7";
    default:
      return cause === undefined
        ? "5.0.0"
        : `${cause.lasting ? 5 : 4}.${cause.detail}`;
  }
}

// RFC 3464 §2.1: ASCII; what a modem said may hold anything. RFC 5322 §2.1.1 has 998 characters in a line.
function line(name: string, value: string): string {
  const text = value.replaceAll(/\s+/g, " ").replaceAll(/[^ -~]/g, "?");
  return `${name}: ${text}`.slice(0, 990).trimEnd();
}
