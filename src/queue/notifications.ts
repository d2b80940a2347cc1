import type { MailNotification, RecipientNotification } from "../model/mod.ts";
import { oneOf, optionalText, type Row } from "./rows.ts";

const notices = ["success", "failure", "delay"] as const;
// RFC 3461 §4.1: the word for an empty list.
const never = "never";

/** What stands in the column "notify" for a recipient. */
export function notifyText(
  notification: RecipientNotification | undefined,
): string | null {
  const notify = notification?.notify;
  if (notify === undefined) return null;
  return notify.length === 0 ? never : notify.join();
}

/** The columns that `recipientNotification` reads; the table stands as `d` (delivery). */
export const recipientNotificationColumns =
  "d.notify, d.original_recipient, d.forward_path";

/** Reads the columns of `recipientNotificationColumns`; undefined when the sender said nothing. */
export function recipientNotification(
  row: Row,
): RecipientNotification | undefined {
  const notify = readNotify(row);
  const originalRecipient = optionalText(row, "original_recipient");
  const forwardPath = optionalText(row, "forward_path");
  if ((notify ?? originalRecipient ?? forwardPath) === undefined) {
    return undefined;
  }
  return {
    ...(notify === undefined ? {} : { notify }),
    ...(originalRecipient === undefined ? {} : { originalRecipient }),
    ...(forwardPath === undefined ? {} : { forwardPath }),
  };
}

function readNotify(row: Row): RecipientNotification["notify"] {
  const words = optionalText(row, "notify");
  if (words === undefined) return undefined;
  if (words === never) return [];
  return words.split(",").map((notify) => oneOf(notices, { notify }, "notify"));
}

/** Reads a message's own columns; undefined when the sender said nothing. */
export function mailNotification(row: Row): MailNotification | undefined {
  const returned = row["returned"] === null
    ? undefined
    : oneOf(["full", "headers"], row, "returned");
  const envelopeId = optionalText(row, "envelope_id");
  if (returned === undefined && envelopeId === undefined) return undefined;
  return {
    ...(returned === undefined ? {} : { returned }),
    ...(envelopeId === undefined ? {} : { envelopeId }),
  };
}
