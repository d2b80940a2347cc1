import { deliveryStatus } from "./delivery_status.ts";
import { field, mailDate, multipart, type Part, textPart } from "./mime.ts";
import type { Notice } from "./notice.ts";
import type { Report, ReportedMail } from "./report.ts";
import { reportText, subjectOf, type WordOptions } from "./report_words.ts";

/** How reports are written. */
export interface ReportOptions extends WordOptions {
  /** The address that cellpost writes as. */
  readonly from: string;
}

/** A report that cannot be mailed for so long is of no use any more. RFC 5321 §4.5.4.1 gives up after four to five days. */
const giveUpMs = 5 * 24 * 3_600_000;

/** Writes a report as the notice that brings it to the sender; from the null sender, so that it is never answered. RFC 3464 §2. */
export function reportNotice(
  report: Report,
  now: number,
  options: ReportOptions,
): Notice {
  return {
    key: `report/${report.name}`,
    kind: "report",
    channel: "mail",
    createdAt: now,
    expiresAt: now + giveUpMs,
    from: "",
    to: [report.mail.reversePath],
    body: reportMail(report, now, options),
  };
}

/** The whole mail. The same report is the same mail, its Message-ID included, however often it is written at one moment. */
export function reportMail(
  report: Report,
  now: number,
  options: ReportOptions,
): string {
  const { mail, name } = report;
  const domain = options.from.slice(options.from.lastIndexOf("@") + 1);
  const answered = mail.messageId === undefined || mail.messageId === ""
    ? []
    : [`<${mail.messageId}>`];
  const boundary = `cellpost.${name}`;
  const fields = [
    field("From", `Cellpost <${options.from}>`),
    field("To", addressText(mail.reversePath)),
    field("Subject", subjectOf(report)),
    field("Date", mailDate(now)),
    `Message-ID: <report.${name}@${domain}>`,
    ...answered.filter(isPlain).flatMap((it) => [
      `In-Reply-To: ${it}`,
      `References: ${it}`,
    ]),
    "Auto-Submitted: auto-replied",
    "X-Cellpost: report",
    "MIME-Version: 1.0",
    "Content-Type: multipart/report; report-type=delivery-status;",
    ` boundary="${boundary}"`,
  ];
  const parts: readonly Part[] = [
    textPart(reportText(report, options)),
    {
      fields: ["Content-Type: message/delivery-status"],
      body: `${deliveryStatus(report, options)}\r\n`,
    },
    returnedPart(mail),
  ];
  return `${fields.join("\r\n")}\r\n\r\n${multipart(boundary, parts)}`;
}

/**
 * What of the mail goes back (RFC 3461 §4.3): its header as far as it is kept, or, when all was asked for, also the text as it stands in the
 * SMS. The mail itself is not kept, which its note says.
 */
function returnedPart(mail: ReportedMail): Part {
  const header = [
    ...(mail.messageId === undefined || mail.messageId === "" ||
        !isPlain(mail.messageId)
      ? []
      : [`Message-ID: <${mail.messageId}>`]),
    field("Subject", mail.subject),
    field("Date", mailDate(mail.acceptedAt)),
    field("X-Cellpost-Id", mail.id),
  ];
  if (mail.notification?.returned !== "full" || mail.text === "") {
    return {
      fields: ["Content-Type: text/rfc822-headers"],
      body: header.join("\r\n"),
    };
  }
  const { fields, body } = textPart(mail.text);
  const note = "X-Cellpost-Note: only the text of the SMS is kept of the mail";
  return {
    fields: ["Content-Type: message/rfc822"],
    body: [...header, note, "MIME-Version: 1.0", ...fields, "", body]
      .join("\r\n"),
  };
}

// A header is ASCII: whoever has another address (RFC 6531) is named in the envelope alone.
function addressText(address: string): string {
  return isPlain(address) ? `<${address}>` : "undisclosed-recipients:;";
}

function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text) && text.length <= 900;
}
