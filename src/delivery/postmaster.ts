import type { Envelope, MailText } from "../model/mod.ts";
import type { PostmasterItem } from "../queue/mod.ts";

/** Whether the operator is among the recipients. */
export function isForPostmaster({ recipients }: Envelope): boolean {
  return recipients.some(({ kind }) => kind === "postmaster");
}

/** What the inbox keeps of a mail for the operator. */
export function inboxItem(
  mail: MailText,
  envelope: Envelope,
  receivedAt: number,
): PostmasterItem {
  return {
    receivedAt,
    kind: "postmaster",
    from: envelope.reversePath || mail.from,
    subject: mail.subject,
    text: mail.text,
  };
}
