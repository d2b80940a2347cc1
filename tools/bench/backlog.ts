import {
  newMessageId,
  parsePhoneNumber,
  type PhoneNumber,
  type ShortMessage,
  systemClock,
} from "../../src/model/mod.ts";
import { openStore, type Submission } from "../../src/queue/mod.ts";
import { segmentMessage, type SubmitPdu } from "../../src/sms/mod.ts";

const dayMs = 24 * 60 * 60 * 1000;
const recipientsAMail = 1000;
/** What every SMS of a backlog says: one segment. */
export const backlogText = "Pump 3 stopped at 08:15, pressure 2.4 bar";

/** How the SMS of a backlog are sent. */
export interface BacklogOptions {
  readonly statusReport?: boolean;
}

/** Fills a queue that nobody has open: `count` SMS of one segment, due now. */
export async function fillQueue(
  path: string,
  count: number,
  options: BacklogOptions = {},
): Promise<void> {
  const store = await openStore(path, { clock: systemClock });
  for (let left = count; left > 0; left -= recipientsAMail) {
    const recipients = Math.min(left, recipientsAMail);
    await store.accept({ submission: submission(recipients, options) });
  }
  await store.close();
}

/** The same SMS as PDUs. */
export function pdusOf(
  count: number,
  options: BacklogOptions = {},
): readonly SubmitPdu[] {
  return Array.from({ length: count }, someone).flatMap((recipient) =>
    segmentMessage(backlogText, {
      ...message(options),
      recipient,
      reference: 0,
    })
  );
}

/** One mail to so many recipients. */
export function submission(
  recipients: number,
  options: BacklogOptions = {},
): Submission {
  const acceptedAt = systemClock.now();
  return {
    id: newMessageId(systemClock),
    acceptedAt,
    expiresAt: acceptedAt + dayMs,
    source: "smtp",
    reversePath: "alarm@plant.example",
    clientAddress: "127.0.0.1",
    subject: "Pump 3",
    message: message(options),
    segmentCount: 1,
    recipients: Array.from({ length: recipients }, someone),
  };
}

function message({ statusReport = false }: BacklogOptions): ShortMessage {
  return { text: backlogText, flash: false, statusReport, referenceBits: 8 };
}

function someone(): PhoneNumber {
  const digits = Math.floor(systemClock.random() * 1e9);
  const number = parsePhoneNumber(`+919${String(digits).padStart(9, "0")}`);
  if (number === undefined) throw new Error("Not a phone number");
  return number;
}
