import {
  accepted,
  type DeliveryId,
  type PhoneNumber,
  priorities,
} from "../model/mod.ts";
import type { Database } from "./database.ts";
import { entranceOf, insertRow } from "./insert_row.ts";
import { beginEscalations } from "./escalations.ts";
import { notifyText } from "./notifications.ts";
import { askedBefore, noteAsked } from "./once.ts";
import { noteSentAgain } from "./sent_again.ts";
import type { RecentMails } from "./recent_mails.ts";
import { type Fresh, holdAgainstStorms } from "./gathering.ts";
import { takeRepeats } from "./repeats.ts";
import type { StormOutcome, StormWatch } from "./storm.ts";
import { routeKey } from "./routes.ts";
import type {
  Acceptance,
  Accepted,
  PostmasterItem,
  Submission,
} from "./submission.ts";

/** Books a mail: what it has for the operator, and a delivery for each recipient that is no repeat. */
export function accept(
  database: Database,
  recent: RecentMails,
  { submission, item, repeats, storm, escalations, once }: Acceptance,
): Accepted {
  if (item !== undefined) insertItem(database, item);
  if (submission === undefined) return { deliveries: [], repeated: [] };
  const before = once && askedBefore(database, once);
  if (before !== undefined) return { deliveries: [], repeated: [], before };
  if (once !== undefined) noteAsked(database, once, submission);
  const repeated = repeats !== undefined &&
      recent.mayKnow(database, submission, repeats.since)
    ? takeRepeats(database, submission, repeats.since)
    : [];
  recent.note(submission);
  const fresh = withoutThem(submission, repeated.map((it) => it.recipient));
  const deliveries = insertSubmission(database, fresh);
  if (escalations !== undefined) {
    beginEscalations(database, fresh, { escalations, deliveries });
  }
  if (storm === undefined) return { deliveries, repeated };
  const outcome = weather(database, storm, { submission: fresh, deliveries });
  return { deliveries, repeated, storm: outcome };
}

function weather(
  database: Database,
  watch: StormWatch,
  { submission, deliveries }: {
    readonly submission: Submission;
    readonly deliveries: readonly DeliveryId[];
  },
): StormOutcome {
  const { recipients, acceptedAt: now, expiresAt } = submission;
  const lifetimeMs = expiresAt - now;
  const fresh = recipients.flatMap((recipient, at): readonly Fresh[] => {
    const id = deliveries[at];
    if (id === undefined) return [];
    const wishes = submission.wishes?.get(recipient) ?? {};
    const dueAt = submission.times?.get(recipient)?.dueAt ?? now;
    return [{ id, recipient, wishes, now, dueAt, lifetimeMs }];
  });
  return holdAgainstStorms(database, watch, fresh);
}

function withoutThem(
  submission: Submission,
  them: readonly PhoneNumber[],
): Submission {
  if (them.length === 0) return submission;
  const left = new Set(them);
  const recipients = submission.recipients.filter((it) => !left.has(it));
  return { ...submission, recipients };
}

/** One message, and a delivery for each recipient; nothing without any. */
export function insertSubmission(
  database: Database,
  submission: Submission,
): readonly DeliveryId[] {
  if (submission.recipients.length === 0) return [];
  const messageKey = insertMessage(database, submission);
  const deliveries = submission.recipients.map((recipient) =>
    insertDelivery(database, submission, { messageKey, recipient })
  );
  if (submission.insteadOf !== undefined) {
    noteSentAgain(database, { ...submission, deliveries });
  }
  return deliveries;
}

const deliveryEntrance = entranceOf("delivery", [
  ...["message_key", "recipient", "state", "updated_at", "expires_at"],
  "next_attempt_at",
], {
  ...{ flash: 0, priority: 1, send_at: null, notify: null },
  ...{ original_recipient: null, forward_path: null },
  ...{ modem: null, resume_until: null, route: null, reached: null },
  ...{ put_off: 0, forced: 0, reason: "" },
});

function insertDelivery(
  database: Database,
  submission: Submission,
  to: { readonly messageKey: number; readonly recipient: PhoneNumber },
): DeliveryId {
  const { wishes, notifications, prefer, routes, forced = false } = submission;
  const pin = prefer?.recipient === to.recipient ? prefer : undefined;
  const { flash = false, priority = "normal", sendAt, reached } =
    wishes?.get(to.recipient) ?? {};
  const notification = notifications?.get(to.recipient);
  const route = routes?.get(to.recipient);
  const first = accepted({ ...submission, sendAt });
  const times = submission.times?.get(to.recipient);
  const id = insertRow(database, deliveryEntrance, {
    values: [
      to.messageKey,
      to.recipient,
      first.state,
      first.updatedAt,
      times?.expiresAt ?? first.expiresAt,
      times?.dueAt ?? first.nextAttemptAt,
    ],
    rare: [
      Number(flash),
      priorities.indexOf(priority),
      sendAt ?? null,
      notifyText(notification),
      notification?.originalRecipient ?? null,
      notification?.forwardPath ?? null,
      pin?.modem ?? null,
      pin?.until ?? null,
      route === undefined ? null : routeKey(database, route),
      reached?.join("\n") ?? null,
      Number(times !== undefined && times.dueAt > first.nextAttemptAt),
      Number(forced),
      times?.reason ?? "",
    ],
  });
  return id as DeliveryId; // the rowid that the database has just given
}

const messageEntrance = entranceOf("message", [
  ...["id", "accepted_at", "source", "reverse_path", "client_address"],
  ...["subject", "text", "flash", "status_report", "reference_bits"],
  ...["segment_count", "message_id"],
], {
  ...{ validity_ms: null, user_name: "", envelope_id: null, returned: null },
  ...{ national_locking: 0, national_single: 0, replace_type: 0 },
  ...{ made_by: "", automatic: 0, via: "" },
});

function insertMessage(database: Database, submission: Submission): number {
  const { message, notification, source } = submission;
  return insertRow(database, messageEntrance, {
    values: [
      submission.id,
      submission.acceptedAt,
      source === "api" ? "command" : source,
      submission.reversePath,
      submission.clientAddress,
      submission.subject,
      message.text,
      Number(message.flash),
      Number(message.statusReport),
      message.referenceBits,
      submission.segmentCount,
      submission.messageId ?? "",
    ],
    rare: [
      message.validityMs ?? null,
      submission.user ?? "",
      notification?.envelopeId ?? null,
      notification?.returned ?? null,
      message.nationalShift?.locking ?? 0,
      message.nationalShift?.single ?? 0,
      message.replaceType ?? 0,
      submission.madeBy ?? "",
      Number(submission.automatic ?? false),
      source === "api" ? source : "",
    ],
  });
}

function insertItem(database: Database, item: PostmasterItem): void {
  const { receivedAt, kind, from, subject, text } = item;
  database.insert(
    `INSERT INTO inbox (received_at, kind, sender, subject, text) VALUES (?, ?, ?, ?, ?)`,
    receivedAt,
    kind,
    from,
    subject,
    text,
  );
}
